"""After a restored backup: what waits here may have been sent in a life that the database forgot.

Until that was compared nothing is sent. A backup is noticed by a mark beside the database: the
time of the doctor's last look, which the database must know as well.
"""

import asyncio
import logging
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from vidstudio import places, transitions
from vidstudio.base.errors import LeaseLost
from vidstudio.db.tables import Halt, Heartbeat, Task
from vidstudio.engine import attempts, caps
from vidstudio.rules.lifecycle import TaskState
from vidstudio.studio import Studio
from vidstudio.transitions import Move

log = logging.getLogger(__name__)

DOCTOR = "doctor"  # the heartbeat of a look at the invariants
RECONCILE = "reconcile"  # the name of the stop
MARK = "last-look"
SLACK = timedelta(minutes=5)  # hosts whose clocks differ share one database
FIND_SECONDS = 30.0
FURTHER_TRIES = 8  # submissions after those that the backup knows
_REASON = "A backup was restored: what waits is compared with the providers first."


@dataclass(frozen=True)
class Compared:
    """How many takes waited, and of those: found at their provider, and undecidable.

    Both go on as submissions whose answer got lost; the rest was never sent and waits on.
    """

    waiting: int
    found: int
    unsure: int

    def __str__(self) -> str:
        unsent = self.waiting - self.found - self.unsure
        return (
            f"takes that waited: {self.waiting}; found at their provider: {self.found}; perhaps"
            f" sent, looked for until their time is up: {self.unsure}; never sent: {unsent}"
        )


async def remember(studio: Studio) -> None:
    """Write the mark: the doctor's look that the database knows."""
    beat = await studio.db.read(lambda session: session.get(Heartbeat, DOCTOR))
    if beat is not None:
        await asyncio.to_thread(_write, _mark(studio), beat.beat_at)


async def if_restored(studio: Studio, actor: str) -> Compared | None:
    """Compare, if the database is older than the mark, or a comparison was cut off."""
    marked = await asyncio.to_thread(_read, _mark(studio))
    known, stopped = await studio.db.read(_known)
    older = marked is not None and (known is None or known < marked - SLACK)
    if not older and not stopped:
        return None
    log.critical("the database knows nothing after %s, the mark says %s", known, marked)
    return await reconcile(studio, actor)


async def reconcile(studio: Studio, actor: str) -> Compared:
    """Stop submissions, compare what waits with the providers, and let them go on."""
    since = await studio.db.write(lambda session: _stop(session, studio, actor))
    query = select(Task).where(Task.state == TaskState.QUEUED, col(Task.created_at) <= since)
    waiting = await studio.db.read(lambda session: session.exec(query).all())
    found = unsure = 0
    for task in waiting:
        known = await studio.db.read(lambda session, task=task: attempts.made(session, task))
        n, sure = await _sent(studio, task, known)
        if n and await _may_be_sent(studio, actor, task, n):
            found, unsure = found + sure, unsure + (not sure)
    # In this order: a comparison that was cut off is made again.
    await asyncio.to_thread(_mark(studio).unlink, missing_ok=True)
    await studio.db.write(_go_on)
    studio.bus.wake()
    compared = Compared(len(waiting), found, unsure)
    log.warning("reconciled: %s", compared)
    return compared


async def _sent(studio: Studio, task: Task, known: int) -> tuple[int, bool]:
    """Which submission the provider may have, 0 for none; and whether it said so."""
    provider = studio.providers.get(task.provider)
    if provider is None or not provider.can_find:
        return known + 1, False
    try:
        for n in range(known + 1, known + 1 + FURTHER_TRIES):
            async with asyncio.timeout(FIND_SECONDS):
                if await provider.find(attempts.client_ref(task.id, n)):
                    return n, True
    except Exception as error:  # whatever it was, nobody can tell
        log.warning("task %s: find failed: %r", task.id, error)
        return known + 1, False
    return 0, True


async def _may_be_sent(studio: Studio, actor: str, task: Task, n: int) -> bool:
    """From here the engine takes it up as after a death while sending, and sends it never again.

    False when the task is no longer what it was.
    """
    now = studio.clock.now()
    wish = Move(task, TaskState.SUBMITTING, actor, now, RECONCILE, values={"next_run_at": now})

    def write(session: Session) -> None:
        transitions.move(session, wish)
        session.add(attempts.opened(task, n, now))
        places.take(session, task.provider, task.id)
        caps.count(session, task, now)

    try:
        await studio.db.write(write)
    except LeaseLost:
        return False
    log.warning("task %s: may have been sent to %s already", task.id, task.provider)
    return True


def _stop(session: Session, studio: Studio, actor: str) -> datetime:
    """When the stop began: what is made later was never sent."""
    stop = session.get(Halt, RECONCILE)
    if stop is None:
        stop = Halt(name=RECONCILE, reason=_REASON, actor=actor[:64], at=studio.clock.now())
        session.add(stop)
    return stop.at


def _go_on(session: Session) -> None:
    stop = session.get(Halt, RECONCILE)
    if stop is not None:
        session.delete(stop)


def _known(session: Session) -> tuple[datetime | None, bool]:
    beat = session.get(Heartbeat, DOCTOR)
    return beat and beat.beat_at, session.get(Halt, RECONCILE) is not None


def _mark(studio: Studio) -> Path:
    return studio.settings.data_dir / MARK


def _write(mark: Path, at: datetime) -> None:
    half = mark.with_name(f"{mark.name}.{os.getpid()}")
    try:
        half.write_text(at.isoformat())
        half.replace(mark)
    except OSError as error:
        log.warning("%s could not be written: %s", mark.name, error)


def _read(mark: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(mark.read_text())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("%s says nothing: %s", mark.name, error)
        return None
