"""Templates: a few named fields that become a full prompt, with its ratio and length."""

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.base.texts import text

TemplateId = Literal["brand-animation", "product-showcase", "social-media"]
_SLOT = re.compile(r"\{(\w+)\}")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class TemplateField(_Frozen):
    """`question` stands where nothing was filled in; `hint` is an example."""

    name: str
    label: str
    question: str
    hint: str
    limit: int  # characters


class Template(_Frozen):
    """`sentences` are the prompt: each is left out while a field of it is empty."""

    id: TemplateId
    name: str
    fields: tuple[TemplateField, ...]
    aspect_ratio: str
    duration_seconds: int
    sentences: tuple[str, ...]

    @property
    def line(self) -> str:
        """“Name, mood, ending. 16:9, 6 s”."""
        first, *rest = (field.label for field in self.fields)
        asked = ", ".join([first, *(label.lower() for label in rest)])
        return f"{asked}. {self.aspect_ratio}, {self.duration_seconds} s"


class Span(_Frozen):
    """The characters `start` up to `end` of the prompt came from that field; empty: from none."""

    field: str
    start: int
    end: int


class Filled(_Frozen):
    """`spans` lie in order and do not overlap. `missing` are names of empty fields."""

    prompt: str
    spans: tuple[Span, ...]
    aspect_ratio: str
    duration_seconds: int
    missing: tuple[str, ...]

    @property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        """The whole prompt in order as (field or empty, text)."""
        found, at = list[tuple[str, str]](), 0
        for span in self.spans:
            found += [("", self.prompt[at : span.start])] if at < span.start else []
            found.append((span.field, self.prompt[span.start : span.end]))
            at = span.end
        return (*found, ("", self.prompt[at:])) if at < len(self.prompt) else tuple(found)


def template(template_id: str) -> Template:
    """Raises NotFound."""
    try:
        return TEMPLATES[template_id]
    except KeyError:
        raise NotFound(f"There is no template “{template_id[:40]}”.") from None


def fill(template_id: str, values: Mapping[str, str]) -> Filled:
    """The prompt as far as it is known. Raises NotFound, and InvalidRequest naming a field."""
    chosen = template(template_id)
    known = {field.name: checked(field, values.get(field.name, "")) for field in chosen.fields}
    prompt, spans = "", list[Span]()
    for sentence in chosen.sentences:
        if not all(known[name] for name in _SLOT.findall(sentence)):
            continue
        prompt += " " if prompt else ""
        for at, part in enumerate(_SLOT.split(sentence)):
            if at % 2:
                spans.append(
                    Span(field=part, start=len(prompt), end=len(prompt) + len(known[part]))
                )
            prompt += known[part] if at % 2 else part
    return Filled(
        prompt=prompt,
        spans=tuple(spans),
        aspect_ratio=chosen.aspect_ratio,
        duration_seconds=chosen.duration_seconds,
        missing=tuple(name for name, value in known.items() if not value),
    )


def checked(field: TemplateField, value: str) -> str:
    """The value as it stands in a sentence: one line, without the full stop at its end."""
    if "\x00" in value:
        raise InvalidRequest("It has a character that cannot be kept (NUL).", field.name)
    value = " ".join(value.split())
    if len(value) > field.limit:
        raise InvalidRequest(
            f"{field.label} has {len(value)} characters. {field.limit} is the most.",
            field.name,
            code="too_long",
        )
    return value.rstrip(" .,;:")


def asked(template_id: str, missing: tuple[str, ...]) -> tuple[str, ...]:
    """The questions of those fields, in order."""
    return tuple(f.question for f in template(template_id).fields if f.name in missing)


def _field(template_id: TemplateId, name: str, limit: int = 200) -> TemplateField:
    key = f"guide.template.{template_id}.{name}"
    return TemplateField(
        name=name,
        label=text(f"{key}.label"),
        question=text(f"{key}.question"),
        hint=text(f"{key}.hint"),
        limit=limit,
    )


_BRAND = Template(
    id="brand-animation",
    name=text("guide.template.brand-animation.title"),
    fields=(
        _field("brand-animation", "name", 80),
        _field("brand-animation", "mood"),
        _field("brand-animation", "ending"),
    ),
    aspect_ratio="16:9",
    duration_seconds=6,
    sentences=(
        "A short brand film for {name}.",
        "The mood: {mood}.",
        "Simple shapes of light and shadow drift through a deep, clean space and slowly find "
        "their order, each move easing out of the one before.",
        "Soft light from one side, fine grain, two or three colours, much empty room.",
        "One slow, steady push in, nothing hurried.",
        "Ending: {ending}.",
        "The last second holds still.",
    ),
)
_PRODUCT = Template(
    id="product-showcase",
    name=text("guide.template.product-showcase.title"),
    fields=(
        _field("product-showcase", "product"),
        _field("product-showcase", "scene"),
        _field("product-showcase", "ending"),
    ),
    aspect_ratio="9:16",
    duration_seconds=8,
    sentences=(
        "{product}, alone in the picture, true to its real shape, material and label.",
        "The scene: {scene}.",
        "Soft key light from the left, a thin rim of light behind, real textures.",
        "Slow push in at product height, shallow focus, the background falls away.",
        "Ending: {ending}.",
    ),
)
_SOCIAL = Template(
    id="social-media",
    name=text("guide.template.social-media.title"),
    fields=(
        _field("social-media", "hook"),
        _field("social-media", "moment"),
        _field("social-media", "call", 120),
    ),
    aspect_ratio="9:16",
    duration_seconds=6,
    sentences=(
        "Opens at once on this: {hook}.",
        "Then: {moment}.",
        "Daylight, real skin and materials, a hand-held camera close to the action, one clear "
        "movement and no cuts.",
        "The subject stays in the middle; the upper and lower fifth of the frame stay calm.",
        "The last second holds still with clean space around “{call}”.",
    ),
)
TEMPLATES: dict[str, Template] = {made.id: made for made in (_BRAND, _PRODUCT, _SOCIAL)}
