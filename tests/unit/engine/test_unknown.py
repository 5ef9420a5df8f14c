"""A submission whose answer got lost: looked for in good time, never sent twice."""

from datetime import timedelta

import pytest

from tests.unit.engine.past import let_past_be
from tests.unit.engine.rig import PRICE, Rig
from tests.unit.engine.twin import RUNNING
from vidstudio.base.errors import SubmitUnknown


async def lost(rig: Rig) -> str:
    """A take in `submit_unknown`, of which the provider itself knows nothing by our name."""
    rig.twin.submits.append(SubmitUnknown())
    task_id = await rig.make()
    await rig.step()
    assert (await rig.task(task_id)).state == "submit_unknown"
    return task_id


@pytest.mark.fault("F-06")
@pytest.mark.fault("F-17")
async def test_a_call_with_the_takes_token_names_the_job_that_nobody_knew(rig: Rig) -> None:
    task_id = await lost(rig)
    rig.time.advance(30)
    await rig.called(task_id, "job-named-by-call")
    await rig.step()
    task = await rig.task(task_id)
    assert (task.state, task.charged) == ("succeeded", PRICE)
    assert task.provider_job_id == "job-named-by-call"
    assert await rig.attempts(task_id) == ["accepted"]
    assert len(rig.twin.tries) == 1


async def test_a_call_that_names_another_takes_job_is_not_believed(rig: Rig) -> None:
    rig.twin.polls.append(RUNNING)
    other = await rig.make()
    await rig.step()
    task_id = await lost(rig)
    job = (await rig.task(other)).provider_job_id
    assert job
    await rig.called(task_id, job)
    await rig.step(5)
    assert (await rig.task(task_id)).state == "submit_unknown"


async def test_looks_grow_rarer(rig: Rig) -> None:
    task_id = await lost(rig)
    waits = list[float]()
    for _ in range(7):
        due = (await rig.task(task_id)).next_run_at
        waits.append((due - rig.time.time).total_seconds())
        await rig.step(waits[-1])
    assert waits == [2, 4, 8, 16, 32, 60, 60]


async def test_the_window_is_twice_the_slow_case_of_the_model(rig: Rig) -> None:
    """Ten takes of this studio took 100 minutes: so may one whose answer got lost."""
    await let_past_be(rig, [6000.0] * 10)
    task_id = await lost(rig)
    task = await rig.task(task_id)
    began = task.created_at
    assert task.unknown_until == began + timedelta(seconds=12_000)
    assert task.deadline_at >= began + timedelta(seconds=12_000)
    await rig.step(11_999)
    assert (await rig.task(task_id)).state == "submit_unknown"
    await rig.step(1)
    task = await rig.task(task_id)
    assert (task.state, task.exposure) == ("failed", PRICE)
    assert await rig.money() == (500, 0)


async def test_a_search_without_its_provider_ends_with_the_window(rig: Rig) -> None:
    task_id = await lost(rig)
    del rig.studio.providers["twin"]
    task = await rig.finish(task_id)
    assert (task.state_reason, task.exposure) == ("submit_unknown", PRICE)
