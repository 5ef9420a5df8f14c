"""The catalogue that ships is whole, and says truly what can be chosen here."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

import vidstudio
from vidstudio.base.errors import InvalidRequest
from vidstudio.rules.catalog import Catalog, ModelCard
from vidstudio.rules.prices import PriceBook
from vidstudio.rules.pricing import quote
from vidstudio.rules.requests import TaskRequest, settle

FILE = Path(vidstudio.__file__).with_name("catalog.toml")
CATALOG = Catalog.load(FILE)
CARDS = tuple(CATALOG.cards.values())
BOOK = PriceBook((), {}, datetime(2026, 7, 1, tzinfo=UTC))
NO_PROVIDERS = frozenset[str]()


def plainest(card: ModelCard) -> TaskRequest:
    """The least that the model's first mode asks for."""
    pictures: Mapping[str, object] = {
        "text": {},
        "first_frame": {"first_frame": "a"},
        "first_last": {"first_frame": "a", "last_frame": "b"},
        "references": {"references": ("a",)},
    }[card.modes[0]]
    return TaskRequest.model_validate({"prompt": "A cup.", "model": card.id, **pictures})


def one(**changes: object) -> ModelCard:
    return ModelCard.model_validate({**CARDS[0].model_dump(), **changes})


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_each_card_can_be_made_with_its_defaults(card: ModelCard) -> None:
    settled = settle(plainest(card), card, seed=1)
    assert settled.duration_seconds == card.durations.default
    assert card.durations.default in card.durations.values
    assert quote(BOOK.of(card), settled).amount_credits >= (0 if card.free else 1)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_each_choice_of_a_card_has_a_price(card: ModelCard) -> None:
    for resolution in card.resolutions:
        for audio in (True, False):
            for pictures in (True, False):
                assert card.price.per_unit(resolution, audio=audio, pictures=pictures) >= 0
    resolutions = set(card.resolutions)
    for prices in (card.price.silent, card.price.sound, card.price.pictures):
        assert not prices or set(prices) == resolutions


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_a_card_repeats_nothing_and_contradicts_nothing(card: ModelCard) -> None:
    for listed in (card.modes, card.aspect_ratios, card.resolutions, card.routes):
        assert len(set(listed)) == len(listed)
    assert all((card.modes, card.aspect_ratios, card.resolutions))
    assert ("references" in card.modes) == (card.max_references > 0)
    assert card.price.sound == {} or card.sound == "optional"


def test_names_and_ids_are_unique_and_only_the_built_in_one_is_free() -> None:
    rows = tomllib.loads(FILE.read_text("utf-8"))["models"]
    assert list(CATALOG.cards) == list(rows)
    names = [card.name for card in CARDS]
    assert len(set(names)) == len(names)
    assert [card.id for card in CARDS if card.free] == ["animatic"]


def test_a_retired_card_leads_to_a_successor_that_is_not_retired() -> None:
    for card in CARDS:
        if card.lifecycle.state == "retired":
            successor = CATALOG.cards[card.lifecycle.successor or ""]
            assert successor.lifecycle.state != "retired"


def test_an_unknown_successor_stops_the_start() -> None:
    card = one(lifecycle={"state": "retired", "successor": "nobody"})
    with pytest.raises(ValueError, match="unknown successor nobody"):
        Catalog([card])


def test_a_resolution_without_a_price_stops_the_start() -> None:
    with pytest.raises(ValidationError, match="no price for 4k"):
        one(resolutions=("720p", "4k"))


def test_an_unknown_key_stops_the_start() -> None:
    with pytest.raises(ValidationError, match="colour"):
        one(colour="red")


def test_an_unknown_model_is_a_wrong_field_not_a_crash() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        CATALOG.card("x" * 500)
    assert (refusal.value.field, refusal.value.code) == ("model", "unknown_model")
    assert len(str(refusal.value)) < 100


def test_the_first_configured_route_is_taken() -> None:
    routes = [{"provider": "north", "model": "n"}, {"provider": "south", "model": "s"}]
    catalog = Catalog([one(id="two", routes=routes)])
    both = catalog.choice("two", frozenset({"south", "north"}), demo=False)
    assert (both.route, both.demo) == (catalog.card("two").routes[0], False)
    second = catalog.choice("two", frozenset({"south"}), demo=True)
    assert (second.route, second.demo) == (catalog.card("two").routes[1], False)


def test_demo_stands_in_only_where_nothing_else_can() -> None:
    catalog = Catalog([one(id="two", routes=(), usual_seconds=240, usual_grows=False)])
    stand_in = catalog.choice("two", NO_PROVIDERS, demo=True)
    assert stand_in.demo
    assert stand_in.route is not None
    assert stand_in.route.provider == "local"
    assert stand_in.usual_seconds(8) == 20  # 240 s, twelve times faster
    nothing = catalog.choice("two", NO_PROVIDERS, demo=False)
    assert not nothing.available
    assert nothing.unavailable_reason == "No provider connected"


def test_a_retired_model_says_so() -> None:
    catalog = Catalog([one(id="old", routes=(), lifecycle={"state": "retired"})])
    assert catalog.choice("old", NO_PROVIDERS, demo=False).unavailable_reason == "Retired"


def test_the_usual_wait_grows_with_the_clip_and_is_never_under_two_seconds() -> None:
    growing = one(id="two", usual_seconds=8, usual_grows=True)
    choice = Catalog([growing]).choice("two", frozenset({"local"}), demo=False)
    assert choice.usual_seconds(8) == 8
    assert choice.usual_seconds(60) == 60
    assert choice.usual_seconds(1) == 2
    assert choice.usual_seconds() == 8


def test_every_choice_is_offered_in_the_order_of_the_file() -> None:
    offered = CATALOG.choices(frozenset({"local"}), demo=True)
    assert [choice.card.id for choice in offered] == list(CATALOG.cards)
    assert all(choice.available for choice in offered)


@pytest.mark.parametrize(("asked", "given"), [(1, 4), (5, 4), (7, 6), (9, 8), (99, 8), (6, 6)])
def test_the_nearest_length_the_shorter_of_two(asked: int, given: int) -> None:
    stops = one(durations={"min": 4, "max": 8, "step": 2, "default": 4}).durations
    assert stops.nearest(asked) == given
