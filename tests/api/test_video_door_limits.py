"""What the two older doors refuse, with the field it is about, and what they tolerate."""

from typing import Any

import httpx
import pytest

from tests.api.test_video_doors import IMAGE, PROMPT, TEXT, count
from tests.studio_fixtures import Home
from vidstudio.services import tasks
from vidstudio.studio import Studio

WRONG: list[tuple[str, dict[str, Any], str]] = [
    (TEXT, {"prompt": ""}, "prompt"),
    (TEXT, {"prompt": "  "}, "prompt"),
    (TEXT, {"prompt": "x" * 5001}, "prompt"),
    (TEXT, {"prompt": None}, "prompt"),
    (TEXT, {"aspect_ratio": "16:9"}, "aspect_ratio"),
    (TEXT, {"quality": "4k"}, "quality"),
    (TEXT, {"model": "no-such"}, "model"),
    (TEXT, {"duration": 7}, "duration"),
    (TEXT, {"duration": 10**18}, "duration"),
    (TEXT, {"seed": -1}, "seed"),
    (TEXT, {"image_urls": ["https://example.com/a.jpg"]}, "image_urls"),
    (TEXT, {"negative_prompt": "blur"}, "negative_prompt"),
    (IMAGE, {}, "image_urls"),
    (IMAGE, {"image_urls": []}, "image_urls"),
    (IMAGE, {"image_urls": "https://example.com/a.jpg"}, "image_urls"),
    (IMAGE, {"image_urls": ["ftp://example.com/a.jpg"]}, "0"),
    (IMAGE, {"image_urls": ["x" * 36]}, "0"),
    (IMAGE, {"image_urls": ["https://example.com/a.jpg"] * 2}, "image_urls"),
    (IMAGE, {"image_urls": ["https://example.com/a.jpg"], "model": "runway-gen-3"}, "image_urls"),
    (IMAGE, {"image_urls": ["http://10.0.0.1/a.jpg"]}, "image_urls"),
    (IMAGE, {"image_urls": ["http://169.254.169.254/latest"]}, "image_urls"),
    (IMAGE, {"image_urls": ["http://10.0.0.1/a.jpg"] * 3, "model": "kling-3"}, "image_urls"),
]


@pytest.mark.parametrize(("door", "wrong", "field"), WRONG)
async def test_what_is_wrong_is_named_in_the_list_form(
    member: httpx.AsyncClient, studio: Studio, door: str, wrong: dict[str, Any], field: str
) -> None:
    answer = await member.post(door, json={**PROMPT, **wrong})
    assert answer.status_code == 422
    first = answer.json()["detail"][0]
    assert set(first) == {"loc", "msg", "type"}
    assert (first["loc"][0], str(first["loc"][-1])) == ("body", field)
    assert await count(studio) == 0


async def test_how_many_pictures_a_model_takes_is_said(member: httpx.AsyncClient) -> None:
    pictures = ["https://example.com/a.jpg"] * 2
    answer = await member.post(IMAGE, json={**PROMPT, "image_urls": pictures})
    told = answer.json()["detail"][0]["msg"]
    assert told == "Sora 2 takes at most 1 picture. There are 2."


async def test_fields_that_change_nothing_are_tolerated(
    member: httpx.AsyncClient, studio: Studio, home: Home
) -> None:
    """Older clients send more than we know. Nothing of it counts: not the price, not the owner."""
    more = {"user_id": "someone", "credits": 0, "remove_watermark": True, "image_urls": None}
    answer = await member.post(TEXT, json={**PROMPT, **more, "price": 0, "workspace_id": "x"})
    body = answer.json()
    assert (answer.status_code, body["credits_estimated"]) == (200, 20)
    assert (await tasks.get(studio, home.who, body["task_id"])).prompt == PROMPT["prompt"]
