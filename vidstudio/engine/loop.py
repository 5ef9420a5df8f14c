"""The engine: claims due tasks by lease and works on them, at its own pace.

Any number of engines may run. The rows decide: a claim is one UPDATE that hands out a lease
with a new token, and every later write must show that token.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from vidstudio.base import metrics
from vidstudio.base.errors import DatabaseBusy
from vidstudio.base.failpoints import failpoint
from vidstudio.db.tables import Heartbeat, Task
from vidstudio.engine import late, leases, litter, reconcile, sweep
from vidstudio.engine.claim import Free, claim, in_flight
from vidstudio.engine.crew import HEAVY, LOOKS_AT_ONCE, Crew
from vidstudio.engine.deliver import Postman
from vidstudio.engine.reconcile import DOCTOR
from vidstudio.engine.steps import advance
from vidstudio.engine.work import Work
from vidstudio.studio import Studio

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
SWEEP_SECONDS = 30.0
BEAT_SECONDS = 10.0
SILENT_SECONDS = 15.0  # an engine whose tick is dead must not look alive
KEEP_BEATS = timedelta(days=1)
STOP_SECONDS = 20.0

Job = Callable[[], Awaitable[object]]


class Engine:
    """One per process. `run` until cancelled; then `stop` has let go of everything."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.name = leases.own_name()
        self._crew = Crew(studio)
        self._postman = Postman(studio)
        self._active: dict[str, asyncio.Task[None]] = {}
        self._leases: dict[str, int] = {}
        self._heavy = set[str]()
        self._cut: dict[str, int] = {}  # leases of steps that the database has cut short
        self._open = True
        self._claiming = asyncio.Lock()
        self._ticked_at = studio.clock.monotonic()

    async def run(self) -> None:
        """Work until cancelled, then end within 25 s, leaving every task to the next engine."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        every: dict[str, Any] = {
            "trigger": "interval",
            "coalesce": True,
            "max_instances": 1,
            "misfire_grace_time": None,
        }
        for job, seconds in self._jobs():
            scheduler.add_job(self._try, args=[job], seconds=seconds, **every)  # pyright: ignore[reportUnknownMemberType] untyped library
        while not await self._try(self._compare):  # noqa: ASYNC110  nothing tells when it can
            await asyncio.sleep(TICK_SECONDS)
        await self._try(self._beat)
        await self._try(lambda: leases.inherit(self._studio, self.name))
        scheduler.start()
        self._studio.bus.wake()  # what has waited for us need not wait for the first tick
        try:
            while True:
                await self._studio.bus.rung()
                await self._try(self.tick)
        finally:
            scheduler.shutdown(wait=False)
            await self.stop()

    def _jobs(self) -> tuple[tuple[Job, float], ...]:
        third = self._studio.settings.lease_seconds / 3
        return (
            (self.tick, min(TICK_SECONDS, third)),
            (self._renew, third),
            (self._sweep, SWEEP_SECONDS),
            (self._late, SWEEP_SECONDS),
            (self._postman.tick, TICK_SECONDS),
            (self._beat, BEAT_SECONDS),
        )

    async def tick(self) -> None:
        """Claim what is due, as far as there are hands free."""
        async with self._claiming:
            await self._drop_cut()
            if not self._open:
                return
            free = self._free()
            if free.hands > 0 or free.looks > 0:
                with metrics.TICK_SECONDS.time():
                    claimed = await self._claim(free)
                metrics.CLAIMS.inc(len(claimed))
                for task in claimed:
                    self._begin(task)
            self._ticked_at = self._studio.clock.monotonic()
            metrics.TICK_AT.set(self._studio.clock.now().timestamp())

    async def _claim(self, free: Free) -> list[Task]:
        claiming = asyncio.ensure_future(claim(self._studio, self.name, self._crew, free))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            # The leases are written, whether we go on or not: `stop` lets go of them.
            self._cut.update({task.id: task.lease_token for task in await claiming})
            raise

    async def stop(self) -> None:
        """Claim nothing more, give running steps their time, free the leases that are left."""
        self._open = False
        running = list(self._active.values())
        if running:
            await asyncio.wait(running, timeout=STOP_SECONDS)
        left = {**self._cut, **self._leases}
        for step in running:
            step.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._postman.stop()
        if left:
            await self._try(lambda: leases.let_go(self._studio, self.name, left))
        await self._try(self._fall_silent)

    async def idle(self) -> None:
        """Return once no step is under way."""
        while self._active:
            await asyncio.wait(list(self._active.values()))

    async def _try(self, job: Job) -> bool:
        """A database that is busy or away for a moment must not end the engine. True: it is done"""
        try:
            await job()
        except Exception:
            log.exception("engine: the next round will do it")
            return False
        return True

    def _free(self) -> Free:
        heavy = max(len(self._heavy), self._crew.hands.wanted)
        light = len(self._active) - len(self._heavy)
        return Free(self._studio.settings.engine_slots - heavy, LOOKS_AT_ONCE - light)

    def _begin(self, task: Task) -> None:
        self._leases[task.id] = task.lease_token
        if task.state in HEAVY:
            self._heavy.add(task.id)
        step = asyncio.create_task(self._step(task), name=f"task {task.id}")
        self._active[task.id] = step
        self._crew.active = len(self._active)
        step.add_done_callback(lambda ended: self._forget(task.id, ended))

    def _forget(self, task_id: str, ended: asyncio.Task[None]) -> None:
        # The task may have been claimed again before this is called.
        if self._active.get(task_id) is not ended:
            return
        del self._active[task_id], self._leases[task_id]
        self._heavy.discard(task_id)
        self._crew.active = len(self._active)
        if self._crew.active == LOOKS_AT_ONCE // 2:
            self._studio.bus.wake()  # more may be due than there was room for

    async def _step(self, task: Task) -> None:
        try:
            failpoint("c2")
            await advance(Work(self._studio, self.name, self._crew), task)
        except (DatabaseBusy, SQLAlchemyError):
            # What is written counts. Nobody works on it any more, so nobody need wait for us.
            log.exception("task %s: the database has cut its step", task.id)
            self._cut[task.id] = task.lease_token
        except Exception:
            # The lease lapses; then the task goes on from what is written.
            log.exception("task %s: step failed", task.id)

    async def _drop_cut(self) -> None:
        cut = dict(self._cut)
        if cut:
            await leases.let_go(self._studio, self.name, cut)
            self._cut = {key: token for key, token in self._cut.items() if cut.get(key) != token}

    async def _renew(self) -> None:
        """Keep our leases; a step whose lease is gone must not go on."""
        held = dict(self._leases)
        for task_id in await leases.renew(self._studio, self.name, held):
            # By now the task may be in our hands again, under another token.
            if self._leases.get(task_id) == held[task_id]:
                self._active[task_id].cancel()

    async def _sweep(self) -> None:
        with suppress(asyncio.CancelledError):
            await litter.clear(self._studio)
            await sweep.run(self._studio)

    async def _late(self) -> None:
        with suppress(asyncio.CancelledError):
            await late.run(Work(self._studio, self.name, self._crew))

    async def _compare(self) -> None:
        await reconcile.if_restored(self._studio, self.name)

    async def _beat(self) -> None:
        """Tell that this engine lives: that its tick does, not only its process."""
        if self._studio.clock.monotonic() - self._ticked_at > SILENT_SECONDS:
            log.error("engine: the tick is dead")
            return
        now = self._studio.clock.now()
        beat = Heartbeat(name=self.name, beat_at=now)
        old = delete(Heartbeat).where(
            col(Heartbeat.beat_at) < now - KEEP_BEATS, col(Heartbeat.name) != DOCTOR
        )

        def write(session: Session) -> None:
            session.merge(beat)
            session.exec(old.execution_options(synchronize_session=False))

        await self._studio.db.write(write)
        self._crew.in_flight = await self._studio.db.read(in_flight)

    async def _fall_silent(self) -> None:
        mine = delete(Heartbeat).where(col(Heartbeat.name) == self.name)
        await self._studio.db.write(lambda session: session.exec(mine))
