"""Empties the bin: the files of takes that have lain there for 30 days. Their rows are the books.

Links stop first, then the files go, then the take is marked: whatever happens in between, the
next round does the rest.
"""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from vidstudio.base.failpoints import failpoint
from vidstudio.db.session import touch
from vidstudio.db.tables import Asset, Creative, CreativeVersion, Task
from vidstudio.rules.lifecycle import BIN_LIFE
from vidstudio.studio import Studio

TAKES_AT_ONCE = 100


async def empty_bin(studio: Studio) -> None:
    """One round, of a bounded number of takes."""
    now = studio.clock.now()
    due = await studio.db.write(lambda session: _close(session, now))
    for assets in due.values():
        for asset in assets:
            await studio.store.delete(asset.storage_key)
    failpoint("bin")
    if due:
        await studio.db.write(lambda session: _purged(session, list(due), now))


def _close(session: Session, now: datetime) -> dict[str, list[Asset]]:
    """The takes whose time is up with their files, which no link opens any more."""
    ids = _due(session, now)
    if not ids:
        return {}
    found = session.exec(select(Asset).where(col(Asset.task_id).in_(ids))).all()
    there = [asset.id for asset in found if asset.deleted_at is None]
    session.exec(update(Asset).where(col(Asset.id).in_(there)).values(deleted_at=now))
    files: dict[str, list[Asset]] = {task_id: [] for task_id in ids}
    for asset in found:
        files[asset.task_id or ""].append(asset)
    return files


def _due(session: Session, now: datetime) -> list[str]:
    # Nothing in the bin is a creative; if a row ever says otherwise, its file stays.
    picked = (
        select(CreativeVersion.id)
        .join(Creative, col(Creative.id) == CreativeVersion.creative_id)
        .where(CreativeVersion.task_id == Task.id, col(Creative.removed_at).is_(None))
    )
    query = (
        select(Task.id)
        .where(col(Task.removed_at) <= now - BIN_LIFE, col(Task.purged_at).is_(None))
        .where(~picked.exists())
        .order_by(col(Task.removed_at))
        .limit(TAKES_AT_ONCE)
        .with_for_update(of=col(Task.id))
    )
    return list(session.exec(query).all())


def _purged(session: Session, ids: list[str], now: datetime) -> None:
    query = update(Task).where(col(Task.id).in_(ids)).values(purged_at=now)
    rooms = session.exec(query.returning(col(Task.workspace_id))).scalars().all()
    for workspace_id in set(rooms):
        touch(session, workspace_id)
