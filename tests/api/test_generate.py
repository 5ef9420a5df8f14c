"""Making a take over REST: shapes, refusals, money, repeats."""

import json
from typing import Any

import httpx
import pytest
from sqlmodel import select
from starlette.datastructures import URL

from tests.api.pictures import photo
from tests.api.visitors import bearer, visitor
from tests.studio_fixtures import Home, settle_in
from vidstudio.api.bodies import task_body
from vidstudio.api.gate import Gate
from vidstudio.db.tables import Task
from vidstudio.services import credits, tasks
from vidstudio.studio import Studio

MAKE = "/api/video/generate"
TAKE = {"prompt": "A cup at dawn."}
FIELDS = {
    "task_id", "type", "status", "stage", "progress", "model", "served_by", "sora_task_id",
    "prompt", "parameters", "campaign_id", "credits_estimated", "credits_held",
    "credits_charged", "estimated_time", "video_url", "poster_url", "error", "created_at",
    "started_at", "finished_at",
}  # fmt: skip
MODEL_FIELDS = {
    "id", "name", "vendor", "good_at", "quality_stars", "speed", "modes", "durations",
    "aspect_ratios", "resolutions", "audio", "max_references", "first_frame", "last_frame",
    "price", "usual_seconds", "lifecycle", "available", "unavailable_reason",
}  # fmt: skip


async def make(client: httpx.AsyncClient, key: str | None = None, **body: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return await client.post(MAKE, json={**TAKE, **body}, headers=headers)


async def count(studio: Studio) -> int:
    return await studio.db.read(lambda session: len(session.exec(select(Task.id)).all()))


async def test_the_answer_has_the_contract_s_shape(member: httpx.AsyncClient, home: Home) -> None:
    answer = await make(member, model="kling-3", duration=8, aspect_ratio="9:16", quality="hd")
    body = answer.json()
    assert answer.status_code == 202
    assert set(body) == FIELDS
    assert set(body["served_by"]) == {"model", "provider", "reason"}
    assert set(body["parameters"]) == {"duration", "aspect_ratio", "quality", "seed"}
    wanted = (body["parameters"][name] for name in ("duration", "aspect_ratio", "quality"))
    assert tuple(wanted) == (8, "9:16", "hd")
    assert (body["type"], body["status"], body["stage"]) == ("text-to-video", "queued", "waiting")
    assert (body["credits_estimated"], body["credits_held"], body["credits_charged"]) == (72, 72, 0)
    assert body["campaign_id"] == home.campaign_id
    assert body["error"] is None
    assert body["created_at"].endswith("Z")
    look = await member.get(f"/api/videos/tasks/{body['task_id']}")
    assert look.json() == body


async def test_the_default_is_free(member: httpx.AsyncClient) -> None:
    body = (await make(member)).json()
    assert (body["model"], body["credits_held"]) == ("animatic", 0)
    assert body["served_by"] == {"model": "animatic", "provider": "local", "reason": None}


async def test_demo_says_so(member: httpx.AsyncClient) -> None:
    body = (await make(member, model="kling-3", duration=3)).json()
    assert body["served_by"] == {"model": "kling-3", "provider": "local", "reason": "demo"}


async def test_a_failure_says_what_and_that_it_was_free(
    studio: Studio, home: Home, member: httpx.AsyncClient
) -> None:
    task_id = (await make(member)).json()["task_id"]
    await tasks.cancel(studio, home.who, task_id)
    body = (await member.get(f"/api/videos/tasks/{task_id}")).json()
    assert (body["status"], body["stage"], body["error"]) == ("cancelled", None, None)
    assert body["finished_at"].endswith("Z")
    view = await tasks.get(studio, home.who, task_id)
    assert body == json.loads(task_body(view, URL(str(member.base_url))).model_dump_json())


@pytest.mark.parametrize(
    ("quality", "shown"), [("standard", "standard"), ("hd", "hd"), (None, "standard")]
)
async def test_quality_is_720p_or_1080p(
    studio: Studio, home: Home, member: httpx.AsyncClient, quality: str | None, shown: str
) -> None:
    body = (await make(member, model="kling-3", quality=quality, duration=3)).json()
    assert body["parameters"]["quality"] == shown
    view = await tasks.get(studio, home.who, body["task_id"])
    assert view.resolution == {"standard": "720p", "hd": "1080p"}[shown]


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"prompt": ""}, "prompt", ""),
    ({"prompt": "   "}, "prompt", "Add a prompt"),
    ({"prompt": "x" * 5001}, "prompt", "5000"),
    ({"prompt": None}, "prompt", ""),
    ({"prompt": "\ud800"}, "prompt", ""),
    ({"duration": 61}, "duration", "2 to 60 s, not 61 s"),
    ({"duration": 2, "model": "kling-3"}, "duration", "3 to 15 s, not 2 s"),
    ({"duration": -1}, "duration", ""),
    ({"duration": 10**18}, "duration", ""),
    ({"duration": True}, "duration", ""),
    ({"duration": 4.5}, "duration", ""),
    ({"duration": "long"}, "duration", ""),
    ({"model": "no-such"}, "model", "no-such"),
    ({"model": {"id": "kling-3"}}, "model", ""),
    ({"aspect_ratio": "2:1"}, "aspect_ratio", "16:9"),
    ({"resolution": "8k"}, "resolution", "1080p"),
    ({"quality": "best"}, "quality", ""),
    ({"quality": "hd", "resolution": "720p"}, "quality", "either"),
    ({"seed": -1}, "seed", ""),
    ({"seed": 2**31}, "seed", ""),
    ({"audio": True}, "audio", "no sound"),
    ({"price": 0}, "price", ""),
    ({"workspace_id": "x"}, "workspace_id", ""),
    ({"negative_prompt": "x" * 1001}, "negative_prompt", ""),
    ({"reference_images": ["a"] * 5}, "references", "at most 4"),
    ({"last_frame": "a"}, "last_frame", "first frame"),
    ({"reference_images": [""]}, "0", ""),
]


@pytest.mark.parametrize(("wrong", "field", "words"), WRONG)
async def test_what_is_wrong_is_named(
    member: httpx.AsyncClient, studio: Studio, wrong: dict[str, Any], field: str, words: str
) -> None:
    sent = json.dumps({**TAKE, **wrong})
    answer = await member.post(MAKE, content=sent, headers={"Content-Type": "application/json"})
    body = answer.json()
    assert answer.status_code == 422
    first = body["detail"][0]
    assert set(first) == {"loc", "msg", "type"}
    assert first["loc"][0] == "body"
    assert str(first["loc"][-1]) == body["field"] == field
    assert words in first["msg"]
    assert await count(studio) == 0


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"{}" * 9, b"1e999"]
)
async def test_bodies_that_are_no_request(member: httpx.AsyncClient, raw: bytes) -> None:
    answer = await member.post(MAKE, content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert {"detail", "code", "request_id"} <= set(answer.json())


async def test_not_enough_credits_names_both_sums(studio: Studio, app: Gate) -> None:
    poor = await settle_in(studio, "Poor", credits=10)
    async with visitor(app, headers=await bearer(studio, poor)) as client:
        answer = await make(client, model="kling-3", duration=8, resolution="1080p")
    assert answer.status_code == 402
    assert answer.json()["detail"] == (
        "Insufficient credits. Required: 72 credits (8 s, 1080p). Available: 10 credits."
    )
    assert answer.json()["code"] == "insufficient_credits"
    assert await count(studio) == 0
    balance = await credits.balance(studio, poor.who)
    assert (balance.available_credits, balance.held_credits) == (10, 0)


class TestLimits:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"creates_per_minute": 3, "running_takes": 100}

    async def test_creates_a_minute(self, studio: Studio, member: httpx.AsyncClient) -> None:
        answers = [await make(member) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [202] * 3 + [429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
        assert await count(studio) == 3


async def test_references_are_pictures_of_the_workspace(
    studio: Studio, home: Home, member: httpx.AsyncClient
) -> None:
    sent = {"file": ("a.jpg", photo(), "image/jpeg")}
    picture = (await member.post("/api/uploads", files=sent)).json()
    body = (await make(member, reference_images=[picture["id"]])).json()
    assert body["type"] == "image-to-video"
    view = await tasks.get(studio, home.who, body["task_id"])
    assert [reference.id for reference in view.references] == [picture["id"]]
    thumbnail = picture["thumbnail_url"].rpartition("/")[2]
    for other in (thumbnail, "x" * 36, "x" * 1500, "ftp://example.com/a.jpg", "../x", "\x00"):
        answer = await make(member, reference_images=[other])
        assert answer.status_code == 404, other


async def test_models_have_the_contract_s_shape(member: httpx.AsyncClient) -> None:
    models = (await member.get("/api/video/models")).json()["models"]
    assert {"animatic", "seedance-2-5", "kling-3", "wan-2-7"} <= {model["id"] for model in models}
    for model in models:
        assert set(model) == MODEL_FIELDS
        assert {"unit", "credits"} <= set(model["price"])
        assert set(model["lifecycle"]) == {"state", "on", "successor"}
        assert model["available"] or model["unavailable_reason"]


async def test_every_model_on_offer_can_be_made(studio: Studio, app: Gate) -> None:
    rich = await settle_in(studio, "Rich", credits=100_000)
    async with visitor(app, headers=await bearer(studio, rich)) as client:
        models = (await client.get("/api/video/models")).json()["models"]
        for model in [model for model in models if model["available"]][:10]:
            wish = {"model": model["id"], "duration": model["durations"][-1]}
            answer = await make(client, **wish, aspect_ratio=model["aspect_ratios"][-1])
            assert answer.status_code == 202, answer.text


class TestWithoutDemo:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"demo": "false"}

    async def test_models_without_a_route_say_why(self, member: httpx.AsyncClient) -> None:
        answer = await make(member, model="kling-3")
        assert (answer.status_code, answer.json()["code"]) == (422, "model_unavailable")
        assert "No provider connected" in answer.json()["detail"][0]["msg"]


async def test_links_are_whole(studio: Studio, home: Home, member: httpx.AsyncClient) -> None:
    """A program opens what it gets as it is, with the address that it asked by."""
    task_id = (await make(member)).json()["task_id"]
    view = await tasks.get(studio, home.who, task_id)
    done = view.model_copy(update={"video_url": "/api/assets/abc", "poster_url": None})
    body = task_body(done, URL("https://studio.example/"))
    assert (body.video_url, body.poster_url) == ("https://studio.example/api/assets/abc", None)
