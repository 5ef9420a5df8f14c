"""An older backup is restored: what was sent meanwhile is not sent again."""

import asyncio
from contextlib import suppress

import pytest
from sqlmodel import select

from tests.backups import Restore, back_up
from tests.unit.engine.rig import PRICE, Rig
from tests.unit.engine.twin import RUNNING
from vidstudio.base.errors import NotSent
from vidstudio.db.tables import Halt
from vidstudio.engine import doctor, reconcile
from vidstudio.engine.loop import Engine
from vidstudio.engine.reconcile import Compared
from vidstudio.upstream import halted

pytestmark = pytest.mark.fault("F-72")
LOST_SECONDS = 600  # no take is given up for that alone


async def lost_minutes(rig: Rig) -> tuple[str, Restore]:
    """A take that waits in the backup, and was sent in the minutes after it."""
    await doctor.examine(rig.studio)
    task_id = await rig.make()
    restore = back_up(rig.studio)
    rig.twin.polls.append(RUNNING)
    await rig.step()
    assert (await rig.task(task_id)).state == "running"
    rig.time.advance(LOST_SECONDS)
    await doctor.examine(rig.studio)
    return task_id, restore


async def compared(rig: Rig) -> Compared | None:
    return await reconcile.if_restored(rig.studio, "engine")


async def why_halted(rig: Rig) -> str | None:
    return await rig.studio.db.read(halted)


async def test_a_job_of_the_lost_minutes_is_found_and_delivered(rig: Rig) -> None:
    task_id, restore = await lost_minutes(rig)
    restore()
    assert (await rig.task(task_id)).state == "queued"
    assert await rig.attempts(task_id) == []
    assert await compared(rig) == Compared(waiting=1, found=1, unsure=0)
    assert await why_halted(rig) is None
    task = await rig.finish(task_id)
    assert (task.state, task.charged) == ("succeeded", PRICE)
    assert await rig.attempts(task_id) == ["accepted"]
    assert len(rig.twin.tries) == len(rig.twin.accepted) == 1


async def test_a_later_try_of_the_lost_minutes_is_found_too(rig: Rig) -> None:
    """The first one was surely not accepted, which the backup does not know either."""
    rig.twin.submits.append(NotSent())
    await doctor.examine(rig.studio)
    task_id = await rig.make()
    restore = back_up(rig.studio)
    rig.twin.polls.append(RUNNING)
    await rig.step()
    await rig.step(61)
    assert await rig.attempts(task_id) == ["not_sent", "accepted"]
    rig.time.advance(LOST_SECONDS)
    await doctor.examine(rig.studio)
    restore()
    assert await compared(rig) == Compared(waiting=1, found=1, unsure=0)
    task = await rig.finish(task_id)
    assert (task.state, len(rig.twin.accepted)) == ("succeeded", 1)


async def test_where_the_provider_cannot_tell_nothing_is_sent_again(rig: Rig) -> None:
    rig.twin.can_find = False
    task_id, restore = await lost_minutes(rig)
    restore()
    rig.twin.accepted.clear()  # it does not say
    assert await compared(rig) == Compared(waiting=1, found=0, unsure=1)
    task = await rig.finish(task_id)
    assert (task.state, task.state_reason, task.exposure) == ("failed", "submit_unknown", PRICE)
    assert await rig.money() == (500, 0)
    assert len(rig.twin.tries) == 1


async def test_where_the_provider_cannot_tell_its_call_does(rig: Rig) -> None:
    rig.twin.can_find = False
    task_id, restore = await lost_minutes(rig)
    job = (await rig.task(task_id)).provider_job_id
    restore()
    rig.twin.accepted.clear()
    await compared(rig)
    assert job
    await rig.called(task_id, job)
    task = await rig.finish(task_id)
    assert (task.state, task.charged, task.provider_job_id) == ("succeeded", PRICE, job)
    assert len(rig.twin.tries) == 1


async def test_what_was_never_sent_waits_on_and_is_sent_once(rig: Rig) -> None:
    await doctor.examine(rig.studio)
    task_id = await rig.make()
    restore = back_up(rig.studio)
    rig.time.advance(LOST_SECONDS)
    await doctor.examine(rig.studio)
    restore()
    assert await compared(rig) == Compared(waiting=1, found=0, unsure=0)
    assert (await rig.finish(task_id)).state == "succeeded"
    assert len(rig.twin.tries) == 1


async def test_an_engine_that_starts_compares_before_it_sends(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another engine, which was never stopped, sends nothing meanwhile either."""
    task_id, restore = await lost_minutes(rig)
    restore()
    asked, answer, find = asyncio.Event(), asyncio.Event(), rig.twin.find

    async def slow(client_ref: str) -> str | None:
        asked.set()
        await answer.wait()
        return await find(client_ref)

    monkeypatch.setattr(rig.twin, "find", slow)
    starting = asyncio.create_task(Engine(rig.studio).run())
    try:
        async with asyncio.timeout(20):
            await asked.wait()
        assert "backup" in (await why_halted(rig) or "")
        await rig.step()
        assert len(rig.twin.tries) == 1
        answer.set()
        async with asyncio.timeout(20):
            while await why_halted(rig):  # noqa: ASYNC110  a row of the database
                await asyncio.sleep(0.01)
    finally:
        starting.cancel()
        with suppress(asyncio.CancelledError):
            await starting
    assert (await rig.finish(task_id)).state == "succeeded"
    assert len(rig.twin.tries) == 1


async def test_a_comparison_that_was_cut_off_is_made_again(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    task_id, restore = await lost_minutes(rig)
    restore()

    async def killed(_: str) -> str | None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(rig.twin, "find", killed)
        with pytest.raises(asyncio.CancelledError):
            await compared(rig)
    await doctor.examine(rig.studio)  # the mark is as old as the database now
    stops = await rig.studio.db.read(lambda session: session.exec(select(Halt.name)).all())
    assert list(stops) == [reconcile.RECONCILE]
    assert await compared(rig) == Compared(waiting=1, found=1, unsure=0)
    assert (await rig.finish(task_id)).state == "succeeded"


@pytest.mark.parametrize("days", [0, 3])
async def test_an_ordinary_start_is_no_restored_backup(rig: Rig, days: int) -> None:
    await doctor.examine(rig.studio)
    rig.time.advance(days=days)
    await rig.engine._beat()
    assert await compared(rig) is None
    assert await why_halted(rig) is None


async def test_a_new_database_beside_old_files_opens(rig: Rig) -> None:
    restore = back_up(rig.studio)
    await doctor.examine(rig.studio)
    restore()
    assert await compared(rig) == Compared(waiting=0, found=0, unsure=0)
    assert await why_halted(rig) is None
    assert await compared(rig) is None
