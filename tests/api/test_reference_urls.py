"""References at web addresses, through both routes that take them."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.api.pictures import bomb, photo
from tests.api.test_uploads import left_over
from tests.api.web_twin import WebTwin, web_twin
from vidstudio.base.settings import Settings
from vidstudio.studio import Studio

TAKE = {"prompt": "A cup at dawn."}


@pytest.fixture
async def twin() -> AsyncIterator[WebTwin]:
    async with web_twin() as twin:
        yield twin


@pytest.fixture
def setting_changes(twin: WebTwin) -> dict[str, object]:
    return {"egress_allow": twin.pair}


async def send(client: httpx.AsyncClient, url: str) -> httpx.Response:
    return await client.post("/api/uploads", files={"url": (None, url)})


async def make(client: httpx.AsyncClient, url: str, **more: Any) -> httpx.Response:
    headers = {"Idempotency-Key": more.pop("key")} if "key" in more else {}
    body = {**TAKE, "reference_images": [url], **more}
    return await client.post("/api/video/generate", json=body, headers=headers)


async def test_a_picture_is_fetched_and_kept(member: httpx.AsyncClient, twin: WebTwin) -> None:
    url = twin.serve("/a/cup.png?size=2", photo("PNG"))
    answer = await send(member, f" {url} ")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["width"], body["height"]) == (120, 80)
    saved = await member.get(body["url"] + "?download=1", follow_redirects=True)
    assert saved.headers["content-disposition"] == 'attachment; filename="cup.jpg"'


REFUSALS = [
    ("http://10.0.0.1/x.jpg", "not on the public internet"),
    ("http://localhost/x.jpg", "not on the public internet"),
    ("http://2130706433/", "not on the public internet"),
    ("ftp://example.com/x", "not a web address"),
    ("/none", "404"),
    ("/page", "web page"),
    ("/bomb", "megapixels"),
    ("/inside", "not on the public internet"),
]


@pytest.mark.parametrize(("url", "words"), REFUSALS)
async def test_refusals_name_the_field_and_the_reason(
    member: httpx.AsyncClient, studio: Studio, twin: WebTwin, url: str, words: str
) -> None:
    twin.serve("/page", b"<!doctype html><p>Not here", "text/html")
    twin.serve("/bomb", bomb())
    twin.redirect("/inside", "http://192.168.0.1/x.jpg")
    address = twin.at(url) if url.startswith("/") else url
    answer = await send(member, address)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "url"]
    assert words in answer.json()["detail"][0]["msg"]
    assert left_over(studio) == []


async def test_over_25_mb(member: httpx.AsyncClient, studio: Studio, twin: WebTwin) -> None:
    answer = await send(member, twin.serve("/big", b"x" * 26_000_000))
    assert "over 25 MB" in answer.json()["detail"][0]["msg"]
    assert left_over(studio) == []


async def test_generate_takes_addresses(member: httpx.AsyncClient, twin: WebTwin) -> None:
    answer = await make(member, twin.serve("/cup.jpg", photo()))
    assert answer.status_code == 202
    assert answer.json()["type"] == "image-to-video"


async def test_generate_names_its_own_field(member: httpx.AsyncClient, studio: Studio) -> None:
    answer = await make(member, "http://10.0.0.1/x.jpg")
    assert (answer.status_code, answer.json()["field"]) == (422, "reference_images")
    body = {**TAKE, "model": "kling-3", "first_frame": "http://10.0.0.1/x.jpg"}
    answer = await member.post("/api/video/generate", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, "first_frame")
    assert left_over(studio) == []


async def test_nothing_is_fetched_for_what_cannot_be_made(
    member: httpx.AsyncClient, twin: WebTwin
) -> None:
    url = twin.serve("/cup.jpg", photo())
    for wrong in ({"duration": 61}, {"prompt": "  "}, {"reference_images": [url] * 5}):
        answer = await make(member, url, **wrong)
        assert answer.status_code == 422
    assert twin.asked == []


async def test_a_repeated_create_fetches_once_and_answers_the_same_task(
    member: httpx.AsyncClient, twin: WebTwin
) -> None:
    url = twin.serve("/cup.jpg", photo())
    first = await make(member, url, key="k1")
    twin.answers.clear()  # gone meanwhile
    second = await make(member, url, key="k1")
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["task_id"] == second.json()["task_id"]
    assert second.headers["idempotent-replayed"] == "true"
    assert len(twin.asked) == 1


def test_nothing_private_is_allowed_by_itself() -> None:
    assert Settings.model_fields["egress_allow"].default == ""
