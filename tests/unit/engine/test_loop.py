"""The engine's loop: claims, leases, other engines, stopping, and a busy database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from sqlmodel import col, update

from tests.unit.engine.rig import PRICE, Rig
from tests.unit.engine.twin import RUNNING
from vidstudio.base.errors import DatabaseBusy
from vidstudio.db import engines
from vidstudio.db.tables import Heartbeat, Task
from vidstudio.engine import loop
from vidstudio.engine.loop import Engine


class Hanging:
    """A call to the provider that hangs until `go`."""

    def __init__(self) -> None:
        self.begun, self.go = asyncio.Event(), asyncio.Event()
        self.cancelled = False

    async def __call__(self) -> None:
        self.begun.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise


async def set_lease(rig: Rig, task_id: str, owner: str) -> None:
    values = {"lease_owner": owner, "lease_until": rig.time.time + timedelta(seconds=60)}
    statement = update(Task).where(col(Task.id) == task_id).values(**values)
    await rig.studio.db.write(lambda session: session.execute(statement))


async def test_three_engines_make_every_take_once(rig: Rig) -> None:
    ids = [await rig.make() for _ in range(6)]
    engines = [Engine(rig.studio) for _ in range(3)]
    for _ in range(3):
        await asyncio.gather(*(engine.tick() for engine in engines for _ in range(2)))
        await asyncio.gather(*(engine.idle() for engine in engines))
    assert {(await rig.task(task_id)).state for task_id in ids} == {"succeeded"}
    assert len(rig.twin.tries) == len(ids)
    assert await rig.money() == (500 - 6 * PRICE, 0)


async def test_no_more_is_claimed_than_there_are_hands(rig: Rig) -> None:
    rig.engine = Engine(rig.studio)
    object.__setattr__(
        rig.studio, "settings", rig.studio.settings.model_copy(update={"engine_slots": 2})
    )
    hanging = Hanging()
    rig.twin.submits.extend([hanging] * 3)
    ids = [await rig.make() for _ in range(3)]
    await rig.engine.tick()
    await rig.engine.tick()
    owners = [(await rig.task(task_id)).lease_owner for task_id in ids]
    assert (owners.count(rig.engine.name), owners.count(None)) == (2, 1)
    hanging.go.set()
    await rig.engine.idle()
    await rig.step()
    assert {(await rig.task(task_id)).state for task_id in ids} == {"succeeded"}


async def test_the_longest_due_comes_first(rig: Rig) -> None:
    late = await rig.make()
    rig.time.advance(-60)
    early = await rig.make()
    rig.time.advance(60)
    hanging = Hanging()
    rig.twin.submits.append(hanging)
    object.__setattr__(
        rig.studio, "settings", rig.studio.settings.model_copy(update={"engine_slots": 1})
    )
    await rig.engine.tick()
    assert (await rig.task(early)).lease_owner
    assert not (await rig.task(late)).lease_owner
    hanging.go.set()
    await rig.engine.idle()


async def test_a_lease_in_use_is_kept(rig: Rig) -> None:
    hanging, other = Hanging(), Engine(rig.studio)
    rig.twin.submits.append(hanging)
    task_id = await rig.make()
    await rig.engine.tick()
    await hanging.begun.wait()
    for _ in range(5):
        rig.time.advance(20)
        await rig.engine._renew()
        await other.tick()
        await other.idle()
    task = await rig.task(task_id)
    assert (task.state, task.lease_token) == ("submitting", 1)
    hanging.go.set()
    await rig.engine.idle()
    assert (await rig.task(task_id)).state == "succeeded"


async def test_every_claim_hands_out_a_new_token(rig: Rig) -> None:
    rig.twin.polls.extend([RUNNING] * 3)
    task_id = await rig.make()
    for claims in range(1, 4):
        await rig.step(5)
        assert (await rig.task(task_id)).lease_token == claims


async def test_work_on_a_lost_lease_is_cut(rig: Rig) -> None:
    hanging = Hanging()
    rig.twin.fetches.append(hanging)
    task_id = await rig.make()
    await rig.engine.tick()
    await hanging.begun.wait()
    statement = update(Task).where(col(Task.id) == task_id)
    await rig.studio.db.write(
        lambda s: s.execute(statement.values(lease_token=Task.lease_token + 1))
    )
    await rig.engine._renew()
    await rig.engine.idle()
    assert hanging.cancelled
    assert (await rig.task(task_id)).state == "fetching"


async def test_stopping_lets_a_short_step_end_and_claims_nothing_more(rig: Rig) -> None:
    hanging = Hanging()
    rig.twin.submits.append(hanging)
    rig.twin.polls.append(RUNNING)
    first = await rig.make()
    await rig.engine.tick()
    await hanging.begun.wait()
    stopping = asyncio.create_task(rig.engine.stop())
    second = await rig.make()
    await rig.engine.tick()
    hanging.go.set()
    await stopping
    assert (await rig.task(first)).state == "running"
    assert (await rig.task(first)).lease_until is None
    assert (await rig.task(second)).state == "queued"
    assert len(rig.twin.tries) == 1


async def test_stopping_cuts_a_long_step_and_frees_its_lease(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "STOP_SECONDS", 0.05)
    hanging = Hanging()
    rig.twin.fetches.append(hanging)
    task_id = await rig.make()
    await rig.engine.tick()
    await hanging.begun.wait()
    await rig.engine.stop()
    task = await rig.task(task_id)
    assert (task.state, task.lease_until) == ("fetching", None)
    assert hanging.cancelled
    rig.engine = Engine(rig.studio)
    await rig.step()
    assert (await rig.task(task_id)).state == "succeeded"


async def test_an_answer_that_comes_while_stopping_is_still_written(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop, "STOP_SECONDS", 0.05)
    answered = asyncio.Event()

    async def answer() -> None:
        answered.set()

    rig.twin.submits.append(answer)
    rig.twin.polls.append(RUNNING)
    task_id = await rig.make()
    await rig.engine.tick()
    await answered.wait()
    await rig.engine.stop()
    task = await rig.task(task_id)
    assert task.provider_job_id == f"job-{rig.twin.accepted[0]}"


@asynccontextmanager
async def running(rig: Rig) -> AsyncIterator[asyncio.Task[None]]:
    engine = asyncio.create_task(rig.engine.run())
    yield engine
    engine.cancel()
    with suppress(asyncio.CancelledError):
        await engine


async def test_a_running_engine_hears_of_new_work_and_beats(rig: Rig) -> None:
    changed = asyncio.Event()
    rig.studio.bus.subscribe(lambda _room: changed.set())
    async with running(rig), asyncio.timeout(20):
        task_id = await rig.make()
        while (await rig.task(task_id)).state != "succeeded":
            await changed.wait()
            changed.clear()
        beat = await rig.studio.db.read(lambda session: session.get(Heartbeat, rig.engine.name))
        assert beat is not None
        assert beat.beat_at == rig.time.time
    gone = await rig.studio.db.read(lambda session: session.get(Heartbeat, rig.engine.name))
    assert gone is None


async def test_an_engine_whose_tick_is_dead_does_not_look_alive(rig: Rig) -> None:
    rig.time.advance(loop.SILENT_SECONDS + 1)
    await rig.engine._beat()
    assert await rig.studio.db.read(lambda s: s.get(Heartbeat, rig.engine.name)) is None
    await rig.engine.tick()
    await rig.engine._beat()
    assert await rig.studio.db.read(lambda s: s.get(Heartbeat, rig.engine.name)) is not None


@pytest.mark.fault("F-61")
@pytest.mark.database("sqlite", reason="another process locks the file")
async def test_a_database_locked_by_another_process_stops_nothing_for_good(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE_SECONDS", 0.05)
    changed = asyncio.Event()
    rig.studio.bus.subscribe(lambda _room: changed.set())
    task_id = await rig.make()
    other = sqlite3.connect(rig.studio.settings.data_dir / "vidstudio.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with running(rig) as engine, asyncio.timeout(20):
        with pytest.raises(DatabaseBusy):
            await rig.make()
        rig.studio.bus.wake()
        await asyncio.wait({engine}, timeout=0.5)
        assert not engine.done()
        other.execute("ROLLBACK")
        other.close()
        rig.studio.bus.wake()
        while (await rig.task(task_id)).state != "succeeded":
            await changed.wait()
            changed.clear()
    assert await rig.money() == (480, 0)
