"""The templates over REST: a few named fields make a full prompt, and start a task."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from vidstudio.api.bodies import TaskBody
from vidstudio.api.counter import At, Counter
from vidstudio.api.video import GenerateBody, Options, generate
from vidstudio.rules.templates import TemplateId
from vidstudio.services import templates

router = APIRouter(prefix="/api/video/examples", tags=["Video"])


class BrandAnimation(Options):
    """A short film of shapes and light for a brand. 16:9 and 6 s, if nothing else is chosen."""

    name: str = Field(max_length=1000, examples=["Nordlicht Roastery"])
    mood: str = Field(max_length=1000, examples=["Quiet, northern"])
    ending: str = Field(max_length=1000, examples=["The sign of the house in warm light"])


class ProductShowcase(Options):
    """One product, close. 9:16 and 8 s, if nothing else is chosen."""

    product: str = Field(max_length=1000, examples=["A matte black coffee bag"])
    scene: str = Field(max_length=1000, examples=["A worn oak table by a window, dawn"])
    ending: str = Field(max_length=1000, examples=["The label fills the frame"])


class SocialMedia(Options):
    """A hook, a moment, and what to do. 9:16 and 6 s, if nothing else is chosen."""

    hook: str = Field(max_length=1000, examples=["A kettle whistles in a dark kitchen"])
    moment: str = Field(max_length=1000, examples=["Two hands pour the first cup"])
    call: str = Field(max_length=1000, examples=["Second bag free until 1 May"])


async def _make(counter: Counter, template_id: TemplateId, body: Options) -> TaskBody:
    """The same way as every other video, with the prompt of the template."""
    options: dict[str, Any] = body.model_dump(include=set(Options.model_fields))
    values = body.model_dump(exclude=set(Options.model_fields))
    sized = templates.sized(counter.studio, template_id, values, body.model)
    chosen: dict[str, Any] = {
        "aspect_ratio": body.aspect_ratio or sized.aspect_ratio,
        "duration": body.duration or sized.duration_seconds,
    }
    whole = GenerateBody(**{**options, **chosen}, prompt=sized.prompt)
    return await generate(counter, whole)


@router.post("/brand-animation", status_code=202, summary="Make a short film for a brand")
async def brand_animation(counter: At, body: BrandAnimation) -> TaskBody:
    return await _make(counter, "brand-animation", body)


@router.post("/product-showcase", status_code=202, summary="Make a video of a product")
async def product_showcase(counter: At, body: ProductShowcase) -> TaskBody:
    return await _make(counter, "product-showcase", body)


@router.post("/social-media", status_code=202, summary="Make a video for social media")
async def social_media(counter: At, body: SocialMedia) -> TaskBody:
    return await _make(counter, "social-media", body)
