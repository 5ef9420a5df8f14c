"""A client of the first platform from its request to its webhook, with kie.ai at the other end.

Everything speaks over sockets: the client, the studio, kie.ai's twin, its call back, the file,
and the client's own receiver. Nobody looks by himself before the callback: a first look at a
take of Sora 2 comes after 45 s.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from tests.api.visitors import bearer, listening
from tests.studio_fixtures import Home
from tests.twins import kie as twins
from tests.twins.hooks import HookTwin, hook_twin
from tests.twins.kie import KieTwin, kie_twin
from tools.postgres import free_port
from vidstudio.api.gate import Gate
from vidstudio.engine.loop import Engine
from vidstudio.services import credits
from vidstudio.studio import Studio

HMAC_KEY = "webhook-key"
PATIENCE_SECONDS = 40


@pytest.fixture
async def kie() -> AsyncIterator[KieTwin]:
    async with kie_twin() as twin:
        twin.jobs.pace_seconds = 0.05
        twin.webhook_key = HMAC_KEY
        twin.calls = ("wrapped", "flat")
        twin.files.film_seconds = 1.0
        yield twin


@pytest.fixture
async def hooks() -> AsyncIterator[HookTwin]:
    async with hook_twin() as twin:
        yield twin


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def setting_changes(kie: KieTwin, hooks: HookTwin, port: int) -> dict[str, object]:
    return {
        "sora_api_key": SecretStr(twins.KEY),
        "sora_api_url": f"{kie.address}/api/v1",
        "sora_upload_url": kie.address,
        "sora_webhook_key": SecretStr(HMAC_KEY),
        "sora_callback_url": f"http://127.0.0.1:{port}/api/videos/sora/callback",
        "sora_callback_ips": "127.0.0.0/8",
        "sora_2_served": True,
        "egress_allow": f"127.0.0.1:{kie.port},{hooks.pair}",
    }


@pytest.fixture
async def client(app: Gate, studio: Studio, home: Home, port: int) -> AsyncIterator[Any]:
    """A program of the owner's; the engine is at work."""
    engine = asyncio.create_task(Engine(studio).run())
    proof = await bearer(studio, home)
    async with (
        listening(app, port),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=proof, timeout=30) as opened,
    ):
        yield opened
    engine.cancel()
    await asyncio.gather(engine, return_exceptions=True)


async def told(hooks: HookTwin) -> dict[str, Any]:
    await asyncio.wait_for(hooks.heard.wait(), PATIENCE_SECONDS)
    return json.loads(hooks.told[0].body)


@pytest.mark.fault("F-35")
async def test_from_the_request_to_the_webhook(
    client: httpx.AsyncClient, studio: Studio, home: Home, kie: KieTwin, hooks: HookTwin
) -> None:
    wish = {"prompt": "A cup at dawn.", "quality": "hd", "webhook_url": hooks.at("/done")}
    made = (await client.post("/api/videos/text-to-video", json=wish)).json()
    assert made["credits_estimated"] == 30
    said = await told(hooks)
    assert (said["type"], said["data"]["task_id"]) == ("task.succeeded", made["task_id"])
    task = (await client.get(f"/api/videos/tasks/{made['task_id']}")).json()
    (job_id,) = kie.book.jobs
    assert (task["status"], task["sora_task_id"], task["credits_charged"]) == (
        "succeeded",
        job_id,
        30,
    )
    assert task["served_by"] == {"model": "sora-2", "provider": "kie", "reason": None}
    assert said["data"]["sora_task_id"] == job_id
    assert said["data"]["credits_charged"] == 30
    video = await client.get(task["video_url"], follow_redirects=True)
    assert (video.status_code, video.content[4:8]) == (200, b"ftyp")
    balance = await credits.balance(studio, home.who)
    assert (balance.available_credits, balance.held_credits) == (470, 0)


async def test_a_failure_of_the_provider_in_the_exact_words(
    client: httpx.AsyncClient, studio: Studio, home: Home, kie: KieTwin, hooks: HookTwin
) -> None:
    kie.jobs.ends.append({"state": "fail"})
    wish = {"prompt": "A cup at dawn.", "webhook_url": hooks.at("/done")}
    made = (await client.post("/api/videos/text-to-video", json=wish)).json()
    said = await told(hooks)
    message = "Sora API error: 500 - Internal server error"
    assert (said["type"], said["data"]["error"]["message"]) == ("task.failed", message)
    task = (await client.get(f"/api/videos/tasks/{made['task_id']}")).json()
    assert (task["status"], task["error"]["message"]) == ("failed", message)
    assert task["error"]["charged"] is False
    assert (await credits.balance(studio, home.who)).available_credits == 500
