"""Sending a take: at most one submission that may cost money, whatever the provider does."""

import asyncio
from datetime import timedelta

import pytest

from tests.unit.engine.rig import PRICE, Rig
from tests.unit.engine.twin import RUNNING, Lost
from vidstudio.base.errors import (
    ImageRefused,
    ModelGone,
    NotSent,
    PromptRefused,
    ProviderBusy,
    ProviderMisconfigured,
    ProviderUnavailable,
    SubmitUnknown,
)
from vidstudio.rules.requests import SEED_LIMIT


async def test_an_accepted_take_is_made_stored_and_charged_once(rig: Rig) -> None:
    task_id = await rig.make()
    assert await rig.money() == (480, PRICE)
    await rig.step()
    task = await rig.task(task_id)
    assert (task.state, task.charged) == ("succeeded", PRICE)
    assert await rig.money() == (480, 0)
    assert await rig.attempts(task_id) == ["accepted"]
    assert rig.twin.accepted == [job.client_ref for job in rig.twin.tries]
    assert len(rig.twin.accepted) == 1
    assert rig.twin.discarded == [task.provider_job_id]
    assert not (rig.studio.work_dir / task_id).exists()


async def test_the_provider_gets_what_was_asked_for(rig: Rig) -> None:
    await rig.make(prompt="A cup, steaming.", seed=5, duration_seconds=3)
    await rig.step()
    (job,) = rig.twin.tries
    assert (job.model, job.prompt) == ("twin/one", "A cup, steaming.")
    assert (job.parameters.seed, job.parameters.duration_seconds) == (5, 3)
    assert job.stands_in_for is None


async def test_takes_of_one_order_differ_and_keep_their_seeds(rig: Rig) -> None:
    await rig.make(takes=3)
    await rig.make(takes=3, seed=SEED_LIMIT - 1)
    await rig.step()
    open_ = [job for job in rig.twin.tries if not job.parameters.seed_chosen]
    chosen = [job for job in rig.twin.tries if job.parameters.seed_chosen]
    assert len({job.parameters.seed for job in open_}) == 3
    assert SEED_LIMIT - 1 in {job.parameters.seed for job in chosen}
    assert len({job.parameters.seed for job in chosen}) == 3


@pytest.mark.parametrize(
    "error", [Lost("the line broke"), SubmitUnknown(), ProviderUnavailable(), TimeoutError()]
)
async def test_a_submission_whose_answer_is_lost_is_never_sent_again(
    rig: Rig, error: Exception
) -> None:
    rig.twin.submits.append(error)
    task_id = await rig.make()
    await rig.step()
    assert (await rig.task(task_id)).state in {"submit_unknown", "succeeded"}
    task = await rig.finish(task_id, seconds=120)
    found = isinstance(error, Lost)
    assert task.state == ("succeeded" if found else "failed")
    assert len(rig.twin.tries) == 1
    assert await rig.attempts(task_id) == ["accepted" if found else "unknown"]
    assert await rig.money() == ((480, 0) if found else (500, 0))


async def test_a_lost_submission_is_looked_for_until_the_window_ends(rig: Rig) -> None:
    rig.twin.submits.append(SubmitUnknown())
    task_id = await rig.make()
    await rig.step()
    await rig.step(10 * 60 - 1)
    task = await rig.task(task_id)
    assert task.state == "submit_unknown"
    assert await rig.money() == (480, PRICE)
    await rig.step(1)
    task = await rig.task(task_id)
    assert (task.state, task.state_reason) == ("failed", "submit_unknown")
    assert task.exposure == PRICE  # the operator may have to pay for it
    assert await rig.money() == (500, 0)


@pytest.mark.parametrize("trouble", [ProviderUnavailable(), ValueError("not JSON")])
async def test_trouble_while_looking_neither_ends_nor_repeats_the_take(
    rig: Rig, trouble: Exception
) -> None:
    rig.twin.submits.append(Lost())
    rig.twin.finds.extend([trouble, trouble])
    task_id = await rig.make()
    task = await rig.finish(task_id, seconds=61)
    assert task.state == "succeeded"
    assert len(rig.twin.tries) == 1


async def test_a_search_that_only_breaks_still_ends_with_the_window(rig: Rig) -> None:
    rig.twin.submits.append(SubmitUnknown())
    rig.twin.finds.extend([ValueError("not JSON")] * 100)
    task_id = await rig.make()
    task = await rig.finish(task_id, seconds=300, most_steps=10)
    assert (task.state, task.state_reason) == ("failed", "submit_unknown")


async def test_a_busy_provider_is_asked_again_when_it_said(rig: Rig) -> None:
    rig.twin.submits.append(ProviderBusy(retry_after_seconds=45))
    task_id = await rig.make()
    await rig.step()
    task = await rig.task(task_id)
    assert (task.state, task.state_reason) == ("queued", "provider_busy")
    await rig.step(44)
    assert len(rig.twin.tries) == 1
    await rig.step(1)
    assert (await rig.task(task_id)).state == "succeeded"
    assert await rig.attempts(task_id) == ["rejected", "accepted"]
    assert len({job.client_ref for job in rig.twin.tries}) == 2


async def test_a_busy_provider_is_not_believed_beyond_ten_minutes(rig: Rig) -> None:
    rig.twin.submits.append(ProviderBusy(retry_after_seconds=1e9))
    task_id = await rig.make()
    await rig.step()
    await rig.step(600)
    assert (await rig.task(task_id)).state == "succeeded"


async def test_an_always_busy_provider_ends_at_the_deadline_free_of_charge(rig: Rig) -> None:
    rig.twin.submits.extend([ProviderBusy(retry_after_seconds=300)] * 100)
    task_id = await rig.make()
    task = await rig.finish(task_id, seconds=300)
    assert (task.state, task.state_reason) == ("failed", "deadline")
    assert task.terminal_at is not None
    assert task.terminal_at <= task.deadline_at + timedelta(seconds=300)
    assert await rig.money() == (500, 0)
    assert rig.twin.accepted == []


async def test_what_never_left_is_sent_again_a_few_times(rig: Rig) -> None:
    rig.twin.submits.extend([NotSent()] * 4)
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert task.state == "succeeded"
    assert await rig.attempts(task_id) == ["not_sent"] * 4 + ["accepted"]
    assert len(rig.twin.accepted) == 1


async def test_five_failures_to_reach_the_provider_end_the_take(rig: Rig) -> None:
    rig.twin.submits.extend([NotSent()] * 9)
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert (task.state, task.state_reason) == ("failed", "provider_unreachable")
    assert len(rig.twin.tries) == 5
    assert await rig.money() == (500, 0)


async def test_being_told_to_wait_uses_up_no_tries(rig: Rig) -> None:
    rig.twin.submits.extend([ProviderBusy()] * 6 + [NotSent()])
    task_id = await rig.make()
    assert (await rig.finish(task_id)).state == "succeeded"


@pytest.mark.parametrize(
    "error", [PromptRefused(), ImageRefused(), ModelGone(), ProviderMisconfigured()]
)
async def test_a_refusal_ends_the_take_at_once_with_its_own_sentence(
    rig: Rig, error: PromptRefused
) -> None:
    rig.twin.submits.append(error)
    task_id = await rig.make()
    await rig.step()
    task = await rig.task(task_id)
    assert (task.state, task.state_reason) == ("failed", error.code)
    assert task.state_message == str(error)
    assert await rig.attempts(task_id) == ["rejected"]
    assert await rig.money() == (500, 0)


async def test_a_provider_that_is_gone_fails_the_take_free_of_charge(rig: Rig) -> None:
    task_id = await rig.make()
    del rig.studio.providers["twin"]
    await rig.step()
    task = await rig.task(task_id)
    assert (task.state, task.state_reason) == ("failed", "provider_misconfigured")
    assert await rig.money() == (500, 0)


async def test_a_provider_that_vanishes_while_it_works_does_too(rig: Rig) -> None:
    rig.twin.polls.append(RUNNING)
    task_id = await rig.make()
    await rig.step()
    del rig.studio.providers["twin"]
    await rig.step(30)
    assert (await rig.task(task_id)).state == "running"  # it may come back
    task = await rig.finish(task_id)
    assert (task.state_reason, task.exposure) == ("provider_misconfigured", PRICE)
    assert await rig.money() == (500, 0)


async def test_a_worker_that_dies_while_sending_leaves_a_take_that_is_not_sent_again(
    rig: Rig,
) -> None:
    sent = asyncio.Event()

    async def hang() -> None:
        sent.set()
        await asyncio.Event().wait()

    rig.twin.submits.append(hang)
    task_id = await rig.make()
    await rig.engine.tick()
    await sent.wait()
    assert (await rig.task(task_id)).state == "submitting"
    await abandon(rig)
    await rig.step(59)
    assert (await rig.task(task_id)).state == "submitting"  # its lease still stands
    await rig.step(2)
    assert (await rig.task(task_id)).state == "succeeded"
    assert len(rig.twin.tries) == 1
    assert await rig.attempts(task_id) == ["accepted"]


async def abandon(rig: Rig) -> None:
    """As a killed process would: the steps end where they are, the leases stay."""
    steps = [step for step in asyncio.all_tasks() if step.get_name().startswith("task ")]
    for step in steps:
        step.cancel()
    await asyncio.gather(*steps, return_exceptions=True)
    await rig.engine.idle()
