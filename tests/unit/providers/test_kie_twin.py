"""The twin itself: the stages, the calls back, and the process that other tests start."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.twins.kie import KieTwin, environment, kie_twin
from tests.twins.kie_calls import signature
from tests.twins.wire import Reply, Request, serving
from tests.unit.providers.contract import ended, plain_job
from tests.unit.providers.opened import open_kie

ROOT = Path(__file__).parents[3]


class Studio:
    """Who is called back."""

    def __init__(self) -> None:
        self.calls = asyncio.Queue[Request]()

    async def answer(self, request: Request) -> Reply:
        self.calls.put_nowait(request)
        return Reply({"ok": True})


@pytest.fixture
async def twin() -> AsyncIterator[KieTwin]:
    async with kie_twin() as opened:
        yield opened


def test_its_signature_is_kies() -> None:
    """The vector of the provider sheet."""
    made = signature("testkey", "task_123", 1_767_225_600)
    assert made == "x65m/PUzxF8frhu2SsTkVgG0AUx4ktOkiahPvunlbuA="


async def test_it_calls_back_in_the_forms_that_are_asked_for(twin: KieTwin, tmp_path: Path) -> None:
    twin.read({"pace_seconds": 0.01, "calls": ["wrapped", "flat"], "webhook_key": "k"})
    studio, kie = Studio(), open_kie(twin, tmp_path)
    async with serving(studio) as port:
        url = f"http://127.0.0.1:{port}/api/videos/sora/callback?token=t"
        job = replace(plain_job("seedance-2-5"), callback_url=url)
        submission = await kie.submit(job)
        async with asyncio.timeout(10):
            calls = [await studio.calls.get() for _ in twin.calls]
    wrapped, flat = (call.json() for call in calls)
    assert wrapped["data"]["taskId"] == flat["taskId"] == submission.job_id
    assert wrapped["data"]["state"] == flat["state"] == "success"
    for call in calls:
        at = int(call.headers["x-webhook-timestamp"])
        assert call.headers["x-webhook-signature"] == signature("k", submission.job_id, at)
    await kie.close()


async def test_each_look_is_one_stage_further(twin: KieTwin, tmp_path: Path) -> None:
    kie = open_kie(twin, tmp_path)
    submission = await kie.submit(plain_job("wan-2-7"))
    await ended(kie, submission.job_id)
    assert twin.book.newest.told == ["waiting", "queuing", "generating", "success"]
    await kie.close()


async def test_a_process_of_its_own_takes_a_script_and_shows_its_book(tmp_path: Path) -> None:
    async with serving(Studio()) as port:
        pass  # a port that is free now
    command = [sys.executable, "-m", "tests.twins.kie", "--port", str(port)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    address = environment(port)["SORA_UPLOAD_URL"]
    try:
        async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=30) as client:
            book = await _when_up(client)
            assert book == {"asked": 0, "accepted": 0, "twice": {}, "jobs": []}
            script = {"queues": {"create": [{"manner": "drop", "accepted": True}]}}
            await client.post("/twin/script", content=json.dumps(script))
            wish = {"model": "wan/2-7-text-to-video", "input": {"prompt": "A cup."}}
            key = {"Authorization": f"Bearer {environment(port)['SORA_API_KEY']}"}
            with pytest.raises(httpx.RemoteProtocolError):
                await client.post("/api/v1/jobs/createTask", json=wish, headers=key)
            assert (await client.get("/twin/book")).json()["accepted"] == 1
    finally:
        process.terminate()
        await process.wait()


async def _when_up(client: httpx.AsyncClient) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while True:
            try:
                return (await client.get("/twin/book")).json()
            except httpx.ConnectError:
                await asyncio.sleep(0.1)
