"""The second REST family: `/api/video`."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from vidstudio.api.bodies import ModelsBody, TaskBody, model_body, task_body
from vidstudio.api.callers import Member, OpenStudio
from vidstudio.api.counter import At
from vidstudio.base.errors import InvalidRequest
from vidstudio.rules.requests import TaskRequest, resolution_for
from vidstudio.services import models
from vidstudio.services.choosing import choose
from vidstudio.studio import Studio

router = APIRouter(tags=["Video"])

_STYLE = ConfigDict(extra="forbid")
PictureRef = Annotated[str, Field(min_length=1, max_length=2000)]


class Options(BaseModel):
    """`reference_images`, `first_frame` and `last_frame` are asset ids or web addresses."""

    model_config = _STYLE

    model: str | None = Field(default=None, max_length=60)
    duration: int | None = Field(default=None, ge=1, le=600)
    aspect_ratio: str | None = Field(default=None, max_length=12)
    resolution: str | None = Field(default=None, max_length=12)
    quality: Literal["standard", "hd"] | None = None
    reference_images: list[PictureRef] = Field(default_factory=list[PictureRef], max_length=30)
    first_frame: PictureRef | None = None
    last_frame: PictureRef | None = None
    negative_prompt: str = Field(default="", max_length=1000)
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    audio: bool | None = None
    campaign_id: str | None = Field(default=None, max_length=36)
    webhook_url: str | None = Field(default=None, max_length=2000)


class GenerateBody(Options):
    prompt: str = Field(min_length=1, max_length=5000)


@router.post("/api/video/generate", status_code=202, summary="Make a video")
async def generate(counter: At, body: GenerateBody) -> TaskBody:
    """The same Idempotency-Key with the same body answers the same task."""
    created = await counter.make(_request(counter.studio, body))
    return task_body(created, counter.http.base_url)


@router.get("/api/video/models", summary="What can be chosen, what it can do, what it costs")
async def list_models(studio: OpenStudio, _who: Member) -> ModelsBody:
    return ModelsBody(models=[model_body(view) for view in await models.catalogue(studio)])


def _request(studio: Studio, body: GenerateBody) -> TaskRequest:
    """What is asked for, its pictures still as the caller named them."""
    if body.quality and body.resolution:
        raise InvalidRequest("Send either quality or resolution.", "quality")
    model = body.model or next(iter(studio.catalog.cards))
    card = choose(studio, model).card
    return TaskRequest.model_construct(
        prompt=body.prompt,
        model=model,
        duration_seconds=body.duration,
        aspect_ratio=body.aspect_ratio,
        resolution=resolution_for(body.quality, card) if body.quality else body.resolution,
        audio=body.audio,
        seed=body.seed,
        negative_prompt=body.negative_prompt,
        references=tuple(body.reference_images),
        first_frame=body.first_frame,
        last_frame=body.last_frame,
        campaign_id=body.campaign_id,
        webhook_url=body.webhook_url or None,
    )
