"""The two doors that older clients call, over a real socket: shapes, words, money, repeats."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlmodel import select, update

from tests.api.pictures import photo
from tests.api.visitors import bearer, listening, visitor
from tests.api.web_twin import WebTwin, web_twin
from tests.studio_fixtures import Home, settle_in
from vidstudio import transitions
from vidstudio.api.app import build_api
from vidstudio.api.gate import Gate
from vidstudio.base.errors import ProviderError
from vidstudio.db.tables import Task
from vidstudio.services import credits, tasks
from vidstudio.studio import Studio

TEXT, IMAGE = "/api/videos/text-to-video", "/api/videos/image-to-video"
PROMPT = {"prompt": "A cup at dawn."}


@pytest.fixture
async def twin() -> AsyncIterator[WebTwin]:
    async with web_twin() as twin:
        yield twin


@pytest.fixture
def setting_changes(twin: WebTwin) -> dict[str, object]:
    return {"egress_allow": twin.pair, "creates_per_minute": 1000, "running_takes": 1000}


@pytest.fixture
def picture(twin: WebTwin) -> str:
    return twin.serve("/bag.jpg", photo())


@pytest.fixture
async def wire(app: Gate, studio: Studio, home: Home) -> AsyncIterator[httpx.AsyncClient]:
    """The owner's program at the other end of a socket."""
    async with (
        listening(app) as port,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", headers=await bearer(studio, home), timeout=30
        ) as client,
    ):
        yield client


async def count(studio: Studio) -> int:
    return await studio.db.read(lambda session: len(session.exec(select(Task.id)).all()))


async def test_text_to_video_answers_as_it_always_did(
    wire: httpx.AsyncClient, studio: Studio, home: Home
) -> None:
    answer = await wire.post(TEXT, json=PROMPT)
    body = answer.json()
    task_id = body.pop("task_id")
    assert answer.status_code == 200
    assert UUID(task_id).version == 4
    assert body == {
        "success": True,
        "message": "Text-to-video task created successfully",
        "credits_estimated": 20,
        "estimated_time": 180,
    }
    made = (await wire.get(f"/api/videos/tasks/{task_id}")).json()
    assert (made["type"], made["model"], made["status"]) == ("text-to-video", "sora-2", "queued")
    assert (made["parameters"]["aspect_ratio"], made["parameters"]["quality"]) == (
        "16:9",
        "standard",
    )
    assert (made["credits_held"], made["sora_task_id"], made["error"]) == (20, None, None)
    assert (await credits.balance(studio, home.who)).held_credits == 20


async def test_image_to_video_begins_with_the_picture(
    wire: httpx.AsyncClient, studio: Studio, home: Home, picture: str
) -> None:
    answer = await wire.post(IMAGE, json={**PROMPT, "image_urls": [picture]})
    body = answer.json()
    assert answer.status_code == 200
    assert body["message"] == "Image-to-video task created successfully"
    assert body["credits_estimated"] == 25
    view = await tasks.get(studio, home.who, body["task_id"])
    assert view.kind == "image-to-video"
    assert view.first_frame is not None


PRICES = [
    (TEXT, "standard", 20),
    (TEXT, "hd", 30),
    (IMAGE, "standard", 25),
    (IMAGE, "hd", 35),
]


@pytest.mark.parametrize("case", PRICES, ids=lambda case: f"{case[0][12:17]}-{case[1]}")
async def test_fixed_prices_and_the_exact_words_of_402(
    studio: Studio, app: Gate, picture: str, case: tuple[str, str, int]
) -> None:
    door, quality, price = case
    poor = await settle_in(studio, "Poor", credits=10)
    body: dict[str, Any] = {**PROMPT, "quality": quality}
    body |= {"image_urls": [picture]} if door == IMAGE else {}
    async with (
        listening(app) as port,
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", headers=await bearer(studio, poor), timeout=30
        ) as client,
    ):
        answer = await client.post(door, json=body)
    assert answer.status_code == 402
    assert answer.json()["detail"] == (
        f"Insufficient credits. Required: {price} credits ({quality} quality). "
        "Available: 10 credits."
    )
    balance = await credits.balance(studio, poor.who)
    assert (balance.available_credits, balance.held_credits) == (10, 0)
    assert await count(studio) == 0


async def test_where_the_price_hangs_on_the_length_402_says_so(studio: Studio, app: Gate) -> None:
    poor = await settle_in(studio, "Poor", credits=10)
    wish = {**PROMPT, "model": "kling-3", "duration": 8, "quality": "hd"}
    async with visitor(app, headers=await bearer(studio, poor)) as client:
        answer = await client.post(TEXT, json=wish)
    assert answer.json()["detail"] == (
        "Insufficient credits. Required: 72 credits (8 s, 1080p). Available: 10 credits."
    )


async def test_every_field_reaches_the_take(
    member: httpx.AsyncClient, studio: Studio, home: Home
) -> None:
    wish = {"model": "sora-2-pro", "duration": 5, "seed": 7, "campaign_id": home.campaign_id}
    shape = {"aspect_ratio": "portrait", "quality": "hd"}
    answer = await member.post(TEXT, json={**PROMPT, **wish, **shape})
    body = (await member.get(f"/api/videos/tasks/{answer.json()['task_id']}")).json()
    assert body["parameters"] == {
        "duration": 5,
        "aspect_ratio": "9:16",
        "quality": "hd",
        "seed": 7,
    }
    assert (body["model"], body["campaign_id"]) == ("sora-2-pro", home.campaign_id)
    assert body["credits_estimated"] == 250


async def test_several_pictures_are_references(
    member: httpx.AsyncClient, studio: Studio, home: Home, twin: WebTwin
) -> None:
    urls = [twin.serve(f"/{n}.jpg", photo(size=(100 + n, 80))) for n in range(3)]
    wish = {**PROMPT, "image_urls": urls, "model": "kling-3", "duration": 3}
    body = (await member.post(IMAGE, json=wish)).json()
    view = await tasks.get(studio, home.who, body["task_id"])
    assert [picture.width for picture in view.references] == [100, 101, 102]


async def test_a_repeat_answers_the_same_task_and_holds_once(
    wire: httpx.AsyncClient, studio: Studio, home: Home, picture: str, twin: WebTwin
) -> None:
    wish = {**PROMPT, "image_urls": [picture]}
    answers = [await wire.post(IMAGE, json=wish, headers={"Idempotency-Key": "o1"}) for _ in "ab"]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotent-replayed"] == "true"
    assert (await credits.balance(studio, home.who)).held_credits == 25
    assert len(twin.asked) == 1
    other = await wire.post(TEXT, json=PROMPT, headers={"Idempotency-Key": "o1"})
    assert other.status_code == 422


async def test_a_foreign_campaign_answers_like_a_random_one(
    member: httpx.AsyncClient, studio: Studio, neighbour: Home
) -> None:
    ids = (neighbour.campaign_id, studio.clock.new_id())
    answers = [await member.post(TEXT, json={**PROMPT, "campaign_id": key}) for key in ids]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]


async def test_a_provider_s_failure_stands_on_the_task_in_the_exact_words(
    member: httpx.AsyncClient, studio: Studio
) -> None:
    """A create never waits for a provider, so its trouble shows here."""
    task_id = (await member.post(TEXT, json=PROMPT)).json()["task_id"]
    sora = update(Task).where(Task.id == task_id).values(sora_task_id="task_123")
    await studio.db.write(lambda session: session.exec(sora))
    error = ProviderError("Sora API error: 500 - Internal server error")
    task = await studio.db.read(lambda session: session.get_one(Task, task_id))
    now = studio.clock.now()
    await studio.db.write(lambda session: transitions.fail(session, task, error, "test", now))
    body = (await member.get(f"/api/videos/tasks/{task_id}")).json()
    assert body["status"] == "failed"
    assert body["sora_task_id"] == "task_123"
    assert body["error"] == {
        "code": "provider_failed",
        "message": "Sora API error: 500 - Internal server error",
        "charged": False,
    }
    assert (body["credits_held"], body["credits_charged"]) == (0, 0)


def test_the_reference_shows_how_they_are_called() -> None:
    document = build_api().openapi()
    for door, name in ((TEXT, "TextToVideo"), (IMAGE, "ImageToVideo")):
        content = document["paths"][door]["post"]["requestBody"]["content"]
        assert content["application/json"]["schema"]["$ref"].endswith(f"/{name}")
        fields = document["components"]["schemas"][name]["properties"]
        assert fields["prompt"]["examples"]
        assert fields["quality"]["default"] == "standard"
    answer = document["components"]["schemas"]["Created"]["properties"]
    assert answer["message"]["examples"] == ["Text-to-video task created successfully"]
    assert json.dumps(document)
