"""Calls of kie.ai over a real socket: they wake a take, and nothing of them is believed."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from tests.api.kie_caller import KEY, Kie, bare, waits, wrapped
from tests.api.visitors import listening
from tests.studio_fixtures import Home, Timepiece
from vidstudio.api.gate import Gate
from vidstudio.base.clock import Clock
from vidstudio.db.tables import Workspace
from vidstudio.providers.base import Progress
from vidstudio.studio import Studio

HOUR = timedelta(hours=1)


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 100, "creates_per_minute": 1000}


@pytest.fixture
async def wire(app: Gate) -> AsyncIterator[httpx.AsyncClient]:
    """kie.ai at the other end of a socket."""
    async with (
        listening(app) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        yield client


@pytest.fixture
def kie(studio: Studio, home: Home) -> Kie:
    return Kie.opened(studio, home)


async def is_awake(kie: Kie, task_id: str) -> bool:
    return (await kie.task(task_id)).next_run_at <= kie.studio.clock.now()


@pytest.mark.parametrize("form", [bare, wrapped])
async def test_both_forms_wake_the_take_at_once(
    wire: httpx.AsyncClient, kie: Kie, form: Any
) -> None:
    task_id = await kie.running()
    assert not await is_awake(kie, task_id)
    job_id = (await kie.task(task_id)).provider_job_id
    answer = await kie.calls(wire, task_id, form(job_id))
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert await is_awake(kie, task_id)
    assert [row.result for row in await kie.deliveries(task_id)] == ["woken"]
    await asyncio.wait_for(kie.studio.bus.rung(), 1)


async def test_the_address_for_every_provider(wire: httpx.AsyncClient, kie: Kie) -> None:
    task_id = await kie.running()
    job_id = (await kie.task(task_id)).provider_job_id or ""
    answer = await wire.post(f"/api/callbacks/kie/{kie.token(task_id)}", json=bare(job_id))
    assert answer.status_code == 200
    assert await is_awake(kie, task_id)


@pytest.mark.fault("F-35")
async def test_a_hundred_at_once_wake_once(
    wire: httpx.AsyncClient, kie: Kie, timepiece: Timepiece
) -> None:
    task_id = await kie.running()
    kie.twin.polls.extend([waits(), waits()])
    answers = await asyncio.gather(*(kie.calls(wire, task_id) for _ in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(await kie.deliveries(task_id)) == 1
    await kie.step()
    assert len(kie.twin.polls) == 1
    timepiece.advance(5)
    assert (await kie.calls(wire, task_id)).status_code == 200
    assert not await is_awake(kie, task_id)


@pytest.mark.fault("F-36")
async def test_waiting_after_success_takes_nothing_back(wire: httpx.AsyncClient, kie: Kie) -> None:
    task_id = await kie.running()
    job_id = (await kie.task(task_id)).provider_job_id or ""
    kie.twin.polls.append(Progress("succeeded", 100, "twin:film"))
    kie.twin.fetches.append(ConnectionError("not now"))
    assert (await kie.calls(wire, task_id, bare(job_id))).status_code == 200
    await kie.step()
    assert (await kie.task(task_id)).state == "fetching"
    late = await kie.calls(wire, task_id, bare(job_id, "waiting"))
    task = await kie.task(task_id)
    assert (late.status_code, task.state, task.output_url) == (200, "fetching", "twin:film")
    assert task.progress == 100


@pytest.mark.fault("F-36")
async def test_calls_about_an_ended_take_change_nothing(wire: httpx.AsyncClient, kie: Kie) -> None:
    task_id = await kie.running()
    job_id = (await kie.task(task_id)).provider_job_id or ""
    kie.twin.polls.append(Progress("failed"))
    await kie.calls(wire, task_id, bare(job_id, "fail"))
    await kie.step()
    before = await kie.task(task_id)
    assert before.state == "failed"
    books = await kie.studio.db.read(lambda s: s.get_one(Workspace, kie.home.who.workspace_id))
    answer = await kie.calls(wire, task_id, bare(job_id, "success"))
    assert answer.status_code == 200
    after = await kie.task(task_id)
    # It may be looked at once more, in case the video is there after all; that costs nothing.
    assert after.model_dump(exclude={"next_run_at"}) == before.model_dump(exclude={"next_run_at"})
    assert await kie.studio.db.read(lambda s: s.get_one(Workspace, kie.home.who.workspace_id)) == (
        books
    )
    assert [row.result for row in await kie.deliveries(task_id)] == ["woken", "ended"]


@pytest.mark.fault("F-38")
async def test_a_body_that_says_success_makes_none(wire: httpx.AsyncClient, kie: Kie) -> None:
    """kie.ai does not sign the body: what the provider answers to our question decides."""
    task_id = await kie.running()
    job_id = (await kie.task(task_id)).provider_job_id or ""
    kie.twin.polls.append(waits())
    evil = bare(job_id, resultJson='{"resultUrls": ["http://169.254.169.254/a.mp4"]}')
    await kie.calls(wire, task_id, {"code": 200, "msg": "ok", "data": evil})
    await kie.step()
    task = await kie.task(task_id)
    assert (task.state, task.output_url, kie.twin.fetched) == ("running", None, 0)


class TestSigned:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"running_takes": 100, "sora_webhook_key": SecretStr(KEY)}

    @pytest.fixture
    def kie(self, studio: Studio, home: Home) -> Kie:
        return Kie.opened(studio, home, KEY)

    async def test_a_signed_call_is_heard(self, wire: httpx.AsyncClient, kie: Kie) -> None:
        task_id = await kie.running()
        assert (await kie.calls(wire, task_id)).status_code == 200
        assert await is_awake(kie, task_id)

    @pytest.mark.fault("F-37")
    async def test_forged_ones_are_not(
        self, wire: httpx.AsyncClient, kie: Kie, caplog: pytest.LogCaptureFixture
    ) -> None:
        task_id, other = await kie.running(), await kie.running()
        job_id = (await kie.task(task_id)).provider_job_id or ""
        theirs = (await kie.task(other)).provider_job_id or ""
        signed = kie.headers(job_id)
        forged: list[dict[str, str]] = [
            {},
            {**signed, "X-Webhook-Signature": ""},
            {"X-Webhook-Signature": signed["X-Webhook-Signature"]},
            kie.headers(job_id, key="another"),
            kie.headers(theirs),
            kie.headers(job_id, seconds_ago=301),
            kie.headers(job_id, seconds_ago=-3600),
        ]
        for headers in forged:
            answer = await kie.calls(wire, task_id, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "forged"), headers
        assert not await is_awake(kie, task_id)
        assert await kie.deliveries(task_id) == []
        assert caplog.text.count("callback_forged provider=kie address=127.0.0.1") == len(forged)

    @pytest.mark.fault("F-37")
    async def test_a_genuine_call_of_another_take_wakes_neither(
        self, wire: httpx.AsyncClient, kie: Kie, caplog: pytest.LogCaptureFixture
    ) -> None:
        task_id, other = await kie.running(), await kie.running()
        theirs = (await kie.task(other)).provider_job_id or ""
        for _ in range(2):
            answer = await kie.calls(wire, task_id, bare(theirs), headers=kie.headers(theirs))
            assert answer.status_code == 401
        assert not await is_awake(kie, task_id)
        assert not await is_awake(kie, other)
        assert [row.result for row in await kie.deliveries(task_id)] == ["refused"]
        assert f"callback_mismatch task={task_id}" in caplog.text

    @pytest.mark.fault("F-38")
    async def test_a_changed_body_is_the_same_call(
        self, wire: httpx.AsyncClient, kie: Kie, timepiece: Timepiece
    ) -> None:
        task_id = await kie.running()
        job_id = (await kie.task(task_id)).provider_job_id or ""
        headers = kie.headers(job_id)
        kie.twin.polls.append(waits())
        await kie.calls(wire, task_id, bare(job_id), headers=headers)
        await kie.step()
        timepiece.advance(5)
        changed = bare(job_id, resultJson="http://10.0.0.1/")
        assert (await kie.calls(wire, task_id, changed, headers=headers)).status_code == 200
        assert not await is_awake(kie, task_id)
        assert len(await kie.deliveries(task_id)) == 1

    async def test_without_a_token_the_signed_id_finds_the_take(
        self, wire: httpx.AsyncClient, kie: Kie
    ) -> None:
        task_id = await kie.running()
        assert (await kie.calls(wire, task_id, token=None)).status_code == 200
        assert await is_awake(kie, task_id)
        unknown = await kie.calls(
            wire, task_id, bare("task_9"), token=None, headers=kie.headers("task_9")
        )
        assert unknown.status_code == 404


@pytest.mark.fault("F-37")
async def test_strangers_get_the_same_answer(wire: httpx.AsyncClient, kie: Kie) -> None:
    task_id = await kie.running()
    job_id = (await kie.task(task_id)).provider_job_id or ""
    for token in ("x", kie.token("another"), kie.token(task_id)[:-1], "x" * 4000, "\x00", "é"):
        answer = await kie.calls(wire, task_id, token=token)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), token
    unsigned = await kie.calls(wire, task_id, token=None)
    assert (unsigned.status_code, unsigned.json()["code"]) == (401, "forged")
    elsewhere = await wire.post(f"/api/callbacks/nobody/{kie.token(task_id)}", json=bare(job_id))
    assert elsewhere.status_code == 404
    assert not await is_awake(kie, task_id)


async def test_bodies_are_bounded_and_must_name_a_job(wire: httpx.AsyncClient, kie: Kie) -> None:
    task_id = await kie.running()
    job_id = (await kie.task(task_id)).provider_job_id or ""
    large = json.dumps({**bare(job_id), "param": "x" * 256_000}).encode()
    assert (await kie.calls(wire, task_id, large)).status_code == 413
    for raw in (b"{", b"[" * 100_000, b'{"state": "success"}', b"\xff"):
        assert (await kie.calls(wire, task_id, raw)).status_code == 422
    assert not await is_awake(kie, task_id)
    assert (await kie.calls(wire, task_id, large[:200_000])).status_code == 422
