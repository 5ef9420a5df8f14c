"""Calls that come before the provider's id of a take has been written down."""

import httpx
import pytest

from tests.api.kie_caller import Kie, bare, waits
from tests.api.kie_caller import clock as clock
from tests.api.kie_caller import kie as kie
from tests.api.kie_caller import line as line
from tests.studio_fixtures import Timepiece
from tests.unit.engine.twin import Lost


async def submitted(kie: Kie, line: httpx.AsyncClient, job_id: str = "") -> str:
    """A take whose call comes while its submission is still on the wire."""
    task_id = await kie.queued()

    async def call() -> None:
        told = job_id or f"job-{kie.twin.accepted[-1]}"
        assert (await kie.task(task_id)).state == "submitting"
        assert (await kie.calls(line, task_id, bare(told))).status_code == 200

    kie.twin.submits.append(call)
    kie.twin.polls.append(waits())
    await kie.step()
    return task_id


@pytest.mark.fault("F-39")
async def test_a_call_during_the_submission_agrees_with_its_answer(
    line: httpx.AsyncClient, kie: Kie, caplog: pytest.LogCaptureFixture
) -> None:
    task_id = await submitted(kie, line)
    task = await kie.task(task_id)
    assert (task.state, task.provider_job_id) == ("running", f"job-{kie.twin.accepted[0]}")
    heard = [(row.result, row.job_id) for row in await kie.deliveries(task_id)]
    assert heard == [("early", task.provider_job_id)]
    assert "callback_mismatch" not in caplog.text


@pytest.mark.fault("F-39")
async def test_an_answer_with_another_id_is_an_alarm(
    line: httpx.AsyncClient, kie: Kie, caplog: pytest.LogCaptureFixture
) -> None:
    task_id = await submitted(kie, line, "task_of_nobody")
    assert (await kie.task(task_id)).provider_job_id == f"job-{kie.twin.accepted[0]}"
    assert f"callback_mismatch task={task_id}" in caplog.text


@pytest.mark.fault("F-39", "F-17")
async def test_a_lost_submission_is_found_by_the_token(
    line: httpx.AsyncClient, kie: Kie, timepiece: Timepiece
) -> None:
    """The answer never came and the provider lists nothing: the call alone names the job."""
    task_id = await kie.queued()
    kie.twin.submits.append(Lost())
    kie.twin.finds.extend([None] * 9)
    await kie.step()
    assert (await kie.task(task_id)).state == "submit_unknown"
    await kie.calls(line, task_id, bare("task_found"))
    kie.twin.polls.append(waits())
    await kie.step()
    task = await kie.task(task_id)
    assert (task.state, task.provider_job_id) == ("running", "task_found")
    assert len(kie.twin.accepted) == 1


@pytest.mark.fault("F-39")
async def test_a_call_about_a_take_that_was_not_sent_is_an_alarm(
    line: httpx.AsyncClient, kie: Kie, caplog: pytest.LogCaptureFixture
) -> None:
    task_id = await kie.queued()
    before = await kie.task(task_id)
    assert (await kie.calls(line, task_id, bare("task_early"))).status_code == 200
    assert await kie.task(task_id) == before
    assert f"callback_unsent task={task_id}" in caplog.text
