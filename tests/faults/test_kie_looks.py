"""Looking at a job of kie.ai when it goes wrong: trouble on the way never ends a take."""

from datetime import timedelta

import pytest

from tests.faults.kie_rig import FREE, HELD, KieRig, sentence
from tests.faults.kie_rig import clock as clock
from tests.faults.kie_rig import rig as rig
from tests.faults.kie_rig import setting_changes as setting_changes
from tests.faults.kie_rig import twin as twin
from tests.twins import wire
from tests.twins.faults import Fault

TROUBLE = [
    Fault("reset"),
    Fault("drop"),
    Fault("garbage"),
    Fault("html"),
    Fault("huge"),
    Fault("bomb"),
    Fault("nan"),
    Fault("deep"),
    Fault("wrong-types"),
    Fault("html", status=502),
    Fault(status=500, body={"code": 500, "msg": "x"}),
    Fault(body={"code": 429, "msg": "x"}),
    Fault(body={"code": 455, "msg": "x"}),
    Fault(data={"state": 7}),
    Fault(data={"state": None}),
    Fault(data={"taskId": "task_of_somebody_else", "state": "fail"}),
]


@pytest.mark.fault("F-24")
@pytest.mark.parametrize("fault", TROUBLE, ids=lambda fault: f"{fault.manner}-{fault.status}")
async def test_trouble_with_looks_never_ends_a_take(rig: KieRig, fault: Fault) -> None:
    task_id = await rig.sent()
    rig.kie.faults.add("look", *[fault] * 3)
    for _ in range(3):
        await rig.step(61)
        task = await rig.task(task_id)
        assert (task.state, await rig.money()) == ("running", HELD)
    await rig.ended_paid(task_id)


@pytest.mark.fault("F-23")
@pytest.mark.parametrize("manner", ["drip", "endless-headers", "hang"])
async def test_a_slow_look_has_an_end(
    rig: KieRig, manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "DRIP_SECONDS", 0.1)
    task_id = await rig.sent()
    rig.kie.faults.add("look", Fault(manner))
    await rig.step(61)
    assert (await rig.task(task_id)).state == "running"
    await rig.ended_paid(task_id)


@pytest.mark.fault("F-25")
async def test_an_unknown_word_counts_as_running_until_the_deadline(
    rig: KieRig, caplog: pytest.LogCaptureFixture
) -> None:
    task_id = await rig.sent()
    rig.kie.faults.add("look", Fault(data={"state": "marinating"}))
    await rig.step(61)
    assert (await rig.task(task_id)).state == "running"
    assert "unknown status word 'marinating'" in caplog.text
    await rig.ended_paid(task_id)
    other = await rig.make()
    rig.kie.faults.shares["look"].append((1.0, Fault(data={"state": "marinating"})))
    task = await rig.finish(other, 600)
    assert (task.state, task.state_reason) == ("failed", "deadline")


@pytest.mark.fault("F-26")
@pytest.mark.parametrize("code", [404, 422])
async def test_a_job_nobody_knows_is_believed_lost_after_minutes(rig: KieRig, code: int) -> None:
    gone = Fault(body={"code": code, "msg": "recordInfo is null", "data": None})
    task_id = await rig.sent()
    rig.kie.faults.add("look", gone, gone)
    await rig.step(40)
    await rig.step(40)
    assert (await rig.task(task_id)).state == "running"
    await rig.till("succeeded", task_id)  # it was only slow to show

    other = await rig.sent()
    began = rig.time.time
    rig.kie.faults.add("look", *[gone] * 50)
    task = await rig.finish(other, 31)
    assert (task.state, task.state_reason) == ("failed", "lost_at_provider")
    assert rig.time.time - began >= timedelta(minutes=2)
    assert task.exposure == task.quoted
    assert (await rig.balance()).held == 0


@pytest.mark.fault("F-27")
async def test_for_ever_processing_ends_by_the_deadline(rig: KieRig) -> None:
    rig.kie.jobs.pace_seconds = 10**6
    task_id = await rig.sent()
    task = await rig.ended_free(task_id, "deadline", 300)
    assert task.terminal_at is not None
    assert task.terminal_at >= task.deadline_at
    assert task.exposure == task.quoted


@pytest.mark.fault("F-28")
@pytest.mark.parametrize("result", ["", None, '{"resultUrls": []}', '{"resultUrls": ["x"]}'])
async def test_success_without_a_video_is_looked_at_again_and_then_free(
    rig: KieRig, result: object
) -> None:
    task_id = await rig.sent()
    rig.kie.jobs.end(rig.job(), resultJson=result)
    looked = rig.kie.book.newest.looks
    task = await rig.ended_free(task_id, "lost_at_provider")
    assert rig.kie.book.newest.looks - looked >= 5
    assert task.exposure == task.quoted


@pytest.mark.fault("F-28")
async def test_a_video_that_is_named_a_little_later_counts(rig: KieRig) -> None:
    task_id = await rig.sent()
    rig.kie.jobs.end(rig.job(), resultJson="")
    await rig.step(61)
    rig.kie.jobs.end(rig.job())
    await rig.ended_paid(task_id)


@pytest.mark.fault("F-29")
async def test_what_is_stored_stays_whatever_is_said_afterwards(rig: KieRig) -> None:
    done = await rig.ended_paid(await rig.sent())
    rig.kie.jobs.end(rig.job(), state="fail")
    for _ in range(3):
        await rig.step(3600)
    task = await rig.task(done.id)
    assert (task.state, task.charged, task.result_asset_id) == (
        "succeeded",
        done.charged,
        done.result_asset_id,
    )


@pytest.mark.fault("F-29")
async def test_a_flip_before_the_file_is_here_ends_free(rig: KieRig) -> None:
    task_id = await rig.sent()
    rig.kie.jobs.end(rig.job())
    rig.kie.faults.add("file", *[Fault(status=404)] * 40)
    rig.kie.faults.add("link", *[Fault(body={"code": 422, "msg": "gone"})] * 40)
    await rig.till("fetching", task_id)
    rig.kie.jobs.end(rig.job(), state="fail")
    task = await rig.finish(task_id)
    assert (task.state, await rig.money()) == ("failed", FREE)


@pytest.mark.fault("F-30")
async def test_a_late_success_is_given_free(rig: KieRig) -> None:
    task_id = await rig.sent(Fault("reset", accepted=True))
    await rig.ended_free(task_id, "submit_unknown")
    rig.time.advance(5)
    await rig.kie_calls()
    task = await rig.recovered(task_id)
    assert (task.state, task.charged, await rig.money()) == ("failed", 0, FREE)
    assert task.result_asset_id


async def test_a_failure_tells_why_and_costs_nothing(rig: KieRig) -> None:
    rig.kie.jobs.ends.append({"state": "fail", "failCode": "500", "failMsg": "Out of memory"})
    task = await rig.ended_free(await rig.sent(), "provider_failed")
    assert task.state_message == sentence(500, "Out of memory")
    assert task.exposure == 0


@pytest.mark.parametrize("code", [408, 501])
async def test_two_codes_end_a_job(rig: KieRig, code: int) -> None:
    task_id = await rig.sent()
    rig.kie.faults.add("look", Fault(body={"code": code, "msg": "Nothing came."}))
    task = await rig.ended_free(task_id, "provider_failed")
    assert task.state_message == sentence(code, "Nothing came.")


@pytest.mark.fault("F-43")
async def test_a_key_that_changes_while_a_job_runs_costs_nothing_by_itself(rig: KieRig) -> None:
    task_id = await rig.sent()
    no = Fault(body={"code": 401, "msg": "You do not have access permissions"})
    rig.kie.faults.add("look", no, no)
    for _ in range(2):
        await rig.step(61)
        assert ((await rig.task(task_id)).state, await rig.money()) == ("running", HELD)
    await rig.ended_paid(task_id)


@pytest.mark.fault("F-43")
async def test_a_provider_that_stays_away_ends_it_free(rig: KieRig) -> None:
    task_id = await rig.sent()
    await rig.studio.providers.pop("kie").close()
    task = await rig.finish(task_id, 120)
    assert (task.state, await rig.money()) == ("failed", FREE)
    assert task.exposure == task.quoted
