"""The first REST family: `/api/videos`. Its shapes are a contract with programs that exist."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from vidstudio.api.bodies import TaskBody, task_body
from vidstudio.api.callers import Member, OpenStudio
from vidstudio.api.counter import At, Counter
from vidstudio.base.errors import CapabilityMismatch, InvalidRequest
from vidstudio.rules.catalog import ModelCard
from vidstudio.rules.requests import TaskRequest, resolution_for
from vidstudio.services import tasks

router = APIRouter(prefix="/api/videos", tags=["Videos"])

DEFAULT_MODEL = "sora-2"
_RATIOS = {"landscape": "16:9", "portrait": "9:16"}
_MOST_PICTURES = 30
PictureUrl = Annotated[
    str, StringConstraints(max_length=2000, pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://")
]
# Fields of the other routes: they would change the video or its price, so they are not ignored.
_ELSEWHERE = {
    "image_url", "video_url", "image_urls", "reference_images", "first_frame", "last_frame",
    "negative_prompt", "resolution", "audio", "style", "options", "refine_prompt",
}  # fmt: skip


class TextToVideo(BaseModel):
    """Other fields are ignored, but for those with which another route makes another video."""

    model_config = ConfigDict(extra="allow")

    prompt: str = Field(min_length=1, max_length=5000, examples=["A cup at dawn, steam rises."])
    aspect_ratio: Literal["landscape", "portrait"] = "landscape"
    quality: Literal["standard", "hd"] = "standard"
    webhook_url: str | None = Field(
        default=None, max_length=2000, examples=["https://shop.example/hooks/video"]
    )
    model: str = Field(default=DEFAULT_MODEL, max_length=60)
    duration: int | None = Field(default=None, ge=1, le=600, description="Seconds")
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    campaign_id: str | None = Field(default=None, max_length=36)


class ImageToVideo(TextToVideo):
    image_urls: list[PictureUrl] = Field(
        min_length=1, max_length=_MOST_PICTURES, examples=[["https://shop.example/bag.jpg"]]
    )


class Created(BaseModel):
    """`estimated_time` is in seconds; `GET /api/videos/tasks/{task_id}` tells how it goes."""

    success: Literal[True] = True
    task_id: str
    message: str = Field(examples=["Text-to-video task created successfully"])
    credits_estimated: int = Field(examples=[20])
    estimated_time: int = Field(examples=[180])


@router.post("/text-to-video", summary="Make a video from words")
async def text_to_video(counter: At, body: TextToVideo) -> Created:
    """The same Idempotency-Key with the same body answers the same task."""
    return await _created(counter, body, [], "Text-to-video task created successfully")


@router.post("/image-to-video", summary="Make a video from pictures")
async def image_to_video(counter: At, body: ImageToVideo) -> Created:
    """One picture is where the video begins; several are references, where the model takes them."""
    return await _created(
        counter, body, body.image_urls, "Image-to-video task created successfully"
    )


@router.get("/tasks/{task_id}", summary="How a video is coming along")
async def look(studio: OpenStudio, who: Member, http: Request, task_id: str) -> TaskBody:
    return task_body(await tasks.get(studio, who, task_id), http.base_url)


async def _created(
    counter: Counter, body: TextToVideo, pictures: list[str], message: str
) -> Created:
    _refuse_misplaced(body)
    card = counter.studio.catalog.card(body.model)
    request = TaskRequest.model_construct(
        prompt=body.prompt,
        model=body.model,
        duration_seconds=body.duration,
        aspect_ratio=_RATIOS[body.aspect_ratio],
        resolution=resolution_for(body.quality, card),
        seed=body.seed,
        campaign_id=body.campaign_id,
        webhook_url=body.webhook_url or None,
        **_parts(card, pictures),
    )
    made = await counter.make(request, pictures_in="image_urls")
    return Created(
        task_id=made.id,
        message=message,
        credits_estimated=made.quoted_credits,
        estimated_time=made.estimated_seconds,
    )


def _refuse_misplaced(body: TextToVideo) -> None:
    for name, value in (body.model_extra or {}).items():
        if value and name in _ELSEWHERE:
            raise InvalidRequest(f"This route does not take `{name}`.", name)


def _parts(card: ModelCard, pictures: list[str]) -> dict[str, Any]:
    """The part each picture plays. Raises CapabilityMismatch for more than the model takes."""
    frame = "first_frame" in card.modes
    most = max(card.max_references, int(frame))
    if len(pictures) > most:
        number = f"at most {most} picture{'s' if most > 1 else ''}" if most else "no pictures"
        raise CapabilityMismatch(
            f"{card.name} takes {number}. There are {len(pictures)}.", "image_urls"
        )
    if frame and len(pictures) == 1:
        return {"first_frame": pictures[0]}
    return {"references": tuple(pictures)}
