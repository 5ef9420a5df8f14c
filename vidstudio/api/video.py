"""The second REST family: `/api/video`, and looking at a task."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, ConfigDict, Field

from vidstudio.api.callers import Member, OpenStudio
from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.rules import requests
from vidstudio.rules.requests import TaskRequest, resolution_for
from vidstudio.services import models, tasks, uploads
from vidstudio.services.orders import checked_key, choose
from vidstudio.studio import Studio, Who
from vidstudio.views import ModelView, TaskView

router = APIRouter(tags=["Video"])

_STYLE = ConfigDict(extra="forbid")
PictureRef = Annotated[str, Field(min_length=1, max_length=2000)]
_LONGEST_ID = 64
_QUALITIES = {resolution: name for name, resolution in requests.QUALITY_RESOLUTION.items()}


class GenerateBody(BaseModel):
    """`reference_images`, `first_frame` and `last_frame` are asset ids or web addresses."""

    model_config = _STYLE

    prompt: str = Field(min_length=1, max_length=5000)
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


class ServedBy(BaseModel):
    model: str
    provider: str
    reason: str | None = None


class Parameters(BaseModel):
    """`quality` is `standard` (720p), `hd` (1080p), or the resolution's own name."""

    duration: int
    aspect_ratio: str
    quality: str
    seed: int | None


class TaskError(BaseModel):
    code: str
    message: str
    charged: bool


class TaskBody(BaseModel):
    """One answer shape for every task type."""

    task_id: str
    type: str
    status: Literal["queued", "processing", "succeeded", "failed", "cancelled"]
    stage: str | None
    progress: int | None
    model: str
    served_by: ServedBy
    sora_task_id: str | None = None
    prompt: str
    parameters: Parameters
    campaign_id: str | None
    credits_estimated: int
    credits_held: int
    credits_charged: int
    estimated_time: int
    video_url: str | None
    poster_url: str | None
    error: TaskError | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Price(BaseModel):
    unit: str
    credits: dict[str, int]
    credits_with_sound: dict[str, int]
    credits_with_pictures: dict[str, int]


class Lifecycle(BaseModel):
    state: str
    on: str | None
    successor: str | None


class ModelBody(BaseModel):
    id: str
    name: str
    vendor: str
    good_at: str
    quality_stars: int
    speed: str
    modes: tuple[str, ...]
    durations: tuple[int, ...]
    aspect_ratios: tuple[str, ...]
    resolutions: tuple[str, ...]
    audio: str
    max_references: int
    first_frame: bool
    last_frame: bool
    price: Price
    usual_seconds: int
    lifecycle: Lifecycle
    available: bool
    unavailable_reason: str | None


class ModelsBody(BaseModel):
    models: list[ModelBody]


@router.post("/api/video/generate", status_code=202, summary="Make a video")
async def generate(
    studio: OpenStudio,
    who: Member,
    body: GenerateBody,
    answer: Response,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> TaskBody:
    """The same Idempotency-Key with the same body answers the same task."""
    key, asked_at = checked_key(idempotency_key), studio.clock.now()
    request = await _with_pictures(studio, who, _request(studio, body), key)
    created = (await tasks.create(studio, who, request, key))[0]
    if created.created_at < asked_at:
        answer.headers["Idempotent-Replayed"] = "true"
    return task_body(created)


@router.get("/api/video/models", summary="What can be chosen, what it can do, what it costs")
async def list_models(studio: OpenStudio, _who: Member) -> ModelsBody:
    return ModelsBody(models=[_model_body(view) for view in await models.catalogue(studio)])


@router.get("/api/videos/tasks/{task_id}", summary="How a video is coming along")
async def look(studio: OpenStudio, who: Member, task_id: str) -> TaskBody:
    return task_body(await tasks.get(studio, who, task_id))


def _request(studio: Studio, body: GenerateBody) -> TaskRequest:
    """What is asked for, its pictures still as the caller named them."""
    if body.quality and body.resolution:
        raise InvalidRequest("Send either quality or resolution.", "quality")
    model = body.model or next(iter(studio.catalog.cards))
    card = choose(studio, model).card
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
    requests.settle(request, card, seed=0)
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


def task_body(view: TaskView) -> TaskBody:
    failure = view.failure
    return TaskBody(
        task_id=view.id,
        type=view.kind,
        status=view.status,  # pyright: ignore[reportArgumentType] one of the five by rules.lifecycle
        stage=view.stage,
        progress=view.progress,
        model=view.model_id,
        served_by=ServedBy(
            model=view.model_id,
            provider=view.served_by_provider,
            reason="demo" if view.demo else None,
        ),
        prompt=view.prompt,
        parameters=Parameters(
            duration=view.duration_seconds,
            aspect_ratio=view.aspect_ratio,
            quality=_QUALITIES.get(view.resolution, view.resolution),
            seed=view.seed,
        ),
        campaign_id=view.campaign_id,
        credits_estimated=view.quoted_credits,
        credits_held=view.held_credits,
        credits_charged=view.charged_credits,
        estimated_time=view.usual_seconds,
        video_url=view.video_url,
        poster_url=view.poster_url,
        error=TaskError(**failure.model_dump()) if failure else None,
        created_at=view.created_at,
        started_at=view.started_at,
        finished_at=view.finished_at,
    )


def _model_body(view: ModelView) -> ModelBody:
    same: dict[str, Any] = view.model_dump(include=set(ModelBody.model_fields))
    return ModelBody(
        **same,
        audio=view.sound,
        first_frame="first_frame" in view.modes,
        last_frame="first_last" in view.modes,
        price=Price(
            unit=view.price_unit,
            credits=view.price_silent,
            credits_with_sound=view.price_sound,
            credits_with_pictures=view.price_pictures,
        ),
        lifecycle=Lifecycle(
            state=view.lifecycle_state, on=view.lifecycle_on, successor=view.successor
        ),
    )
