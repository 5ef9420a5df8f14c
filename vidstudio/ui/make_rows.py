"""ModelView as the panel and the picker show it: words in Python, prices left to make.js."""

import json
from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from vidstudio.base.texts import counted, text
from vidstudio.rules.mapping import lines_of
from vidstudio.ui.amounts import roughly
from vidstudio.ui.make_fit import quality_word
from vidstudio.views import ModelView

OUTLINE_LONG_SIDE, OUTLINE_SQUARE = 13, 11


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True)


class RatioRow(_Row):
    """A ratio with its true shape, drawn `width` × `height` px."""

    value: str
    width: int
    height: int


class QualityRow(_Row):
    value: str
    word: str


class ModelRow(_Row):
    """One model: a row of the picker, and when chosen the frame of the panel."""

    id: str = ""
    name: str = ""
    glyph: str = ""
    line: str = ""
    facts: str = ""
    usual: str = ""
    usual_title: str = ""
    badge: str = ""
    badge_tone: str = ""
    demo: bool = False
    favourite: bool = False
    available: bool = True
    reason: str = ""
    modes: tuple[str, ...] = ("text",)
    sound: str = "none"
    negative_prompt: bool = False
    prompt_limit: int = 5000
    shortest: int = 1
    longest: int = 1
    step: int = 1
    ratios: tuple[RatioRow, ...] = ()
    qualities: tuple[QualityRow, ...] = ()
    search: str = ""


def model_row(model: ModelView) -> ModelRow:
    badge, tone = _badge(model)
    own = model.own_takes
    return ModelRow(
        id=model.id,
        name=model.name,
        glyph=model.glyph,
        line=_line(model),
        facts=_facts(model),
        usual=f"≈ {roughly(model.usual_seconds)}",
        usual_title=counted("make.model.own_usual", own) if own else "",
        badge=badge,
        badge_tone=tone,
        demo=model.demo and not badge,
        favourite=model.favourite,
        available=model.available,
        reason=_reason(model),
        modes=model.modes,
        sound=model.sound,
        negative_prompt=model.negative_prompt,
        prompt_limit=model.prompt_limit,
        shortest=model.durations[0],
        longest=model.durations[-1],
        step=_step(model.durations),
        ratios=tuple(_outline(ratio) for ratio in model.aspect_ratios),
        qualities=tuple(QualityRow(value=r, word=quality_word(r)) for r in model.resolutions),
        search=f"{model.name} {model.vendor} {model.good_at}".lower(),
    )


def _badge(model: ModelView) -> tuple[str, str]:
    """What to know of it first: its end, then what sets it apart."""
    heir = model.successor_name
    if model.lifecycle_state == "retired":
        key = "retired_after" if model.available else "retired_serves"
        return (
            text(f"make.model.{key}", name=heir) if heir else text("make.model.retired")
        ), "warn"
    if model.lifecycle_state == "deprecated":
        on = model.lifecycle_on
        soon = text("make.model.retires_soon")
        return (text("make.model.retires", date=on) if on else soon), "warn"
    if on_this_machine(model):
        return text("make.model.here"), ""
    if model.new:
        return text("make.model.new"), ""
    return (text("make.model.fast"), "") if model.speed == "fast" else ("", "")


def on_this_machine(model: ModelView) -> bool:
    """Made here in earnest, not as the demo of another."""
    tables = (model.price_silent, model.price_sound, model.price_pictures)
    return not model.demo and not any(any(table.values()) for table in tables)


def _reason(model: ModelView) -> str:
    """Why the row cannot be chosen, or what to choose instead."""
    if model.available:
        return ""
    if model.lifecycle_state == "retired" and model.successor_name:
        return text("make.model.choose_heir", name=model.successor_name)
    return model.unavailable_reason or text("make.model.unavailable")


def _line(model: ModelView) -> str:
    best = quality_word(max(model.resolutions, key=lines_of))
    return " · ".join((f"{model.durations[-1]} s", best, model.good_at))


def _facts(model: ModelView) -> str:
    sound = text("make.model.silent" if model.sound == "none" else "make.model.sound")
    key = "longest" if len(model.durations) > 1 else "only"
    longest = text(f"make.model.{key}", seconds=max(model.durations))
    usual = text("make.model.about", time=roughly(model.usual_seconds))
    return " · ".join((longest, sound, price_words(model), usual))


def price_words(model: ModelView) -> str:
    """“8 credits/s”, “from 7 credits/s”, “20 credits a video”, “free”."""
    tables = (model.price_silent, model.price_sound, model.price_pictures)
    prices = sorted({price for table in tables for price in table.values()})
    if not any(prices):
        return text("make.model.free")
    start = text("make.model.from") if len(prices) > 1 else ""
    return counted(f"make.model.per_{model.price_unit}", prices[0], start=start)


def _step(durations: Sequence[int]) -> int:
    return durations[1] - durations[0] if len(durations) > 1 else 1


def _outline(ratio: str) -> RatioRow:
    wide, _, high = ratio.partition(":")
    width, height = int(wide), int(high)
    longest = OUTLINE_SQUARE if width == height else OUTLINE_LONG_SIDE
    scale = longest / max(width, height)
    return RatioRow(
        value=ratio, width=max(6, round(width * scale)), height=max(6, round(height * scale))
    )


TABLE_FIELDS: tuple[str, ...] = (
    "name",
    "modes",
    "durations",
    "aspect_ratios",
    "max_references",
    "prompt_limit",
    "quality_stars",
    "lifecycle_state",
    "sound",
    "price_unit",
    "price_silent",
    "price_sound",
    "price_pictures",
    "usual_seconds",
    "available",
)


def price_table(models: Iterable[ModelView]) -> str:
    """The rule table make.js reads prices and limits from, as JSON by model id."""
    fields = set(TABLE_FIELDS)
    rows = {
        model.id: model.model_dump(mode="json", include=fields) | {"here": on_this_machine(model)}
        for model in models
    }
    return json.dumps(rows, separators=(",", ":"))
