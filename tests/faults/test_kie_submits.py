"""Sending to kie.ai when it goes wrong: at most one paid job, and nobody pays for nothing."""

import pytest

from tests.faults.kie_rig import FREE, HELD, KieRig, sentence
from tests.faults.kie_rig import clock as clock
from tests.faults.kie_rig import rig as rig
from tests.faults.kie_rig import setting_changes as setting_changes
from tests.faults.kie_rig import twin as twin
from tests.twins import wire
from tests.twins.faults import Fault
from vidstudio.db.tables import ProviderHealth


async def breaker(rig: KieRig) -> str:
    row = await rig.studio.db.read(lambda session: session.get(ProviderHealth, "kie"))
    return row.state if row else "closed"


async def test_a_take_is_made_charged_and_kept(rig: KieRig) -> None:
    task_id = await rig.sent()
    task = await rig.task(task_id)
    assert (task.state, await rig.money()) == ("running", HELD)
    assert task.provider_job_id == task.sora_task_id == rig.job()
    assert rig.kie.book.newest.token
    done = await rig.ended_paid(task_id)
    assert done.cost_microdollars == 300_000
    assert await rig.attempts(task_id) == ["accepted"]


LOST = [
    Fault("reset", accepted=True),
    Fault("drop", accepted=True),
    Fault("hang", accepted=True),
    Fault("garbage", accepted=True),
    Fault("html", accepted=True, status=502),
    Fault("html", accepted=True, status=504),
    Fault("whole", accepted=True, status=408, body=""),
]


@pytest.mark.fault("F-17")
@pytest.mark.parametrize("fault", LOST, ids=lambda fault: f"{fault.manner}-{fault.status}")
async def test_a_lost_reply_is_never_sent_again_and_costs_the_maker_nothing(
    rig: KieRig, fault: Fault
) -> None:
    task_id = await rig.sent(fault)
    task = await rig.task(task_id)
    assert (task.state, await rig.money()) == ("submit_unknown", HELD)
    task = await rig.ended_free(task_id, "submit_unknown")
    assert task.exposure == task.quoted
    assert (rig.kie.book.asked, len(rig.kie.book.jobs)) == (1, 1)
    assert await rig.attempts(task_id) == ["unknown"]


@pytest.mark.fault("F-17")
@pytest.mark.fault("F-39")
@pytest.mark.parametrize("form", ["wrapped", "flat"])
async def test_a_lost_reply_is_found_by_the_call_that_carries_our_token(
    rig: KieRig, form: str
) -> None:
    task_id = await rig.sent(Fault("reset", accepted=True))
    await rig.kie_calls(form)
    done = await rig.ended_paid(task_id)
    assert done.provider_job_id == rig.job()
    assert await rig.attempts(task_id) == ["accepted"]
    assert rig.kie.book.asked == 1


@pytest.mark.fault("F-18")
async def test_nobody_there_is_tried_again_and_then_given_up(rig: KieRig) -> None:
    kie = rig.studio.providers["kie"]
    object.__setattr__(kie, "_api", "http://127.0.0.1:1/api/v1")
    task = await rig.ended_free(await rig.make(), "provider_unreachable")
    assert rig.kie.book.asked == 0
    assert 1 < len(await rig.attempts(task.id)) <= 5
    assert set(await rig.attempts(task.id)) <= {"not_sent", "rejected"}


@pytest.mark.fault("F-18")
async def test_a_refused_connection_that_comes_back_is_sent_once(rig: KieRig) -> None:
    kie = rig.studio.providers["kie"]
    there = vars(kie)["_api"]
    object.__setattr__(kie, "_api", "http://127.0.0.1:1/api/v1")
    task_id = await rig.sent()
    object.__setattr__(kie, "_api", there)
    await rig.ended_paid(task_id)
    assert await rig.attempts(task_id) == ["not_sent", "accepted"]
    assert rig.kie.book.asked == 1


@pytest.mark.fault("F-19")
@pytest.mark.parametrize(
    ("code", "reason", "state"),
    [
        (400, "provider_rejected", "closed"),
        (422, "provider_rejected", "closed"),
        (404, "model_gone", "closed"),
        (401, "provider_misconfigured", "operator"),
        (402, "provider_misconfigured", "operator"),
        (403, "provider_misconfigured", "operator"),
        (433, "provider_misconfigured", "operator"),
    ],
)
async def test_a_definite_no_ends_it_free(rig: KieRig, code: int, reason: str, state: str) -> None:
    task_id = await rig.sent(Fault(body={"code": code, "msg": "Not this one."}))
    task = await rig.ended_free(task_id, reason)
    assert task.state_message == sentence(code, "Not this one.")
    assert await rig.attempts(task_id) == ["rejected"]
    assert await breaker(rig) == state
    assert rig.kie.book.jobs == {}
    assert task.exposure == 0


@pytest.mark.fault("F-20")
@pytest.mark.parametrize(
    ("header", "waits"),
    [("", 10), ("45", 45), ("1000000000", 600), ("Wed, 01 Jul 2026 12:01:30 GMT", 90)],
)
async def test_too_many_waits_as_long_as_asked_within_ten_minutes(
    rig: KieRig, header: str, waits: int
) -> None:
    busy = Fault(body={"code": 429, "msg": "Slow down"}, headers={"Retry-After": header})
    task_id = await rig.sent(busy)
    task = await rig.task(task_id)
    assert task.state == "queued"
    assert (task.next_run_at - rig.time.time).total_seconds() == pytest.approx(waits)
    await rig.step(waits - 2)
    assert rig.kie.book.asked == 1
    await rig.step(3)
    assert rig.kie.book.asked == 2
    await rig.ended_paid(task_id)
    assert await rig.attempts(task_id) == ["rejected", "accepted"]


@pytest.mark.fault("F-21")
@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("status", [500, 503])
async def test_trouble_at_the_provider_is_unknown_not_failed(
    rig: KieRig, status: int, accepted: bool
) -> None:
    trouble = {"code": status, "msg": "Internal server error"}
    task_id = await rig.sent(Fault(accepted=accepted, status=status, body=trouble))
    assert (await rig.task(task_id)).state == "submit_unknown"
    await rig.ended_free(task_id, "submit_unknown")
    assert rig.kie.book.asked == 1


@pytest.mark.fault("F-22")
@pytest.mark.parametrize(
    "body",
    [
        {"code": 200, "msg": "success", "data": {}},
        {"code": 200, "msg": "success", "data": None},
        {"code": 200, "data": {"taskId": ""}},
        {"code": 500, "msg": "x", "data": {"taskId": "task_1"}},
        {"success": True},
    ],
)
async def test_a_yes_without_an_id_is_unknown(rig: KieRig, body: dict[str, object]) -> None:
    task_id = await rig.sent(Fault(accepted=True, body=body))
    assert (await rig.task(task_id)).state == "submit_unknown"
    await rig.ended_free(task_id, "submit_unknown")
    assert len(rig.kie.book.jobs) == 1


@pytest.mark.fault("F-23")
@pytest.mark.parametrize("manner", ["drip", "endless-headers"])
async def test_a_slow_answer_has_an_end(
    rig: KieRig, manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "DRIP_SECONDS", 0.1)
    task_id = await rig.sent(Fault(manner, accepted=True))
    assert (await rig.task(task_id)).state == "submit_unknown"
    await rig.ended_free(task_id, "submit_unknown")


@pytest.mark.fault("F-24")
@pytest.mark.parametrize("manner", ["huge", "bomb", "nan", "deep", "wrong-types", "html"])
async def test_an_answer_nobody_can_read_is_unknown(rig: KieRig, manner: str) -> None:
    task_id = await rig.sent(Fault(manner, accepted=True))
    assert (await rig.task(task_id)).state == "submit_unknown"
    assert await rig.money() == HELD
    await rig.ended_free(task_id, "submit_unknown")
    assert await rig.money() == FREE
