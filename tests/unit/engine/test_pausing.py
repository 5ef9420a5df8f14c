"""“Pause mine”: what waits is not started, what runs goes on, and the wait costs no time."""

from sqlmodel import Session

from tests.studio_fixtures import Home
from tests.unit.engine.rig import Rig
from vidstudio import invariants
from vidstudio.db.tables import Member, Task, User
from vidstudio.services import queue
from vidstudio.studio import Who


async def pause(rig: Rig, *, paused: bool, who: Who | None = None) -> None:
    await queue.pause(rig.studio, who or rig.home.who, paused=paused)


async def colleague(rig: Rig, home: Home) -> Who:
    """Somebody else in the same workspace."""

    def join(session: Session) -> Who:
        user = User(
            id="colleague",
            email="bea@example.com",
            name="Bea",
            password_hash="-",
            created_at=rig.time.time,
        )
        session.add(user)
        session.flush()
        session.add(Member(workspace_id=home.who.workspace_id, user_id=user.id, role="maker"))
        return Who(user.id, home.who.workspace_id, role="maker", via="browser")

    return await rig.studio.db.write(join)


async def test_a_waiting_take_is_not_started_while_its_maker_has_paused(rig: Rig) -> None:
    await pause(rig, paused=True)
    take = await rig.make()
    await rig.step(5)
    assert (await rig.task(take)).state == "queued"
    assert await rig.attempts(take) == []
    await pause(rig, paused=False)
    assert (await rig.finish(take)).state == "succeeded"


async def test_a_running_take_goes_on(rig: Rig) -> None:
    take = await rig.make()
    await rig.step()
    await pause(rig, paused=True)
    assert (await rig.finish(take)).state == "succeeded"


async def test_others_are_not_held_up(rig: Rig, home: Home) -> None:
    other = await colleague(rig, home)
    await pause(rig, paused=True, who=other)
    take = await rig.make()
    assert (await rig.finish(take)).state == "succeeded"


async def test_the_deadline_moves_with_the_pause(rig: Rig) -> None:
    before = await rig.make()
    first = (await rig.task(before)).deadline_at
    rig.time.advance(minutes=5)
    await pause(rig, paused=True)
    rig.time.advance(hours=1)
    during = await rig.make()
    second = (await rig.task(during)).deadline_at
    rig.time.advance(hours=30)
    assert await invariants.check(rig.studio) == []
    await pause(rig, paused=False)
    assert ((await rig.task(before)).deadline_at - first).total_seconds() == 31 * 3600
    assert ((await rig.task(during)).deadline_at - second).total_seconds() == 30 * 3600


async def test_pausing_twice_keeps_the_first_moment(rig: Rig) -> None:
    take = await rig.make()
    due = (await rig.task(take)).deadline_at
    await pause(rig, paused=True)
    rig.time.advance(minutes=10)
    await pause(rig, paused=True)
    rig.time.advance(minutes=10)
    await pause(rig, paused=False)
    await pause(rig, paused=False)
    assert ((await rig.task(take)).deadline_at - due).total_seconds() == 20 * 60


async def test_a_waiting_take_can_be_stopped_during_the_pause(rig: Rig) -> None:
    await pause(rig, paused=True)
    take = await rig.make()
    await rig.cancel(take)
    await pause(rig, paused=False)
    task: Task = await rig.task(take)
    assert task.state == "cancelled"
    assert await rig.money() == (500, 0)
