"""What waits is claimed as far as it may be sent: places, pace, caps, the stop, and in turn."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select, update

from tests.studio_fixtures import Home
from tests.unit.engine.rig import MODEL, PRICE, Rig
from tests.unit.engine.twin import RUNNING
from vidstudio import places
from vidstudio.base.errors import NotSent, ProviderBusy
from vidstudio.db.tables import Halt, ProviderDay, ProviderSlot, Task
from vidstudio.engine.loop import Engine
from vidstudio.providers.base import Limits
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks

LONG = [RUNNING] * 100


def limit(rig: Rig, concurrent: int = 1000, sends: int = 1000, seconds: float = 1.0) -> None:
    rig.twin.limits = Limits(concurrent, sends, seconds)


def settings(rig: Rig, **changes: object) -> None:
    changed = rig.studio.settings.model_copy(update=changes)
    object.__setattr__(rig.studio, "settings", changed)


async def states(rig: Rig) -> list[str]:
    query = select(Task.state).order_by(col(Task.created_at))
    return list(await rig.studio.db.read(lambda session: session.exec(query).all()))


async def used(rig: Rig) -> tuple[int, int]:
    return await rig.studio.db.read(lambda session: places.used(session, "twin"))


async def order(rig: Rig, home: Home, prompt: str, takes: int = 1) -> list[str]:
    request = TaskRequest.model_validate({"prompt": prompt, "model": MODEL})
    ids = list[str]()
    for _ in range(takes):
        rig.time.advance(1)  # their order is that of their making
        ids.append((await tasks.create(rig.studio, home.who, request))[0].id)
    return ids


async def test_no_more_are_sent_than_the_provider_has_places(rig: Rig) -> None:
    limit(rig, concurrent=2)
    rig.twin.polls.extend(LONG)
    for _ in range(4):
        await rig.make()
    await rig.step()
    await rig.step()
    assert sorted(await states(rig)) == ["queued", "queued", "running", "running"]
    assert await used(rig) == (2, 2)
    rig.twin.polls.clear()
    await rig.step(30)
    assert len(rig.twin.tries) == 2  # the places were free only at the end of that step
    await rig.step()
    assert await states(rig) == ["succeeded"] * 4
    assert await used(rig) == (0, 2)


async def test_the_operator_may_set_fewer_places(rig: Rig) -> None:
    settings(rig, provider_concurrent=1)
    rig.twin.polls.extend(LONG)
    for _ in range(3):
        await rig.make()
    await rig.step()
    assert len(rig.twin.tries) == 1
    settings(rig, provider_concurrent=3)
    await rig.step()
    assert len(rig.twin.tries) == 3
    settings(rig, provider_concurrent=1)
    await rig.make()
    await rig.step()
    assert len(rig.twin.tries) == 3
    rig.twin.polls.clear()
    await rig.step(30)
    await rig.step()
    assert len(rig.twin.tries) == 4
    assert await used(rig) == (0, 1)


async def test_what_goes_back_into_the_queue_leaves_its_place(rig: Rig) -> None:
    limit(rig, concurrent=1)
    rig.twin.submits.extend([ProviderBusy(retry_after_seconds=300), NotSent()])
    busy, unsent, last = await order(rig, rig.home, "A cup.", takes=3)
    await rig.step()
    assert await used(rig) == (0, 1)
    await rig.step()
    assert await used(rig) == (0, 1)
    await rig.step()
    assert (await rig.task(last)).state == "succeeded"
    assert {(await rig.task(key)).state for key in (busy, unsent)} == {"queued"}


async def test_a_cancelled_take_leaves_its_place(rig: Rig) -> None:
    limit(rig, concurrent=1)
    rig.twin.polls.extend(LONG)
    take = await rig.make()
    await rig.step()
    assert await used(rig) == (1, 1)
    await rig.cancel(take)
    await rig.step()
    assert await used(rig) == (0, 1)


async def test_the_place_of_an_engine_that_died_before_sending_is_found_again(rig: Rig) -> None:
    """It had claimed the take and its place; the lease lapses."""
    limit(rig, concurrent=1)
    dead, other = [await rig.make() for _ in range(2)]

    def as_left(session: Session) -> None:
        places.ensure(session, "twin", 1)
        assert places.take(session, "twin", dead)
        until = rig.time.time + timedelta(seconds=60)
        left = {"lease_owner": "elsewhere:1", "lease_until": until, "lease_token": 1}
        session.exec(update(Task).where(col(Task.id) == dead).values(**left))

    await rig.studio.db.write(as_left)
    await rig.step(30)
    assert rig.twin.tries == []
    await rig.step(31)
    await rig.step()
    assert {(await rig.task(key)).state for key in (dead, other)} == {"succeeded"}
    assert len(rig.twin.tries) == 2


async def test_sending_keeps_the_provider_s_pace(rig: Rig) -> None:
    limit(rig, sends=20, seconds=10.0)
    settings(rig, engine_slots=100)
    for _ in range(24):
        await rig.make()
    sent = list[int]()
    for _ in range(12):
        await rig.step()
        sent.append(len(rig.twin.tries))
        rig.time.advance(1)
    assert sent[0] == 4
    assert sent[9] <= 20
    assert sent[-1] >= 18


async def test_a_stop_holds_back_what_is_new_and_nothing_else(rig: Rig) -> None:
    rig.twin.polls.append(RUNNING)
    first = await rig.make()
    await rig.step()
    stop = Halt(name="admin", reason="Look at the bill", actor="ada", at=rig.time.time)
    await rig.studio.db.write(lambda session: session.add(stop))
    second = await rig.make()
    await rig.step(10)
    assert (await rig.task(first)).state == "succeeded"
    held = await rig.task(second)
    assert (held.state, held.state_reason) == ("queued", "halted")

    def go_on(session: Session) -> None:
        session.delete(session.get_one(Halt, "admin"))

    await rig.studio.db.write(go_on)
    await rig.step()
    assert (await rig.task(second)).state == "succeeded"


@pytest.mark.parametrize("name", ["provider_day_credits", "day_credits"])
async def test_no_more_is_sent_in_a_day_than_its_cap(rig: Rig, name: str) -> None:
    settings(rig, **{name: 2 * PRICE + 5})
    for _ in range(4):
        await rig.make()
    await rig.step()
    await rig.step(61)
    assert sorted(await states(rig)) == ["queued", "queued", "succeeded", "succeeded"]
    held = [task for task in await everything(rig) if task.state == "queued"]
    assert {task.state_reason for task in held} == {"day_cap"}
    rig.time.advance(hours=24)
    longer = update(Task).values(deadline_at=rig.time.time + timedelta(hours=1))
    await rig.studio.db.write(lambda session: session.exec(longer))
    await rig.step()
    assert await states(rig) == ["succeeded"] * 4


async def test_what_the_provider_surely_did_not_take_does_not_count(rig: Rig) -> None:
    rig.twin.submits.extend([NotSent(), ProviderBusy(retry_after_seconds=1)])
    take = await rig.make()
    await rig.finish(take)
    rows = await rig.studio.db.read(lambda session: session.exec(select(ProviderDay)).all())
    assert [(row.sent_credits, row.sent_tasks) for row in rows] == [(PRICE, 1)]


async def everything(rig: Rig) -> list[Task]:
    return list(await rig.studio.db.read(lambda session: session.exec(select(Task)).all()))


async def test_a_take_that_nobody_has_had_yet_is_due_whatever_clock_made_it(rig: Rig) -> None:
    """A web host whose clock runs ten minutes ahead has taken the order."""
    take = await rig.make()
    ahead = update(Task).values(next_run_at=rig.time.time + timedelta(minutes=10))
    await rig.studio.db.write(lambda session: session.exec(ahead))
    await rig.step()
    assert (await rig.task(take)).state == "succeeded"


async def test_engines_side_by_side_never_pass_the_cap(rig: Rig) -> None:
    limit(rig, concurrent=3)
    settings(rig, engine_slots=50)
    most = Most(rig)
    rig.twin.submits.extend([most] * 30)
    for _ in range(12):
        await rig.make()
    engines = [Engine(rig.studio) for _ in range(4)]
    for n, engine in enumerate(engines):
        engine.name = f"elsewhere:{n}"
    for _ in range(12):
        await asyncio.gather(*(engine.tick() for engine in engines))
        await asyncio.gather(*(engine.idle() for engine in engines))
        rig.time.advance(1)
    assert await states(rig) == ["succeeded"] * 12
    assert len(rig.twin.tries) == 12
    assert 1 <= most.seen <= 3


class Most:
    """The most takes that have a place at the provider while one is being sent."""

    def __init__(self, rig: Rig) -> None:
        self._rig, self.seen = rig, 0

    async def __call__(self) -> None:
        query = select(ProviderSlot).where(col(ProviderSlot.task_id).is_not(None))
        rows = await self._rig.studio.db.read(lambda session: session.exec(query).all())
        self.seen = max(self.seen, len(rows))
