"""The pure parts of the make panel: forms, the fit of a draft to a model, the picker's words."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from vidstudio.rules.catalog import Catalog, Choice, Route
from vidstudio.rules.mapping import lines_of
from vidstudio.rules.prices import PriceBook
from vidstudio.services.models import _view
from vidstudio.ui.make_fit import fit
from vidstudio.ui.make_form import PanelForm, draft_of, request_of, slots_of
from vidstudio.ui.make_rows import model_row, price_words
from vidstudio.views import DraftView, ModelView, PictureView

CATALOG = Catalog.load(Path(__file__).parents[3] / "vidstudio" / "catalog.toml")
NAMES = {card.id: card.name for card in CATALOG.cards.values()}


def model(model_id: str, *, available: bool = True) -> ModelView:
    """A row as a studio in demo offers it, or as one without a provider does."""
    route = Route(provider="local", model="animatic") if available else None
    reason = None if available else "No provider connected"
    card = CATALOG.card(model_id)
    choice = Choice(card=card, route=route, demo=available, unavailable_reason=reason)
    return _view(choice, NAMES, PriceBook((), {}, datetime(2026, 7, 1, tzinfo=UTC)).of(card))


def picture(name: str) -> PictureView:
    link = f"/api/assets/{name}"
    return PictureView(id=name, url=link, thumbnail_url=link, width=9, height=9, size_bytes=9)


def form(mode: Any, *pictures: PictureView | None) -> PanelForm:
    return PanelForm.model_validate(
        {"mode": mode, "pictures": pictures, "prompt": "x", "model": "animatic"}
    )


A, B, C = picture("a"), picture("b"), picture("c")


@pytest.mark.parametrize(
    ("mode", "pictures", "frames", "references"),
    [
        ("text", (A, B), (None, None), ()),
        ("first_frame", (A, B), ("a", None), ()),
        ("first_last", (A, B, C), ("a", "b"), ()),
        ("first_last", (None, B), (None, "b"), ()),
        ("references", (A, B, C), (None, None), ("a", "b")),
        ("references", (), (None, None), ()),
    ],
)
def test_the_mode_decides_the_part_of_each_picture(
    mode: Any, pictures: Any, frames: Any, references: Any
) -> None:
    request = request_of(form(mode, *pictures), 2)
    assert (request.first_frame, request.last_frame) == frames
    assert request.references == references


@pytest.mark.parametrize("mode", ["text", "first_frame", "first_last", "references"])
def test_a_draft_keeps_every_picture_in_its_slot(mode: Any) -> None:
    assert slots_of(draft_of(form(mode, A, B, C))) == (A, B, C)


def test_a_draft_keeps_an_empty_first_frame() -> None:
    assert slots_of(draft_of(form("first_last", None, B))) == (None, B)


@pytest.mark.parametrize(
    ("draft", "model_id", "field", "value", "note"),
    [
        ({"duration_seconds": 40}, "veo-3-1", "duration_seconds", 8, "the longest"),
        ({"duration_seconds": 2}, "veo-3-1", "duration_seconds", 4, "the shortest"),
        ({"duration_seconds": 5}, "veo-3-1", "duration_seconds", 4, "the nearest"),
        ({"aspect_ratio": "4:5"}, "kling-3", "aspect_ratio", "1:1", "the nearest"),
        ({"aspect_ratio": "21:9"}, "kling-3", "aspect_ratio", "16:9", "the nearest"),
        ({"resolution": "4k"}, "animatic", "resolution", "1080p", "the highest"),
        ({"resolution": "480p"}, "kling-3", "resolution", "720p", "the lowest"),
        ({"audio": True}, "animatic", "audio", False, "makes none"),
        ({"mode": "first_frame"}, "animatic", "mode", "text", "cannot start"),
        ({"mode": "first_frame", "references": (A,)}, "animatic", "mode", "references", "cannot"),
        ({"mode": "references", "references": (A,)}, "sora-2", "mode", "first_frame", "cannot"),
    ],
)
def test_a_value_the_model_lacks_moves_to_the_nearest(
    draft: dict[str, Any], model_id: str, field: str, value: Any, note: str
) -> None:
    fitted = fit(DraftView(**draft), model(model_id))
    assert getattr(fitted.draft, field) == value
    assert fitted.adjusted == (field,)
    assert note in fitted.notes[0]


def test_what_the_model_can_do_stays_and_defaults_are_no_adjustment() -> None:
    fitted = fit(DraftView(prompt="x", duration_seconds=6, seed="3"), model("kling-3"))
    assert (fitted.draft.prompt, fitted.draft.duration_seconds, fitted.draft.seed) == ("x", 6, "3")
    assert (fitted.draft.aspect_ratio, fitted.draft.resolution) == ("16:9", "720p")
    assert fitted.adjusted == ()


def test_sound_that_cannot_be_left_out_is_on_without_a_word() -> None:
    fitted = fit(DraftView(), model("veo-3-1"))
    assert fitted.draft.audio
    assert fitted.notes == ()


@pytest.mark.parametrize(("name", "lines"), [("720p", 720), ("4k", 2160), ("2K", 1080), ("?", 720)])
def test_resolutions_are_compared_by_their_lines(name: str, lines: int) -> None:
    assert lines_of(name) == lines


@pytest.mark.parametrize(
    ("model_id", "words"),
    [
        ("animatic", "free"),
        ("runway-gen-4-5", "12 credits/s"),
        ("kling-3", "from 7 credits/s"),
        ("sora-2", "from 20 credits a video"),
    ],
)
def test_prices_in_words(model_id: str, words: str) -> None:
    assert price_words(model(model_id)) == words


def test_a_row_shows_limits_shapes_and_what_follows_a_retired_model() -> None:
    row = model_row(model("veo-3-1"))
    assert row.line == "8 s · 4K · Natural light and dialogue"
    assert (row.badge, row.badge_tone) == ("Retired → Seedance 2.5", "warn")
    assert (row.shortest, row.longest, row.step) == (4, 8, 2)
    assert [(r.value, r.width > r.height) for r in row.ratios] == [("16:9", True), ("9:16", False)]
    assert [quality.word for quality in row.qualities] == ["720p", "1080p", "4K"]


def test_a_row_that_cannot_be_chosen_says_why() -> None:
    assert model_row(model("kling-3", available=False)).reason == "No provider connected"
    row = model_row(model("sora-2", available=False))
    assert row.badge == "Retired, Seedance 2.5 serves it"
    assert row.reason == "Choose Seedance 2.5 for new work"
