"""Every route, generated from the OpenAPI document: strangers and neighbours get nothing."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.api.pictures import photo
from tests.api.visitors import bearer, visitor
from tests.studio_fixtures import Home
from vidstudio.api.app import build_api
from vidstudio.api.gate import Gate
from vidstudio.studio import Studio

OPEN = {"/api/auth/token", "/healthz", "/readyz"}
ID = re.compile(r"\{(\w+)\}")
ROUTES = [
    (method.upper(), path)
    for path, methods in build_api().openapi()["paths"].items()
    for method in methods
]
WITH_ID = [route for route in ROUTES if ID.search(route[1])]
# Bodies in which ids of other people can be named.
BODIES: list[dict[str, Any]] = [
    {"campaign_id": "{campaign_id}"},
    {"reference_images": ["{asset_id}"]},
    {"model": "kling-3", "first_frame": "{asset_id}"},
    {"model": "kling-3", "first_frame": "{mine}", "last_frame": "{asset_id}"},
]


@dataclass(frozen=True)
class Belongings:
    ids: dict[str, str]


def test_there_are_routes_to_look_at() -> None:
    assert ("GET", "/api/videos/tasks/{task_id}") in WITH_ID
    assert ("GET", "/api/assets/{asset_id}") in WITH_ID
    assert ("POST", "/api/video/generate") in ROUTES


@pytest.mark.parametrize(("method", "path"), [r for r in ROUTES if r[1] not in OPEN])
async def test_strangers_are_asked_to_sign_in(
    anyone: httpx.AsyncClient, home: Home, method: str, path: str
) -> None:
    answer = await anyone.request(method, ID.sub("x", path), json={"prompt": "A cup."})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


async def belongings(studio: Studio, app: Gate, home: Home) -> Belongings:
    async with visitor(app, headers=await bearer(studio, home)) as client:
        sent = {"file": ("a.jpg", photo(), "image/jpeg")}
        picture = (await client.post("/api/uploads", files=sent)).json()
        task = (await client.post("/api/video/generate", json={"prompt": "A cup."})).json()
    ids = {"task_id": task["task_id"], "asset_id": picture["id"], "campaign_id": home.campaign_id}
    return Belongings(ids)


@pytest.fixture
async def theirs(studio: Studio, app: Gate, neighbour: Home) -> Belongings:
    return await belongings(studio, app, neighbour)


@pytest.fixture
async def ours(studio: Studio, app: Gate, home: Home) -> Belongings:
    return await belongings(studio, app, home)


def same(first: httpx.Response, second: httpx.Response) -> bool:
    bodies = [answer.json() for answer in (first, second)]
    for body in bodies:
        assert uuid.UUID(body.pop("request_id"))
    kept = [{k: v for k, v in a.headers.items() if k != "date"} for a in (first, second)]
    return first.status_code == second.status_code and bodies[0] == bodies[1] and kept[0] == kept[1]


@pytest.mark.parametrize(("method", "path"), WITH_ID)
async def test_foreign_ids_answer_like_random_ones(
    studio: Studio, member: httpx.AsyncClient, theirs: Belongings, method: str, path: str
) -> None:
    foreign = await member.request(method, ID.sub(lambda m: theirs.ids[m[1]], path))
    random = await member.request(method, ID.sub(studio.clock.new_id(), path))
    assert foreign.status_code == 404
    assert same(foreign, random)


@pytest.mark.parametrize("body", BODIES)
async def test_foreign_ids_in_bodies_answer_like_random_ones(
    studio: Studio,
    member: httpx.AsyncClient,
    theirs: Belongings,
    ours: Belongings,
    body: dict[str, Any],
) -> None:
    mine = ours.ids["asset_id"]
    nobody = dict.fromkeys(theirs.ids, studio.clock.new_id())

    def filled(value: Any, ids: dict[str, str]) -> Any:
        if isinstance(value, list):
            return [filled(item, ids) for item in value]
        return value.format(**ids, mine=mine)

    answers = [
        await member.post(
            "/api/video/generate",
            json={"prompt": "A cup.", **{key: filled(v, ids) for key, v in body.items()}},
        )
        for ids in (theirs.ids, nobody)
    ]
    assert answers[0].status_code == 404
    assert same(answers[0], answers[1])


ODD_IDS = ["../../etc/passwd", "%2e%2e%2f", "%00", "a%0d%0ab", "'; DROP TABLE task; --", "é" * 50,
           "x" * 4000, "null", "%", "*", "1 OR 1=1"]  # fmt: skip


@pytest.mark.parametrize("odd", ODD_IDS)
@pytest.mark.parametrize(("method", "path"), WITH_ID)
async def test_odd_ids_are_not_found(
    member: httpx.AsyncClient, method: str, path: str, odd: str
) -> None:
    answer = await member.request(method, ID.sub(lambda _: odd, path))
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
