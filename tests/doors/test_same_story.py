"""The same story through the REST door and through the services shows the same things."""

import httpx
import pytest
from starlette.datastructures import URL

from tests.api.pictures import photo
from tests.studio_fixtures import Home
from vidstudio.api.bodies import task_body
from vidstudio.base.errors import VidstudioError
from vidstudio.base.problems import problem
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import models, tasks, uploads
from vidstudio.studio import Studio
from vidstudio.views import TaskView

OWN = {"id", "number", "created_at", "ahead", "seed"}  # of each take

WISHES = [
    ({"prompt": "A cup."}, {"prompt": "A cup.", "model": "animatic"}),
    (
        {"prompt": "A cup.", "model": "kling-3", "duration": 5, "aspect_ratio": "9:16",
         "quality": "hd", "audio": True, "seed": 7, "negative_prompt": "rain"},
        {"prompt": "A cup.", "model": "kling-3", "duration_seconds": 5, "aspect_ratio": "9:16",
         "resolution": "1080p", "audio": True, "seed": 7, "negative_prompt": "rain"},
    ),
]  # fmt: skip


def common(view: TaskView) -> dict[str, object]:
    return view.model_dump(exclude=OWN)


@pytest.mark.parametrize(("sent", "asked"), WISHES)
async def test_a_take_is_the_same_take(
    studio: Studio,
    home: Home,
    member: httpx.AsyncClient,
    sent: dict[str, object],
    asked: dict[str, object],
) -> None:
    by_rest = (await member.post("/api/video/generate", json=sent)).json()
    seen = await tasks.get(studio, home.who, by_rest["task_id"])
    made = (await tasks.create(studio, home.who, TaskRequest.model_validate(asked)))[0]
    assert common(seen) == common(made)
    assert by_rest == task_body(seen, URL(str(member.base_url))).model_dump(mode="json")


@pytest.mark.parametrize(
    "asked",
    [
        {"prompt": "  ", "model": "animatic"},
        {"prompt": "A cup.", "model": "kling-3", "duration_seconds": 99},
        {"prompt": "A cup.", "model": "no-such"},
        {"prompt": "A cup.", "model": "seedance-2-5", "duration_seconds": 30},
        {"prompt": "A cup.", "model": "animatic", "references": ["x"]},
        {"prompt": "A cup.", "model": "animatic", "campaign_id": "x"},
    ],
)
async def test_a_refusal_is_the_same_refusal(
    studio: Studio,
    home: Home,
    member: httpx.AsyncClient,
    asked: dict[str, object],
) -> None:
    names = {"duration_seconds": "duration", "references": "reference_images"}
    sent = {names.get(name, name): value for name, value in asked.items()}
    answer = await member.post("/api/video/generate", json=sent)
    with pytest.raises(VidstudioError) as caught:
        await tasks.create(studio, home.who, TaskRequest.model_validate(asked))
    found, body = problem(caught.value), answer.json()
    told = body["detail"][0]["msg"] if isinstance(body["detail"], list) else body["detail"]
    assert (answer.status_code, body["code"], told) == (found.status, found.code, found.detail)
    assert body.get("field") == found.field


async def test_a_picture_is_the_same_picture(
    studio: Studio,
    home: Home,
    member: httpx.AsyncClient,
) -> None:
    sent = {"file": ("cup.png", photo("PNG"), "image/png")}
    by_rest = (await member.post("/api/uploads", files=sent)).json()
    async with uploads.workbench(studio) as folder:
        source = folder / "source"
        source.write_bytes(photo("PNG"))
        view = await uploads.receive(studio, home.who, source, "cup.png")
    own = {"id", "url", "thumbnail_url"}
    assert {k: v for k, v in by_rest.items() if k not in own} == view.model_dump(exclude=own)


async def test_models_are_the_same_models(
    studio: Studio,
    member: httpx.AsyncClient,
) -> None:
    told = (await member.get("/api/video/models")).json()["models"]
    views = await models.catalogue(studio)
    assert [model["id"] for model in told] == [view.id for view in views]
    assert [model["durations"] for model in told] == [list(view.durations) for view in views]
    assert [model["audio"] for model in told] == [view.sound for view in views]
