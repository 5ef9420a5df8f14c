"""Every limit is named with its field and its number, the same for every door."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from vidstudio.base.errors import CapabilityMismatch, InvalidRequest
from vidstudio.rules.catalog import ModelCard
from vidstudio.rules.requests import (
    SEED_LIMIT,
    TaskRequest,
    resolution_for,
    seconds_words,
    settle,
)

CARD = ModelCard.model_validate(
    {
        "id": "one",
        "name": "One",
        "vendor": "Maker",
        "glyph": "O",
        "good_at": "Tests",
        "quality_stars": 3,
        "speed": "fast",
        "modes": ("text", "first_frame", "first_last", "references"),
        "durations": {"min": 4, "max": 8, "step": 2, "default": 6},
        "aspect_ratios": ("16:9", "9:16"),
        "resolutions": ("720p", "1080p"),
        "sound": "optional",
        "max_references": 2,
        "negative_prompt": True,
        "prompt_limit": 40,
        "usual_seconds": 60,
        "price": {"unit": "second", "silent": {"720p": 7, "1080p": 9}},
    }
)


def card(**changes: object) -> ModelCard:
    return ModelCard.model_validate({**CARD.model_dump(), **changes})


def ask(**wishes: object) -> TaskRequest:
    return TaskRequest.model_validate({"prompt": "A cup at dawn.", "model": "one", **wishes})


def test_what_is_left_open_is_the_models_own_default() -> None:
    settled = settle(ask(), CARD, seed=77)
    assert settled.mode == "text"
    assert (settled.duration_seconds, settled.aspect_ratio, settled.resolution) == (
        6,
        "16:9",
        "720p",
    )
    assert (settled.audio, settled.seed, settled.seed_chosen) == (False, 77, False)


def test_what_is_chosen_is_kept() -> None:
    wishes = {
        "duration_seconds": 8,
        "aspect_ratio": "9:16",
        "resolution": "1080p",
        "audio": True,
        "seed": 0,
        "negative_prompt": "rain",
        "first_frame": "a",
        "last_frame": "b",
    }
    settled = settle(ask(**wishes), CARD, seed=77)
    assert settled.model_dump(include=set(wishes)) == wishes
    assert settled.seed_chosen
    assert settled.mode == "first_last"
    assert settled.pictures == ("a", "b")


REFUSALS: dict[str, tuple[Mapping[str, object], str, str]] = {
    "no prompt": ({"prompt": " \n\t"}, "prompt", "one sentence"),
    "long prompt": ({"prompt": "x" * 41}, "prompt", "has 41 characters. 40 is the most"),
    "long avoid": ({"negative_prompt": "x" * 1001}, "negative_prompt", "1000 is the most"),
    "seed below": ({"seed": -1}, "seed", f"between 0 and {SEED_LIMIT}"),
    "seed above": ({"seed": SEED_LIMIT + 1}, "seed", f"between 0 and {SEED_LIMIT}"),
    "no takes": ({"takes": 0}, "takes", "Between 1 and 4"),
    "many takes": ({"takes": 5}, "takes", "Between 1 and 4"),
    "between the stops": ({"duration_seconds": 5}, "duration", "4, 6 or 8 s, not 5 s"),
    "too long": ({"duration_seconds": 9}, "duration", "4, 6 or 8 s, not 9 s"),
    "negative length": ({"duration_seconds": -4}, "duration", "not -4 s"),
    "aspect": ({"aspect_ratio": "4:5"}, "aspect_ratio", "16:9, 9:16, not 4:5"),
    "resolution": ({"resolution": "4k"}, "resolution", "720p, 1080p, not 4k"),
    "last alone": ({"last_frame": "a"}, "last_frame", "needs a first frame"),
    "frames and references": (
        {"first_frame": "a", "references": ("b",)},
        "references",
        "not both",
    ),
    "many references": (
        {"references": ("a", "b", "c")},
        "references",
        "at most 2 references. There are 3",
    ),
}


@pytest.mark.parametrize(("wishes", "field", "words"), REFUSALS.values(), ids=REFUSALS)
def test_a_limit_is_named_with_field_and_number(
    wishes: Mapping[str, object], field: str, words: str
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        settle(ask(**wishes), CARD, seed=1)
    assert refusal.value.field == field
    assert words in str(refusal.value)


EDGES: tuple[Mapping[str, object], ...] = (
    {"prompt": "x" * 40},
    {"negative_prompt": "x" * 1000},
    {"seed": 0},
    {"seed": SEED_LIMIT},
    {"takes": 4},
    {"duration_seconds": 4},
    {"duration_seconds": 8},
    {"references": ("a", "b")},
)


@pytest.mark.parametrize("wishes", EDGES, ids=str)
def test_the_limit_itself_is_allowed(wishes: Mapping[str, object]) -> None:
    assert settle(ask(**wishes), CARD, seed=1).mode in CARD.modes


@pytest.mark.parametrize(
    ("mode", "wishes", "field", "words"),
    [
        ("text", {}, "prompt", "text alone"),
        ("first_frame", {"first_frame": "a"}, "first_frame", "a first frame"),
        ("first_last", {"first_frame": "a", "last_frame": "b"}, "last_frame", "a last frame"),
        ("references", {"references": ("a",)}, "references", "references"),
    ],
)
def test_a_mode_the_model_lacks_is_refused_at_its_field(
    mode: str, wishes: Mapping[str, object], field: str, words: str
) -> None:
    lacking = card(modes=tuple(other for other in CARD.modes if other != mode))
    with pytest.raises(CapabilityMismatch, match=words) as refusal:
        settle(ask(**wishes), lacking, seed=1)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("sound", "wanted", "heard"),
    [
        ("optional", None, False),
        ("optional", True, True),
        ("optional", False, False),
        ("always", None, True),
        ("always", False, True),
        ("none", None, False),
        ("none", False, False),
    ],
)
def test_sound_follows_the_model(sound: str, wanted: bool | None, heard: bool) -> None:
    assert settle(ask(audio=wanted), card(sound=sound), seed=1).audio is heard


def test_sound_from_a_silent_model_is_refused() -> None:
    with pytest.raises(CapabilityMismatch, match="makes no sound") as refusal:
        settle(ask(audio=True), card(sound="none"), seed=1)
    assert refusal.value.field == "audio"


def test_avoid_is_dropped_for_a_model_that_cannot() -> None:
    settled = settle(ask(negative_prompt="rain"), card(negative_prompt=False), seed=1)
    assert settled.negative_prompt == ""


def test_no_model_takes_more_than_5000_characters() -> None:
    with pytest.raises(InvalidRequest, match=r"5001 characters\. 5000 is the most"):
        settle(ask(prompt="x" * 5001), card(prompt_limit=5000), seed=1)


@pytest.mark.parametrize(
    "extra", [{"price": 0}, {"takes": "two"}, {"references": ("",)}, {"first_frame": "x" * 65}]
)
def test_a_request_holds_nothing_it_does_not_know(extra: Mapping[str, object]) -> None:
    with pytest.raises(ValidationError):
        ask(**extra)


@pytest.mark.parametrize(
    ("durations", "words"),
    [
        ({"min": 5, "max": 5, "default": 5}, "5 s"),
        ({"min": 5, "max": 10, "step": 5, "default": 5}, "5 or 10 s"),
        ({"min": 4, "max": 8, "step": 2, "default": 4}, "4, 6 or 8 s"),
        ({"min": 2, "max": 60, "default": 8}, "2 to 60 s"),
    ],
)
def test_lengths_in_words(durations: Mapping[str, int], words: str) -> None:
    assert seconds_words(card(durations=durations)) == words


@pytest.mark.parametrize(
    ("resolutions", "standard", "hd"),
    [
        (("480p", "720p", "1080p", "4k"), "720p", "1080p"),
        (("480p", "768p"), "480p", "768p"),
        (("720p", "4k", "480p"), "720p", "4k"),
        (("1080p",), "1080p", "1080p"),
    ],
)
def test_the_old_quality_words_find_a_resolution(
    resolutions: tuple[str, ...], standard: str, hd: str
) -> None:
    able = card(
        resolutions=resolutions, price={"unit": "video", "silent": dict.fromkeys(resolutions, 1)}
    )
    assert resolution_for("standard", able) == standard
    assert resolution_for("hd", able) == hd
