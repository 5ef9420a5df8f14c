"""The answers of the video routes, in the contract's exact shapes, made from views."""

from datetime import datetime
from typing import Any, Literal
from urllib.parse import urljoin

from pydantic import BaseModel
from starlette.datastructures import URL

from vidstudio.rules.requests import QUALITY_RESOLUTION
from vidstudio.views import ModelView, TaskView

_QUALITIES = {resolution: name for name, resolution in QUALITY_RESOLUTION.items()}


ARRIVED_LATE = "Its video has arrived after all, free of charge."


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


def _whole(link: str | None, base: URL) -> str | None:
    """A link as a program needs it: with the address that this request came by."""
    return urljoin(str(base), link) if link else None


def _reason(view: TaskView) -> str | None:
    """Why another than the named model or its own provider makes it."""
    if view.asked_model:
        return "retired"
    return "demo" if view.demo else None


def _error(view: TaskView) -> TaskError | None:
    """A late video moves no status: it stands beside the error, which says so."""
    if view.failure is None:
        return None
    failure = TaskError(**view.failure.model_dump())
    if view.recovered_at:
        failure.message = f"{failure.message} {ARRIVED_LATE}".strip()
    return failure


def task_body(view: TaskView, base: URL) -> TaskBody:
    return TaskBody(
        task_id=view.id,
        type=view.kind,
        status=view.status,  # pyright: ignore[reportArgumentType] one of the five by rules.lifecycle
        stage=view.stage,
        progress=view.progress,
        model=view.asked_model or view.model_id,
        served_by=ServedBy(
            model=view.model_id, provider=view.served_by_provider, reason=_reason(view)
        ),
        sora_task_id=view.sora_task_id,
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
        estimated_time=view.estimated_seconds,
        video_url=_whole(view.video_url, base),
        poster_url=_whole(view.poster_url, base),
        error=_error(view),
        created_at=view.created_at,
        started_at=view.started_at,
        finished_at=view.finished_at,
    )


def model_body(view: ModelView) -> ModelBody:
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
