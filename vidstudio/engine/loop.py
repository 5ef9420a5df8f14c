"""The engine: claims due tasks by lease and works on them, at its own pace.

Any number of engines may run. The rows decide: a claim is one UPDATE that hands out a lease
with a new token, and every later write must show that token.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import update
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from vidstudio.base.failpoints import failpoint
from vidstudio.db.tables import Heartbeat, Member, Task
from vidstudio.engine import litter, sweep
from vidstudio.engine.steps import advance
from vidstudio.engine.work import Work
from vidstudio.rules.lifecycle import TaskState
from vidstudio.studio import Studio

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
RENEW_SECONDS = 20
TICK_SECONDS = 1
SWEEP_SECONDS = 30
BEAT_SECONDS = 10
STOP_SECONDS = 20.0
HEARTBEAT = "engine"


class Engine:
    """One per process. `run` until cancelled; then `stop` has let go of everything."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._active: dict[str, asyncio.Task[None]] = {}
        self._leases: dict[str, int] = {}
        self._open = True
        self._claiming = asyncio.Lock()

    async def run(self) -> None:
        """Work until cancelled, then end within 25 s, leaving every task to the next engine."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        every: dict[str, Any] = {
            "trigger": "interval",
            "coalesce": True,
            "max_instances": 1,
            "misfire_grace_time": None,
        }
        for job, seconds in (
            (self.tick, TICK_SECONDS),
            (self._renew, RENEW_SECONDS),
            (self._sweep, SWEEP_SECONDS),
            (self._beat, BEAT_SECONDS),
        ):
            scheduler.add_job(job, seconds=seconds, **every)  # pyright: ignore[reportUnknownMemberType] untyped library
        await self._try(self._beat)
        await self._try(self._inherit)
        scheduler.start()
        self._studio.bus.wake()  # what has waited for us need not wait for the first tick
        try:
            while True:
                await self._studio.bus.rung()
                await self._try(self.tick)
        finally:
            scheduler.shutdown(wait=False)
            await self.stop()

    async def tick(self) -> None:
        """Claim what is due, as far as there are hands free."""
        async with self._claiming:
            free = self._studio.settings.engine_slots - len(self._active)
            if not self._open or free <= 0:
                return
            for task in await self._claim(free):
                self._begin(task)

    async def stop(self) -> None:
        """Claim nothing more, give running steps their time, free the leases that are left."""
        self._open = False
        running = list(self._active.values())
        if running:
            await asyncio.wait(running, timeout=STOP_SECONDS)
        left = dict(self._leases)
        for step in running:
            step.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if left:
            await self._try(lambda: self._let_go(left))

    async def idle(self) -> None:
        """Return once no step is under way."""
        while self._active:
            await asyncio.wait(list(self._active.values()))

    async def _try(self, job: Callable[[], Awaitable[None]]) -> None:
        """A database that is busy or away for a moment must not end the engine."""
        try:
            await job()
        except Exception:
            log.exception("engine: the next round will do it")

    def _begin(self, task: Task) -> None:
        self._leases[task.id] = task.lease_token
        step = asyncio.create_task(self._step(task), name=f"task {task.id}")
        self._active[task.id] = step
        step.add_done_callback(lambda ended: self._forget(task.id, ended))

    def _forget(self, task_id: str, ended: asyncio.Task[None]) -> None:
        # The task may have been claimed again before this is called.
        if self._active.get(task_id) is ended:
            del self._active[task_id], self._leases[task_id]

    async def _step(self, task: Task) -> None:
        try:
            failpoint("c2")
            await advance(Work(self._studio, self.name), task)
        except Exception:
            # The lease lapses in a minute; then the task goes on from what is written.
            log.exception("task %s: step failed", task.id)

    async def _claim(self, count: int) -> list[Task]:
        now = self._studio.clock.now()
        due = _due(now, count).with_for_update(skip_locked=True, of=Task)

        def claim(session: Session) -> list[Task]:
            values = {
                "lease_owner": self.name,
                "lease_until": now + LEASE,
                "lease_token": col(Task.lease_token) + 1,
            }
            statement = (
                update(Task)
                .where(col(Task.id).in_(due))
                .values(**values)
                .returning(Task)
                .execution_options(synchronize_session=False, populate_existing=True)
            )
            return list(session.scalars(statement).all())

        # Most ticks find nothing: look before taking the only write lock of SQLite.
        if not await self._studio.db.read(lambda s: s.exec(_due(now, 1)).first()):
            return []
        return await self._studio.db.write(claim)

    async def _inherit(self) -> None:
        """Free the leases of processes of this machine that are dead: no need to wait a minute."""
        query = select(Task.lease_owner).where(col(Task.terminal_at).is_(None)).distinct()
        owners = await self._studio.db.read(lambda session: session.exec(query).all())
        dead = [owner for owner in owners if owner and self._is_dead(owner)]
        statement = (
            update(Task)
            .where(col(Task.terminal_at).is_(None), col(Task.lease_owner).in_(dead))
            .values(lease_until=None)
            .execution_options(synchronize_session=False)
        )
        if dead:
            await self._studio.db.write(lambda session: session.exec(statement))

    def _is_dead(self, owner: str) -> bool:
        host, _, pid = owner.rpartition(":")
        if owner == self.name:
            return True  # a process that had our number before us
        return host == socket.gethostname() and not _alive(int(pid))

    async def _renew(self) -> None:
        """Keep our leases; a step whose lease is gone must not go on."""
        for task_id, token in list(self._leases.items()):
            values = {"lease_until": self._studio.clock.now() + LEASE}
            statement = (
                update(Task)
                .where(
                    col(Task.id) == task_id,
                    col(Task.lease_token) == token,
                    # A step that has just ended has let go: its lease must stay free.
                    col(Task.lease_owner) == self.name,
                )
                .values(**values)
                .returning(col(Task.id))
            )
            kept = await self._studio.db.write(lambda s, q=statement: s.exec(q).scalar())
            # By now the task may be in our hands again, under another token.
            if kept is None and self._leases.get(task_id) == token:
                self._active[task_id].cancel()

    async def _let_go(self, leases: dict[str, int]) -> None:
        """The next engine need not wait until they lapse."""

        def free(session: Session) -> None:
            for task_id, token in leases.items():
                mine = update(Task).where(col(Task.id) == task_id, col(Task.lease_token) == token)
                session.exec(mine.values(lease_owner=None, lease_until=None))

        await self._studio.db.write(free)

    async def _sweep(self) -> None:
        with suppress(asyncio.CancelledError):
            await litter.clear(self._studio)
            await sweep.run(self._studio)

    async def _beat(self) -> None:
        now = self._studio.clock.now()
        beat = Heartbeat(name=HEARTBEAT, beat_at=now)
        await self._studio.db.write(lambda session: session.merge(beat))


def _due(now: Any, count: int) -> SelectOfScalar[str]:
    paused = select(Member.user_id).where(
        Member.workspace_id == Task.workspace_id,
        Member.user_id == Task.user_id,
        col(Member.queue_paused_at).is_not(None),
    )
    query = (
        select(Task.id)
        .where(
            col(Task.terminal_at).is_(None),
            col(Task.next_run_at) <= now,
            or_(col(Task.lease_until).is_(None), col(Task.lease_until) < now),
            # What is on its way goes on; what waits is not started while its maker has paused.
            or_(Task.state != TaskState.QUEUED, ~paused.exists()),
        )
        .order_by(col(Task.next_run_at), col(Task.id))
        .limit(count)
    )
    return query


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
