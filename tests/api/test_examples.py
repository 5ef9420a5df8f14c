"""The templates over REST: what they ask for, make, refuse and repeat."""

from typing import Any

import httpx
import pytest
from sqlmodel import select

from tests.studio_fixtures import Home
from vidstudio.db.tables import Task
from vidstudio.rules.templates import TEMPLATES, fill
from vidstudio.studio import Studio

VALUES = {name: {f.name: f.hint for f in made.fields} for name, made in TEMPLATES.items()}
SHAPES = {
    "brand-animation": ("16:9", 6),
    "product-showcase": ("9:16", 8),
    "social-media": ("9:16", 6),
}


async def ask(
    client: httpx.AsyncClient, name: str, key: str | None = None, **changes: Any
) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    body = {**VALUES[name], **changes}
    return await client.post(f"/api/video/examples/{name}", json=body, headers=headers)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
async def test_three_fields_start_a_task(member: httpx.AsyncClient, home: Home, name: str) -> None:
    answer = await ask(member, name, quality="hd")
    body = answer.json()
    assert answer.status_code == 202
    assert body["prompt"] == fill(name, VALUES[name]).prompt
    assert (body["parameters"]["aspect_ratio"], body["parameters"]["duration"]) == SHAPES[name]
    assert body["parameters"]["quality"] == "hd"
    assert (body["status"], body["campaign_id"]) == ("queued", home.campaign_id)
    look = await member.get(f"/api/videos/tasks/{body['task_id']}")
    assert look.json() == body


async def test_a_model_makes_the_nearest_it_can(member: httpx.AsyncClient) -> None:
    body = (await ask(member, "product-showcase", model="wan-2-2")).json()
    assert body["parameters"]["duration"] == 5


async def test_what_is_chosen_is_not_moved(member: httpx.AsyncClient) -> None:
    body = (await ask(member, "social-media", aspect_ratio="16:9", duration=9)).json()
    assert (body["parameters"]["aspect_ratio"], body["parameters"]["duration"]) == ("16:9", 9)
    refused = await ask(member, "social-media", model="wan-2-2", duration=9)
    assert (refused.status_code, refused.json()["field"]) == (422, "duration")


async def test_the_same_key_answers_the_same_task(
    studio: Studio, member: httpx.AsyncClient
) -> None:
    first = await ask(member, "brand-animation", key="order-1")
    again = await ask(member, "brand-animation", key="order-1")
    assert again.json()["task_id"] == first.json()["task_id"]
    other = await ask(member, "brand-animation", key="order-1", mood="Loud")
    assert other.status_code == 422
    count = await studio.db.read(lambda session: len(session.exec(select(Task.id)).all()))
    assert count == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"product": "  "}, "product"),
        ({"scene": "x" * 201}, "scene"),
        ({"scene": "a\x00b"}, "scene"),
        ({"ending": 7}, "ending"),
        ({"prompt": "My own words"}, "prompt"),
        ({"model": "nobody"}, "model"),
        ({"quality": "hd", "resolution": "720p"}, "quality"),
    ],
)
async def test_a_refusal_names_the_field(
    member: httpx.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    answer = await ask(member, "product-showcase", **changes)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


async def test_a_missing_field_is_asked_for(member: httpx.AsyncClient) -> None:
    answer = await ask(member, "product-showcase", product="")
    assert answer.json()["detail"][0]["msg"] == "What is shown?"


async def test_nobody_unknown_and_no_other_template(
    anyone: httpx.AsyncClient, member: httpx.AsyncClient
) -> None:
    assert (await ask(anyone, "social-media")).status_code == 401
    other = await member.post("/api/video/examples/feature-film", json={})
    assert other.status_code == 404
