"""The templates over REST: a few named fields make a full prompt, and start a task."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import Field

from vidstudio.api.bodies import TaskBody
from vidstudio.api.callers import Member, OpenStudio
from vidstudio.api.video import GenerateBody, Options, generate
from vidstudio.rules.templates import TemplateId
from vidstudio.services import templates
from vidstudio.studio import Studio, Who

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


@dataclass(frozen=True)
class Counter:
    """Where a request comes in and its answer goes out."""

    studio: Studio
    who: Who
    http: Request
    answer: Response
    key: str | None

    async def make(self, template_id: TemplateId, body: Options) -> TaskBody:
        """The same way as every other video, with the prompt of the template."""
        options: dict[str, Any] = body.model_dump(include=set(Options.model_fields))
        values = body.model_dump(exclude=set(Options.model_fields))
        sized = templates.sized(self.studio, template_id, values, body.model)
        chosen: dict[str, Any] = {
            "aspect_ratio": body.aspect_ratio or sized.aspect_ratio,
            "duration": body.duration or sized.duration_seconds,
        }
        whole = GenerateBody(**{**options, **chosen}, prompt=sized.prompt)
        return await generate(self.studio, self.who, whole, self.http, self.answer, self.key)


async def _counter(
    studio: OpenStudio,
    who: Member,
    http: Request,
    answer: Response,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Counter:
    return Counter(studio, who, http, answer, idempotency_key)


At = Annotated[Counter, Depends(_counter)]


@router.post("/brand-animation", status_code=202, summary="Make a short film for a brand")
async def brand_animation(counter: At, body: BrandAnimation) -> TaskBody:
    return await counter.make("brand-animation", body)


@router.post("/product-showcase", status_code=202, summary="Make a video of a product")
async def product_showcase(counter: At, body: ProductShowcase) -> TaskBody:
    return await counter.make("product-showcase", body)


@router.post("/social-media", status_code=202, summary="Make a video for social media")
async def social_media(counter: At, body: SocialMedia) -> TaskBody:
    return await counter.make("social-media", body)
