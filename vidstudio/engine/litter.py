"""What processes that were killed, and takes that were cancelled, have left on the disk."""

import asyncio
import logging
import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from weakref import WeakKeyDictionary

from sqlmodel import Session, col, or_, select

from vidstudio.base.bus import Bus
from vidstudio.db.tables import Asset, Task
from vidstudio.rules import lifecycle
from vidstudio.studio import Studio

log = logging.getLogger(__name__)

# Nothing is worked on for longer than this.
KEEP = lifecycle.DEADLINE_CAP + timedelta(hours=24)
KEEP_PARTS = timedelta(hours=1)  # no file takes that long to be written
KEEP_ORPHANS = timedelta(hours=24)
WALK_EVERY = timedelta(hours=1)  # a store may hold a hundred thousand files
KEYS_AT_ONCE = 500
_ID_LENGTH = 36

_walked: WeakKeyDictionary[Bus, datetime] = WeakKeyDictionary()  # per process


async def clear(studio: Studio) -> None:
    """Remove what has lain in the work folder untouched for two days; at the start and every hour
    also half-written files of the store, and files that no row has ever been made for."""
    now = studio.clock.now()
    await asyncio.to_thread(_clear, studio)
    walked = _walked.get(studio.bus)
    if walked is not None and timedelta() <= now - walked < WALK_EVERY:
        return
    _walked[studio.bus] = now
    await studio.store.drop_parts(now - KEEP_PARTS)
    keys = await studio.store.keys(now - KEEP_ORPHANS)
    for start in range(0, len(keys), KEYS_AT_ONCE):
        await _drop_orphans(studio, keys[start : start + KEYS_AT_ONCE])


async def _drop_orphans(studio: Studio, keys: Sequence[str]) -> None:
    now = studio.clock.now()
    for key in await studio.db.read(lambda session: _orphans(session, keys, now)):
        log.warning("removing %s: nothing points at it", key)
        await studio.store.delete(key)


def _orphans(session: Session, keys: Sequence[str], now: datetime) -> list[str]:
    """Those without a row, and not of a take that may still get one."""
    known = set(session.exec(select(Asset.storage_key).where(col(Asset.storage_key).in_(keys))))
    lost = [key for key in keys if key not in known]
    owners = {PurePosixPath(key).name[:_ID_LENGTH] for key in lost}
    recent = or_(col(Task.terminal_at).is_(None), col(Task.terminal_at) > now - KEEP)
    busy = set(session.exec(select(Task.id).where(col(Task.id).in_(owners), recent)))
    return [key for key in lost if PurePosixPath(key).name[:_ID_LENGTH] not in busy]


def _clear(studio: Studio) -> None:
    oldest = (studio.clock.now() - KEEP).timestamp()
    for folder in studio.work_dir.iterdir():
        with suppress(FileNotFoundError):  # whoever works there has just tidied up
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
