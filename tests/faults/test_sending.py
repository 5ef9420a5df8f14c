"""Sending under trouble, by many engines, from a long line: each row of the fault table by name."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlmodel import Session, col, select, update

from tests.studio_fixtures import Timepiece, settle_in
from tests.unit.engine.conftest import films as films
from tests.unit.engine.rig import MODEL, PRICE, Rig
from tests.unit.engine.twin import RUNNING
from vidstudio.base.clock import Clock
from vidstudio.base.errors import (
    ModelGone,
    NotSent,
    PromptRefused,
    ProviderBusy,
    ProviderError,
    ProviderMisconfigured,
    Rejected,
)
from vidstudio.db.tables import ProviderHealth, ProviderSlot, SubmitAttempt, Task
from vidstudio.engine.loop import Engine
from vidstudio.providers.base import Limits
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks
from vidstudio.studio import Studio

CROWD = 10_000
CAP = 5


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 100_000, "creates_per_minute": 100_000, "engine_slots": 50}


@pytest.fixture
async def rig(studio: Studio, timepiece: Timepiece, films: dict[int, object]) -> Rig:
    return Rig(studio, await settle_in(studio), timepiece, films[2])  # pyright: ignore[reportArgumentType] paths


async def breaker(rig: Rig) -> str:
    row = await rig.studio.db.read(lambda session: session.get(ProviderHealth, "twin"))
    return row.state if row else "closed"


@pytest.mark.fault("F-18")
async def test_what_never_left_is_sent_again_at_growing_distances_five_times_at_most(
    rig: Rig,
) -> None:
    rig.twin.submits.extend([NotSent()] * 4)
    take = await rig.make()
    waits = list[float]()
    for _ in range(4):
        await rig.step()
        task = await rig.task(take)
        assert task.state == "queued"
        wait = (task.next_run_at - rig.time.time).total_seconds()
        waits.append(wait)
        await rig.step(wait - 0.5)
        assert (await rig.task(take)).failures == len(waits)
        rig.time.advance(0.5)
    assert waits == [2, 4, 8, 16]  # jitter stands in the middle
    await rig.step()
    assert (await rig.task(take)).state == "succeeded"
    assert len(rig.twin.accepted) == 1


@pytest.mark.fault("F-19")
@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Rejected(status=400), "closed"),
        (ProviderMisconfigured(status=401), "operator"),
        (ProviderMisconfigured(status=402), "operator"),
        (ModelGone(status=404), "closed"),
        (PromptRefused(status=422), "closed"),
    ],
)
async def test_a_definite_no_ends_the_take_free_and_a_bad_key_stops_sending(
    rig: Rig, error: ProviderError, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    rig.twin.submits.append(error)
    take = await rig.make()
    await rig.step()
    task = await rig.task(take)
    assert (task.state, task.charged) == ("failed", 0)
    assert await rig.money() == (500, 0)
    assert await breaker(rig) == state
    alarmed = any("until an admin acts" in line for line in caplog.messages)
    assert alarmed == (state == "operator")


@pytest.mark.fault("F-20")
@pytest.mark.parametrize(("told", "waits"), [(7.0, 7), (10.0, 10), (1e9, 600)])
async def test_a_busy_provider_is_asked_again_and_its_place_is_free_meanwhile(
    rig: Rig, told: float, waits: int
) -> None:
    rig.twin.limits = Limits(1, 1000, 1.0)
    rig.twin.submits.extend([ProviderBusy(retry_after_seconds=told)] * 6)
    take = await rig.make()
    for _ in range(6):  # more often than a take that cannot be sent is tried
        await rig.step()
        task = await rig.task(take)
        assert (task.state, task.state_reason) == ("queued", "provider_busy")
        assert (task.next_run_at - rig.time.time).total_seconds() == waits
        longer = update(Task).values(deadline_at=rig.time.time + timedelta(hours=10))
        await rig.studio.db.write(lambda session, q=longer: session.exec(q))
        rig.time.advance(waits)
    other = await rig.make()
    await rig.step()
    await rig.step()
    assert {(await rig.task(key)).state for key in (take, other)} == {"succeeded"}
    assert await breaker(rig) == "closed"


class Watch:
    """Looks, while a take is being sent, how many the provider has in hand."""

    def __init__(self, rig: Rig) -> None:
        self._rig, self.most = rig, 0

    async def __call__(self) -> None:
        self.most = max(self.most, await self._rig.studio.db.read(_taken))
        await asyncio.sleep(0)


def _taken(session: Session) -> int:
    query = select(ProviderSlot.slot_no).where(col(ProviderSlot.task_id).is_not(None))
    return len(session.exec(query).all())


@pytest.mark.fault("F-59")
async def test_ten_engines_whose_ticks_overlap_send_every_take_once(rig: Rig) -> None:
    rig.twin.limits = Limits(CAP, 1000, 1.0)
    watch = Watch(rig)
    rig.twin.submits.extend([watch] * 60)
    ids = [await rig.make() for _ in range(20)]
    engines = [Engine(rig.studio) for _ in range(10)]
    for n, engine in enumerate(engines):
        engine.name = f"host-{n}:1"
    for _ in range(12):
        await asyncio.gather(*(engine.tick() for engine in engines for _ in range(2)))
        await asyncio.gather(*(engine.idle() for engine in engines))
        rig.time.advance(2)
    assert {(await rig.task(task_id)).state for task_id in ids} == {"succeeded"}
    assert len(rig.twin.accepted) == len(ids)
    assert 1 <= watch.most <= CAP
    outcomes = select(SubmitAttempt.outcome)
    found = await rig.studio.db.read(lambda session: session.exec(outcomes).all())
    assert found == ["accepted"] * len(ids)
    assert await rig.money() == (500 - 20 * PRICE, 0)


def crowd(session: Session, like: str, count: int) -> None:
    """So many more takes behind it in the line: only rows, without money."""
    row = session.get_one(Task, like)
    names = [column.name for column in Task.metadata.tables["task"].columns]
    same = {name: getattr(row, name) for name in names}
    same["created_at"] += timedelta(microseconds=1)
    rows = [
        same | {"id": f"crowd-{n}", "number": 1000 + n, "callback_token_hash": f"crowd-{n}"}
        for n in range(count)
    ]
    for start in range(0, count, 1000):
        session.connection().execute(insert(Task), rows[start : start + 1000])


class TestALongLine:
    @pytest.fixture
    def promises(self) -> tuple[str, ...]:
        """The crowd has no money behind it."""
        return ("I-9",)

    @pytest.mark.fault("F-71")
    async def test_ten_thousand_of_one_workspace_do_not_delay_the_single_take_of_another(
        self, rig: Rig
    ) -> None:
        rig.twin.limits = Limits(CAP, 1000, 1.0)
        first = await rig.make()
        await rig.studio.db.write(lambda session: crowd(session, first, CROWD))
        rig.twin.polls.extend([RUNNING] * 1000)
        await rig.step()
        assert len(rig.twin.tries) == CAP
        rig.time.advance(1)
        neighbour = await settle_in(rig.studio, "Bea")
        request = TaskRequest.model_validate({"prompt": "Mine.", "model": MODEL})
        await tasks.create(rig.studio, neighbour.who, request)
        # One place becomes free: it is the neighbour's.
        free = update(Task).where(col(Task.id) == first).values(cancel_requested_at=rig.time.time)
        await rig.studio.db.write(lambda session: session.exec(free))
        await rig.step(6)
        await rig.step()
        assert rig.twin.tries[CAP].prompt == "Mine."
        assert len(rig.twin.tries) == CAP + 1
        assert await rig.studio.db.read(_taken) == CAP
