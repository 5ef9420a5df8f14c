"""The second REST family: `/api/video`, and looking at a task."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from vidstudio.api.bodies import ModelsBody, TaskBody, model_body, task_body
from vidstudio.api.callers import Member, OpenStudio
from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.rules import requests
from vidstudio.rules.requests import TaskRequest, resolution_for
from vidstudio.services import models, tasks, uploads
from vidstudio.services.choosing import checked_key, choose, suited
from vidstudio.studio import Studio, Who

router = APIRouter(tags=["Video"])

_STYLE = ConfigDict(extra="forbid")
PictureRef = Annotated[str, Field(min_length=1, max_length=2000)]
_LONGEST_ID = 64


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


class GenerateBody(Options):
    prompt: str = Field(min_length=1, max_length=5000)


@router.post("/api/video/generate", status_code=202, summary="Make a video")
async def generate(  # noqa: PLR0913, PLR0917  what FastAPI hands in
    studio: OpenStudio,
    who: Member,
    body: GenerateBody,
    http: Request,
    answer: Response,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> TaskBody:
    """The same Idempotency-Key with the same body answers the same task."""
    key, asked_at = checked_key(idempotency_key), studio.clock.now()
    request = await _with_pictures(studio, who, _request(studio, body), key)
    created = (await tasks.create(studio, who, request, key))[0]
    if created.created_at < asked_at:
        answer.headers["Idempotent-Replayed"] = "true"
    return task_body(created, http.base_url)


@router.get("/api/video/models", summary="What can be chosen, what it can do, what it costs")
async def list_models(studio: OpenStudio, _who: Member) -> ModelsBody:
    return ModelsBody(models=[model_body(view) for view in await models.catalogue(studio)])


@router.get("/api/videos/tasks/{task_id}", summary="How a video is coming along")
async def look(studio: OpenStudio, who: Member, http: Request, task_id: str) -> TaskBody:
    return task_body(await tasks.get(studio, who, task_id), http.base_url)


def _request(studio: Studio, body: GenerateBody) -> TaskRequest:
    """What is asked for, its pictures still as the caller named them."""
    if body.quality and body.resolution:
        raise InvalidRequest("Send either quality or resolution.", "quality")
    model = body.model or next(iter(studio.catalog.cards))
    choice = choose(studio, model)
    card = choice.card
    request = TaskRequest.model_construct(
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
    )
    # Refuse what cannot be made before anything is fetched for it.
    requests.settle(suited(request, choice), card, seed=0)
    return request


async def _with_pictures(
    studio: Studio, who: Who, request: TaskRequest, key: str | None
) -> TaskRequest:
    async def found(field: str, ref: str | None) -> str | None:
        return await _asset_id(studio, who, ref, (field, key)) if ref else None

    pictures = [await found("reference_images", ref) for ref in request.references]
    return TaskRequest(
        **request.model_dump(exclude={"references", "first_frame", "last_frame"}),
        references=tuple(picture for picture in pictures if picture),
        first_frame=await found("first_frame", request.first_frame),
        last_frame=await found("last_frame", request.last_frame),
    )


async def _asset_id(studio: Studio, who: Who, ref: str, origin: tuple[str, str | None]) -> str:
    """An address is fetched and kept; anything else is an id already."""
    field, key = origin
    if not ref.lower().startswith(("http://", "https://")):
        if len(ref) > _LONGEST_ID:
            raise NotFound("A reference picture is gone, or it is not yours.")
        return ref
    uploads.admit(studio, who)
    try:
        return (await uploads.fetch(studio, who, ref, key)).id
    except InvalidRequest as error:
        raise InvalidRequest(str(error), field, code=error.code) from error
