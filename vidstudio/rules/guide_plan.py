"""Angles and shots: which ideas fit, and the full prompt of each shot."""

import re
from collections.abc import Iterator
from typing import Any

from vidstudio.base.texts import catalogue, text
from vidstudio.rules.blocks import INTENT_LIMIT, PROMPT_LIMIT, SHOTS_LIMIT, TITLE_LIMIT, Angle
from vidstudio.rules.brief import CHANNELS
from vidstudio.rules.guide_hear import Heard, hear
from vidstudio.rules.guide_product import cut_at_word
from vidstudio.rules.guide_scenes import Subject, light, lower, scene, subject_of, upper
from vidstudio.rules.situation import BriefFacts, Situation

_FIRST, _SECOND, _THIRD = (
    ("close", "moment", "place"),
    ("hands", "before", "given"),
    ("way", "order", "evening"),
)
# Without people in the picture.
_STILL = (("close", "place", "evening"), ("order", "way", "close"), ("evening", "order", "place"))
_NO_PEOPLE = re.compile(
    r"\b(?:people|persons?|humans?|faces?|hands?|actors?|anybody|anyone)\b", re.I
)
_PEOPLE = re.compile(
    r"\b(?:people|persons?|somebody|one of them|faces?|smiles?|shoulders?|hands?(?!-)|palms?"
    r"|fingers?|fingertips|thumb)\b",
    re.I,
)
_SPARE = ("offer", "place", "hands", "order", "evening", "given", "close", "moment")
_FEWEST, _MOST = 3, 5
_GUESSED_MUST = "within the first two seconds"


def angles(situation: Situation, again: int = 0) -> tuple[dict[str, Any], ...]:
    """Three angles as arguments; `again` 1 and 2 give other ones."""
    brief = situation.brief
    names = (_STILL if _is_still(brief) else (_FIRST, _SECOND, _THIRD))[again % 3]
    if again % 3 == 0 and brief.offer:
        names = (*names[:_LAST], "offer")
    subject = subject_of(brief.product)
    return tuple(
        {
            "title": cut_at_word(_filled(f"idea.{name}.title", subject, brief), TITLE_LIMIT),
            "hook": cut_at_word(_filled(f"idea.{name}.hook", subject, brief), INTENT_LIMIT),
            "shots": 1 if at == _LAST else 2,
            "channels": _channels(brief, at),
        }
        for at, name in enumerate(names)
    )


_LAST = 2


def own_angle(situation: Situation, words: str) -> dict[str, Any]:
    """The person's own words as an angle."""
    words = " ".join(words.split()).strip(" .") or "My own angle"
    title = re.split(r"[.,;:!?–—]", words)[0].strip() or words
    return {
        "title": upper(cut_at_word(title, 40)) or "My own angle",
        "hook": upper(cut_at_word(words, INTENT_LIMIT - 1)) + ".",
        "shots": 2,
        "channels": tuple(situation.brief.channels),
    }


def shots(situation: Situation) -> tuple[dict[str, Any], ...]:
    """Three to five shots of the picked angles, or as many as were wished, none twice."""
    brief, picked = situation.brief, situation.picked or _all_angles(situation)
    wish = hear(brief.goal)
    taken = {shot.title.casefold() for shot in situation.shots}
    planned = list[dict[str, Any]]()
    for row in _rows(brief, picked):
        if row["title"].casefold() not in taken and len(planned) < SHOTS_LIMIT:
            taken.add(row["title"].casefold())
            planned.append(_timed(row, wish))
    count = wish.shots or min(max(sum(min(a.shots, 3) for a in picked), _FEWEST), _MOST)
    return tuple(_spread(planned, count))


def one_shot(situation: Situation, words: str) -> dict[str, Any]:
    """A shot of the person's own words."""
    angle = Angle(**own_angle(situation, words))
    row = _row(situation.brief, "own.1", angle, angle.channels)
    return _timed({**row, "intent": cut_at_word(angle.hook, 80)}, hear(words))


def prompt_for(brief: BriefFacts, wish: str = "") -> str:
    """A full prompt where a shot has none yet."""
    subject = subject_of(brief.product or brief.page_summary[:60])
    row = _prompt("close.1", subject, brief, Angle(title="-", hook=""))
    return cut_at_word(f"{row} {upper(wish)}".strip(), PROMPT_LIMIT)


def _all_angles(situation: Situation) -> tuple[Angle, ...]:
    return tuple(Angle(**angle) for angle in angles(situation)[:2])


def _spread(rows: list[dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    """Pictures of different angles first, kept in the order they were planned in."""
    yield from rows[: max(1, min(count, SHOTS_LIMIT))]


def _rows(brief: BriefFacts, picked: tuple[Angle, ...]) -> Iterator[dict[str, Any]]:
    """First shots of each angle, then second ones, then spare ones of other ideas."""
    ideas = [(_idea(angle, brief), angle) for angle in picked]
    first = [(f"{idea}.1", angle) for idea, angle in ideas]
    second = [(f"{idea}.2", angle) for idea, angle in ideas if angle.shots > 1 or len(ideas) == 1]
    spare = [
        (f"{idea}.{n}", picked[0])
        for n in (1, 2)
        for idea in _SPARE
        if idea != "offer" or brief.offer
    ]
    fitting = [row for row in (*first, *second, *spare) if _fits(row[0], brief)]
    for at, (key, angle) in enumerate(fitting):
        channels = angle.channels or brief.channels
        yield _row(
            brief, key, angle, (*channels[at % len(channels) :], *channels) if channels else ()
        )


def _is_still(brief: BriefFacts) -> bool:
    return _NO_PEOPLE.search(brief.never_say) is not None


def _fits(key: str, brief: BriefFacts) -> bool:
    """Where nobody is wanted in the picture, scenes with people or their hands are left out."""
    if not _is_still(brief):
        return True
    blank = Subject("it", "it", subject_of(brief.product).kind)
    return not _PEOPLE.search(_filled(f"idea.{key}.prompt", blank, brief))


def _idea(angle: Angle, brief: BriefFacts) -> str:
    """The idea that an angle of this title comes from; `own` for others."""
    subject = subject_of(brief.product)
    for key in catalogue():
        match = re.fullmatch(r"scenes\.idea\.(\w+)\.title", key)
        if match and _filled(key.removeprefix("scenes."), subject, brief) == angle.title:
            return match[1]
    return "own"


def _row(brief: BriefFacts, key: str, angle: Angle, channels: tuple[str, ...]) -> dict[str, Any]:
    subject = subject_of(brief.product)
    title = _filled(f"idea.{key}.title", subject, brief, angle)
    return {
        "title": upper(cut_at_word(title, TITLE_LIMIT)),
        "intent": cut_at_word(_filled(f"idea.{key}.intent", subject, brief), INTENT_LIMIT),
        "prompt": cut_at_word(_prompt(key, subject, brief, angle), PROMPT_LIMIT),
        "aspect_ratio": _ratio(channels),
        "duration_seconds": int(text(f"scenes.idea.{key}.seconds")),
    }


def _timed(row: dict[str, Any], wish: Heard) -> dict[str, Any]:
    wished = {"aspect_ratio": wish.aspect_ratio, "duration_seconds": wish.seconds}
    return {**row, **{name: value for name, value in wished.items() if value}}


def _ratio(channels: tuple[str, ...]) -> str:
    """Of the first channel. Few models make 4:5, so a feed among others takes their shape."""
    shapes = [CHANNELS[name].aspect_ratio for name in channels if name in CHANNELS]
    return next((shape for shape in shapes if shape != "4:5"), shapes[0] if shapes else "9:16")


def _channels(brief: BriefFacts, at: int) -> tuple[str, ...]:
    """The last angle goes to the wide places first, where there are some."""
    wide = tuple(name for name in brief.channels if CHANNELS[name].aspect_ratio == "16:9")
    rest = tuple(name for name in brief.channels if name not in wide)
    return (*wide, *rest) if at == _LAST else (*rest, *wide)


def _prompt(key: str, subject: Subject, brief: BriefFacts, angle: Angle) -> str:
    words = _filled(f"idea.{key}.prompt", subject, brief, angle)
    if brief.must_show and _GUESSED_MUST not in brief.must_show:
        words += f" Clearly visible: {lower(brief.must_show.rstrip('.'))}."
    if brief.tone:
        words += f" The mood: {lower(brief.tone.rstrip('.'))}."
    if brief.never_say:
        words += f" Avoid: {lower(brief.never_say.rstrip('.'))}."
    return words


def _filled(key: str, subject: Subject, brief: BriefFacts, angle: Angle | None = None) -> str:
    """A text of scenes.toml. The product is named in full once, then shortly."""
    words = text(f"scenes.{key}")
    own = {"angle": angle.title, "words": angle.hook} if angle else {}
    values = {"offer": upper(brief.offer.rstrip(".")), **own}
    for _ in range(2):  # a scene may name the product, an idea may name a scene
        words = re.sub(r"\{(\w+)\}", lambda m: _value(m[1], subject, brief, values), words)
    named = iter([subject.full] if key.endswith(".prompt") else ())
    return re.sub(
        "[\x01\x02]",
        lambda m: (
            upper(next(named, subject.short)) if m[0] == "\x02" else next(named, subject.short)
        ),
        words,
    )


def _value(name: str, subject: Subject, brief: BriefFacts, values: dict[str, str]) -> str:
    match name:
        case "the":
            return "\x01"
        case "The":
            return "\x02"
        case "light":
            return light(brief, subject.kind)
        case "hero" | "use" | "world" | "detail" | "moment" | "moment_hook":
            return scene(subject.kind, name)
        case _:
            return values.get(name, "").replace("{", "(").replace("}", ")")
