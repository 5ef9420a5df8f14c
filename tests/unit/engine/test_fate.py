"""How long the studio believes in a take, and what it does when it stops believing."""

import logging
from datetime import timedelta
from typing import cast

import pytest

from tests.unit.engine.past import let_past_be
from tests.unit.engine.rig import PRICE, Rig
from tests.unit.engine.twin import RUNNING
from vidstudio.base.errors import JobUnknown, ProviderMisconfigured, ProviderUnavailable
from vidstudio.providers.base import Progress
from vidstudio.services import tasks
from vidstudio.services.timeline import timeline

STRANGE = Progress(cast("str", "marinating"))  # type: ignore[arg-type]
GIVEN = 500


async def running(rig: Rig, *polls: Progress | Exception) -> str:
    """A take that is being made; `polls` come after the first look."""
    rig.twin.polls.extend([RUNNING, *polls])
    task_id = await rig.make()
    await rig.step()
    assert (await rig.task(task_id)).state == "running"
    return task_id


@pytest.mark.fault("F-25")
async def test_a_status_word_nobody_knows_is_told_and_ends_by_the_deadline(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    task_id = await running(rig, *[STRANGE] * 1000)
    await rig.step(60)
    assert "unknown status 'marinating' counts as running" in caplog.text
    task = await rig.finish(task_id)
    assert (task.state, task.state_reason) == ("failed", "deadline")
    assert await rig.money() == (GIVEN, 0)


@pytest.mark.fault("F-26")
async def test_a_job_that_the_provider_does_not_know_is_given_up_after_minutes(rig: Rig) -> None:
    task_id = await running(rig, *[JobUnknown()] * 99)
    rig.time.advance(5)
    began = rig.time.time
    while (task := await rig.task(task_id)).terminal_at is None:
        await rig.step(max(0, (task.next_run_at - rig.time.time).total_seconds()))
    assert task.terminal_at is not None
    assert (task.state, task.state_reason) == ("failed", "lost_at_provider")
    assert timedelta(minutes=2) <= task.terminal_at - began < timedelta(minutes=4)
    assert 99 - len(rig.twin.polls) >= 3
    assert task.exposure == PRICE
    assert await rig.money() == (GIVEN, 0)


@pytest.mark.fault("F-26")
async def test_a_job_that_was_only_slow_to_show_goes_on(rig: Rig) -> None:
    """Twice unknown, then there: what was counted is forgotten."""
    gone = [JobUnknown()] * 2
    task_id = await running(rig, *gone, ProviderUnavailable(), RUNNING, *gone, RUNNING)
    for _ in range(4):
        await rig.step(61)
    task = await rig.task(task_id)
    assert (task.missing, task.missing_since, task.poll_errors) == (0, None, 0)
    assert (await rig.finish(task_id)).charged == PRICE


@pytest.mark.fault("F-27")
async def test_what_cannot_be_stopped_at_its_deadline_is_the_operators_risk(rig: Rig) -> None:
    task_id = await running(rig, *[RUNNING] * 1000)
    rig.twin.cancels.append(False)
    task = await rig.finish(task_id)
    assert (task.state, task.state_reason, task.exposure) == ("failed", "deadline", PRICE)
    assert rig.twin.discarded == []  # its video may still come
    assert await rig.money() == (GIVEN, 0)


@pytest.mark.fault("F-28")
@pytest.mark.parametrize("url", [None, ""])
async def test_success_without_a_file_is_asked_again_five_times(rig: Rig, url: str | None) -> None:
    task_id = await running(rig, *[Progress("succeeded", output_url=url)] * 20)
    task = await rig.finish(task_id)
    assert (task.state, task.exposure) == ("failed", PRICE)
    assert len(rig.twin.polls) == 20 - 6
    assert await rig.money() == (GIVEN, 0)


@pytest.mark.fault("F-29")
async def test_a_provider_that_changes_its_mind_changes_nothing(rig: Rig) -> None:
    task_id = await running(rig)
    done = await rig.finish(task_id)
    rig.twin.polls.extend([Progress("failed")] * 9)
    await rig.called(task_id, done.provider_job_id or "")
    await rig.step(61)
    await rig.late(61)
    task = await rig.task(task_id)
    assert (task.state, task.charged, task.result_asset_id) == (
        "succeeded",
        PRICE,
        done.result_asset_id,
    )
    assert await rig.money() == (480, 0)


@pytest.mark.fault("F-43")
@pytest.mark.fault("F-58")
async def test_a_provider_that_comes_back_in_time_finishes_what_it_began(rig: Rig) -> None:
    task_id = await running(rig)
    del rig.studio.providers["twin"]
    for _ in range(5):
        await rig.step(100)
    rig.studio.providers["twin"] = rig.twin
    task = await rig.finish(task_id)
    assert (task.state, task.charged, task.exposure) == ("succeeded", PRICE, 0)


@pytest.mark.fault("F-43")
async def test_a_key_that_is_not_valid_any_more_ends_a_take_after_the_window(rig: Rig) -> None:
    task_id = await running(rig, *[ProviderMisconfigured()] * 99)
    await rig.step(600)
    assert (await rig.task(task_id)).state == "running"
    task = await rig.finish(task_id)
    assert (task.state_reason, task.exposure) == ("provider_misconfigured", PRICE)
    assert await rig.money() == (GIVEN, 0)


@pytest.mark.fault("F-58")
async def test_a_model_that_left_the_catalogue_is_still_finished_or_given_back(rig: Rig) -> None:
    done, failed = await running(rig, Progress("failed")), ""
    failed = done
    del rig.studio.catalog.cards["twin-1"]
    task = await rig.finish(failed)
    assert (task.state, task.charged) == ("failed", 0)
    assert await rig.money() == (GIVEN, 0)
    assert (await tasks.get(rig.studio, rig.home.who, failed)).model_name == "twin-1"


async def test_the_first_look_and_the_longest_pause_come_from_here(rig: Rig) -> None:
    """This studio's own takes need a third of what the catalogue says; the pause has a setting."""
    object.__setattr__(rig.studio.settings, "poll_cap_seconds", 7.0)
    await let_past_be(rig, [20.0] * 10)
    rig.twin.polls.extend([Progress("running")] * 5)
    task_id = await rig.make()
    await rig.step()
    waits = list[float]()
    for _ in range(3):
        due = (await rig.task(task_id)).next_run_at
        waits.append((due - rig.time.time).total_seconds())
        await rig.step(waits[-1])
    assert waits == [5, 7, 7]


async def test_slow_takes_of_this_studio_give_a_take_more_time(rig: Rig) -> None:
    await let_past_be(rig, [30.0] * 8 + [3000.0] * 2)
    task_id = await running(rig)
    task = await rig.task(task_id)
    assert task.deadline_at == task.created_at + timedelta(seconds=3 * 3000)
    view = await tasks.get(rig.studio, rig.home.who, task_id)
    assert (view.usual_seconds, view.estimated_seconds) == (30, 30)
    assert (await timeline(rig.studio, rig.home.who, task_id)).slow_seconds == 3000


async def test_the_wait_in_our_queue_leaves_the_provider_its_time(rig: Rig) -> None:
    rig.twin.polls.extend([RUNNING] * 99)
    task_id = await rig.make()
    rig.time.advance(29 * 60)
    await rig.step()
    task = await rig.task(task_id)
    assert task.deadline_at == rig.time.time + timedelta(minutes=30)


async def test_a_look_that_is_wanted_sooner_is_not_put_off(rig: Rig) -> None:
    """A call comes while the answer “running” is on its way to the database."""
    task_id = await running(rig)

    async def slow_poll(job_id: str) -> Progress:
        rig.time.advance(1)
        await rig.called(task_id, job_id)
        return Progress("running", poll_after_seconds=25)

    object.__setattr__(rig.twin, "poll", slow_poll)
    await rig.step(5)
    assert (await rig.task(task_id)).next_run_at == rig.time.time


async def test_the_lines_people_grep_for_are_there(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    task_id = await running(rig)
    await rig.finish(task_id)
    assert f"Sora task {task_id} status: running (attempt 1/" in caplog.text
    assert f"Deducted 20 credits for Sora task {task_id}" in caplog.text
