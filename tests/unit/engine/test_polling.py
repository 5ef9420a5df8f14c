"""While the provider works: looking, waiting, stopping, and giving up."""

from typing import cast

import pytest

from tests.unit.engine.rig import PRICE, Rig
from tests.unit.engine.twin import RUNNING
from vidstudio.base.errors import (
    AlreadySettled,
    Conflict,
    JobLost,
    OutputWithheld,
    ProviderBusy,
    ProviderUnavailable,
)
from vidstudio.providers.base import Progress

TROUBLE = [ProviderUnavailable(), ProviderBusy(), TimeoutError(), ValueError("not JSON")]


@pytest.mark.parametrize("trouble", TROUBLE, ids=repr)
async def test_trouble_while_looking_never_ends_a_take(rig: Rig, trouble: Exception) -> None:
    rig.twin.polls.extend([RUNNING, trouble, trouble, RUNNING])
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert (task.state, task.charged) == ("succeeded", PRICE)
    assert len(rig.twin.tries) == 1


async def test_trouble_backs_off_and_a_good_look_forgets_it(rig: Rig) -> None:
    rig.twin.polls.extend([ProviderUnavailable()] * 3 + [RUNNING] * 9)
    task_id = await rig.make()
    await rig.step()
    waits = list[float]()
    for _ in range(2):
        due = (await rig.task(task_id)).next_run_at
        waits.append((due - rig.time.time).total_seconds())
        await rig.step(waits[-1])
    assert waits == [2, 4]
    assert (await rig.task(task_id)).poll_errors == 3
    await rig.step(8)
    task = await rig.task(task_id)
    assert (task.poll_errors, task.failures) == (0, 0)


async def test_nothing_is_looked_at_before_it_is_due(rig: Rig) -> None:
    rig.twin.polls.extend([RUNNING] * 3)
    await rig.make()
    await rig.step()
    await rig.step(4.9)
    assert len(rig.twin.polls) == 2
    await rig.step(0.1)
    assert len(rig.twin.polls) == 1


async def test_progress_never_moves_back(rig: Rig) -> None:
    told = [10, 60, 30, None, 20, 70]
    rig.twin.polls.extend(Progress("running", percent) for percent in told)
    task_id = await rig.make()
    await rig.step()
    shown = [(await rig.task(task_id)).progress]
    for _ in told[1:]:
        await rig.step(61)
        shown.append((await rig.task(task_id)).progress)
    assert shown == [10, 60, 60, 60, 60, 70]


async def test_a_provider_that_tells_no_progress_shows_none(rig: Rig) -> None:
    rig.twin.polls.append(RUNNING)
    task_id = await rig.make()
    await rig.step()
    assert (await rig.task(task_id)).progress is None


async def test_the_providers_own_queue_is_no_making_time(rig: Rig) -> None:
    rig.twin.polls.extend([Progress("waiting"), Progress("throttled"), RUNNING, RUNNING])
    task_id = await rig.make()
    reasons = list[str]()
    for _ in range(3):
        await rig.step(61)
        reasons.append((await rig.task(task_id)).state_reason)
    assert reasons == ["waiting", "throttled", ""]
    begun = (await rig.task(task_id)).started_at
    assert begun == rig.time.time
    await rig.step(61)
    assert (await rig.task(task_id)).started_at == begun


async def test_a_status_word_nobody_knows_counts_as_running(rig: Rig) -> None:
    strange = cast("Progress", Progress(cast("str", "marinating")))  # type: ignore[arg-type]
    rig.twin.polls.append(strange)
    task_id = await rig.make()
    await rig.step()
    assert (await rig.task(task_id)).state == "running"
    assert (await rig.finish(task_id)).state == "succeeded"


@pytest.mark.parametrize("failure", [OutputWithheld(), JobLost(), None])
async def test_a_failure_at_the_provider_is_free(rig: Rig, failure: OutputWithheld | None) -> None:
    rig.twin.polls.extend([RUNNING, Progress("failed", failure=failure)])
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert task.state == "failed"
    assert task.state_reason == (failure.code if failure else "provider_failed")
    assert await rig.money() == (500, 0)


async def test_what_is_said_after_the_end_changes_nothing(rig: Rig) -> None:
    task_id = await rig.make()
    await rig.finish(task_id)
    rig.twin.polls.append(Progress("failed"))
    await rig.step(3600)
    assert (await rig.task(task_id)).state == "succeeded"
    assert len(rig.twin.polls) == 1


async def test_a_take_that_never_ends_is_stopped_at_its_deadline(rig: Rig) -> None:
    rig.twin.polls.extend([RUNNING] * 1000)
    task_id = await rig.make()
    await rig.step()
    job_id = (await rig.task(task_id)).provider_job_id
    await rig.step(30 * 60)
    assert (await rig.task(task_id)).state == "running"
    await rig.step(60)
    task = await rig.task(task_id)
    assert (task.state, task.state_reason) == ("failed", "deadline")
    assert rig.twin.asked_to_stop == [job_id]
    assert await rig.money() == (500, 0)


@pytest.mark.parametrize("trouble", [ProviderUnavailable(), ValueError("not JSON")], ids=repr)
async def test_a_provider_that_cannot_even_stop_does_not_keep_a_take_alive(
    rig: Rig, trouble: Exception
) -> None:
    rig.twin.polls.extend([RUNNING] * 1000)
    rig.twin.cancels.extend([trouble] * 100)
    task_id = await rig.make()
    task = await rig.finish(task_id, seconds=600, most_steps=6)
    assert (task.state, task.state_reason) == ("failed", "deadline")


async def test_a_video_that_was_ready_while_nobody_looked_is_not_thrown_away(rig: Rig) -> None:
    """A studio that slept for hours finds the finished video at its first look."""
    rig.twin.polls.append(RUNNING)
    task_id = await rig.make()
    await rig.step()
    await rig.step(5 * 3600)
    task = await rig.task(task_id)
    assert (task.state, task.charged) == ("succeeded", PRICE)
    assert rig.twin.asked_to_stop == []


@pytest.mark.parametrize("trouble", TROUBLE, ids=repr)
async def test_a_line_that_is_down_at_the_first_look_after_hours_loses_no_video(
    rig: Rig, trouble: Exception
) -> None:
    """A laptop wakes before its network does."""
    rig.twin.polls.extend([RUNNING, trouble])
    rig.twin.fetches.append(ProviderUnavailable())
    task_id = await rig.make()
    await rig.step()
    await rig.step(5 * 3600)
    task = await rig.finish(task_id, seconds=5, most_steps=4)
    assert (task.state, task.charged) == ("succeeded", PRICE)
    assert rig.twin.asked_to_stop == []


async def test_a_line_that_stays_down_after_the_deadline_ends_the_take_within_a_minute(
    rig: Rig,
) -> None:
    rig.twin.polls.extend([RUNNING, *[ProviderUnavailable()] * 9])
    task_id = await rig.make()
    await rig.step()
    await rig.step(5 * 3600)
    task = await rig.finish(task_id, seconds=10, most_steps=6)
    assert (task.state, task.state_reason) == ("failed", "deadline")
    assert await rig.money() == (500, 0)


async def test_success_without_a_video_is_asked_again_then_failed(rig: Rig) -> None:
    rig.twin.polls.extend([Progress("succeeded")] * 20)
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert (task.state, task.state_reason) == ("failed", "lost_at_provider")
    assert len(rig.twin.polls) == 20 - 6
    assert await rig.money() == (500, 0)


async def test_a_waiting_take_is_stopped_at_once_and_never_sent(rig: Rig) -> None:
    task_id = await rig.make()
    await rig.cancel(task_id)
    assert (await rig.task(task_id)).state == "cancelled"
    assert await rig.money() == (500, 0)
    await rig.step(61)
    assert rig.twin.tries == []
    with pytest.raises(Conflict, match="already ended"):
        await rig.cancel(task_id)


async def test_a_running_take_is_cancelled_when_the_provider_confirms(rig: Rig) -> None:
    rig.twin.polls.extend([RUNNING] * 9)
    task_id = await rig.make()
    await rig.step()
    await rig.cancel(task_id)
    assert await rig.money() == (480, PRICE)  # not free before the provider says so
    await rig.step()
    task = await rig.task(task_id)
    assert (task.state, task.state_message) == ("cancelled", "")
    assert rig.twin.asked_to_stop == [task.provider_job_id]
    assert await rig.money() == (500, 0)


@pytest.mark.parametrize("answer", [False, ProviderUnavailable(), ValueError("not JSON")], ids=repr)
async def test_an_unconfirmed_stop_frees_no_credits(rig: Rig, answer: bool | Exception) -> None:
    rig.twin.polls.extend([RUNNING] * 2)
    rig.twin.cancels.extend([answer] * 9)
    task_id = await rig.make()
    await rig.step()
    await rig.cancel(task_id)
    await rig.step()
    assert (await rig.task(task_id)).state == "running"
    assert await rig.money() == (480, PRICE)
    task = await rig.finish(task_id)
    assert (task.state, task.charged) == ("succeeded", PRICE)


async def test_two_cancels_are_one(rig: Rig) -> None:
    rig.twin.polls.extend([RUNNING] * 9)
    task_id = await rig.make()
    await rig.step()
    await rig.cancel(task_id)
    await rig.cancel(task_id)
    await rig.step()
    with pytest.raises((AlreadySettled, Conflict)):
        await rig.cancel(task_id)
    assert len(rig.twin.asked_to_stop) == 1
    assert await rig.money() == (500, 0)
