"""A video that comes after its take has failed: given once, free, and said so."""

import asyncio

import pytest
from sqlmodel import col, select

from tests.unit.engine.late import GIVEN, overdue
from tests.unit.engine.rig import Rig
from tests.unit.engine.twin import RUNNING
from vidstudio.base.errors import JobLost, ProviderUnavailable, SubmitUnknown
from vidstudio.db.tables import Asset, LedgerEntry, Message, TaskEvent
from vidstudio.engine.loop import Engine
from vidstudio.providers.base import Progress
from vidstudio.services import queue, tasks
from vidstudio.services.queue import QueueQuery
from vidstudio.services.timeline import timeline
from vidstudio.ui.words import card

pytestmark = pytest.mark.fault("F-30")


async def line(rig: Rig, task_id: str) -> str:
    query = select(Message.text).where(Message.task_id == task_id)
    return await rig.studio.db.read(lambda session: session.exec(query).one())


async def test_a_video_after_the_deadline_is_free_and_the_take_stays_failed(rig: Rig) -> None:
    failed = await overdue(rig)
    entries = await ledger_rows(rig)
    await rig.late(61)
    task = await rig.task(failed.id)
    assert (task.state, task.state_reason, task.charged) == ("failed", "deadline", 0)
    assert (task.free_reason, task.recovered_at) == ("recovered", rig.time.time)
    assert task.terminal_at == failed.terminal_at
    assert task.result_asset_id is not None
    assert await rig.money() == (GIVEN, 0)
    assert await ledger_rows(rig) == entries
    assert await line(rig, task.id) == "Take 01 arrived after all. Free."
    assert await endings(rig, task.id) == ["failed"]


async def ledger_rows(rig: Rig) -> int:
    return len(await rig.studio.db.read(lambda s: s.exec(select(LedgerEntry.seq)).all()))


async def endings(rig: Rig, task_id: str) -> list[str]:
    ended = col(TaskEvent.to_state).in_(("succeeded", "failed", "cancelled"))
    query = select(TaskEvent.to_state).where(TaskEvent.task_id == task_id, ended)
    return list(await rig.studio.db.read(lambda session: session.exec(query).all()))


async def test_whoever_made_it_sees_a_video_and_that_it_is_free(rig: Rig) -> None:
    failed = await overdue(rig)
    assert (await queue.page(rig.studio, rig.home.who, QueueQuery())).rows[0].needs_you
    await rig.late(61)
    view = await tasks.get(rig.studio, rig.home.who, failed.id)
    shown = card(view)
    assert (view.status, view.charged_credits) == ("failed", 0)
    assert view.video_url
    assert shown.video_url == view.video_url
    assert (shown.cost_line, shown.line) == ("Free", "It arrived after all, free of charge.")
    assert (await queue.page(rig.studio, rig.home.who, QueueQuery())).rows == ()
    steps = (await timeline(rig.studio, rig.home.who, failed.id)).steps
    assert [step.key for step in steps[-2:]] == ["not_charged", "recovered"]


async def test_it_is_looked_for_more_and_more_rarely_for_a_day(rig: Rig) -> None:
    failed = await overdue(rig)
    rig.twin.polls.extend([RUNNING] * 10_000)
    looks = list[float]()
    ended = failed.terminal_at
    assert ended is not None
    while (left := len(rig.twin.polls)) and (rig.time.time - ended).total_seconds() < 2 * 86_400:
        await rig.late(60)
        if len(rig.twin.polls) < left:
            looks.append((rig.time.time - ended).total_seconds())
    assert looks[:5] == [120, 240, 480, 960, 1920]  # its last lease stands for a minute
    assert looks[-1] < 86_400
    assert len(looks) < 40
    assert (await rig.task(failed.id)).recovered_at is None


async def test_a_call_for_a_take_that_failed_makes_us_look_at_once(rig: Rig) -> None:
    """The provider said “failed”, and then called with a video."""
    rig.twin.polls.append(Progress("failed"))
    task_id = await rig.make()
    await rig.step()
    failed = await rig.task(task_id)
    assert (failed.state, failed.exposure) == ("failed", 0)
    await rig.late(600)
    assert (await rig.task(task_id)).recovered_at is None  # nobody has a reason to look
    await rig.called(task_id, failed.provider_job_id or "")
    await rig.late()
    assert (await rig.task(task_id)).recovered_at is not None
    assert await rig.money() == (GIVEN, 0)


async def test_a_submission_nobody_confirmed_is_found_after_its_window(rig: Rig) -> None:
    rig.twin.submits.append(SubmitUnknown())
    task_id = await rig.make()
    failed = await rig.finish(task_id)
    assert (failed.state_reason, failed.provider_job_id) == ("submit_unknown", None)
    rig.time.advance(61)
    await rig.called(task_id, "job-late")
    await rig.late()
    task = await rig.task(task_id)
    assert (task.provider_job_id, task.free_reason) == ("job-late", "recovered")
    assert await rig.attempts(task_id) == ["unknown"]


async def test_a_late_job_that_failed_is_not_looked_at_again(rig: Rig) -> None:
    failed = await overdue(rig)
    rig.twin.polls.append(Progress("failed"))
    await rig.late(61)
    await rig.late(3600)
    assert (await rig.task(failed.id)).recovered_at is None


@pytest.mark.parametrize("trouble", [ProviderUnavailable(), ValueError("not JSON")], ids=repr)
async def test_trouble_on_the_way_is_tried_again(rig: Rig, trouble: Exception) -> None:
    failed = await overdue(rig)
    rig.twin.polls.append(trouble)
    rig.twin.fetches.append(trouble)
    for _ in range(4):
        await rig.late(1000)
    assert (await rig.task(failed.id)).recovered_at is not None


async def test_a_late_file_that_is_gone_ends_the_search(rig: Rig) -> None:
    failed = await overdue(rig)
    rig.twin.fetches.append(JobLost())
    await rig.late(61)
    await rig.late(3600)
    assert (await rig.task(failed.id)).recovered_at is None


async def test_two_engines_give_one_video(rig: Rig) -> None:
    failed = await overdue(rig)
    rig.time.advance(61)
    engines = [rig.engine, Engine(rig.studio), Engine(rig.studio)]
    await asyncio.gather(*(engine._late() for engine in engines))
    await rig.late(3600)
    query = select(Asset).where(Asset.task_id == failed.id, Asset.role == "output")
    assert len(await rig.studio.db.read(lambda session: session.exec(query).all())) == 1
    assert rig.twin.fetched == 1


async def test_a_worker_that_slept_through_it_changes_nothing(rig: Rig) -> None:
    failed = await overdue(rig)
    asleep, awake = asyncio.Event(), asyncio.Event()

    async def doze() -> None:
        asleep.set()
        await awake.wait()
        raise JobLost

    rig.twin.fetches.append(doze)
    rig.time.advance(61)
    sleeper = asyncio.create_task(Engine(rig.studio)._late())
    await asleep.wait()
    await rig.late(16 * 60)
    given = await rig.task(failed.id)
    assert given.recovered_at is not None
    awake.set()
    await sleeper
    assert await rig.task(failed.id) == given


async def test_a_take_that_was_stopped_over_there_is_not_looked_for(rig: Rig) -> None:
    rig.twin.polls.extend([RUNNING] * 2)
    task_id = await rig.make()
    await rig.step()
    await rig.step(31 * 60)
    failed = await rig.task(task_id)
    assert (failed.state_reason, failed.exposure) == ("deadline", 0)
    await rig.late(3600)
    assert (await rig.task(task_id)).recovered_at is None
