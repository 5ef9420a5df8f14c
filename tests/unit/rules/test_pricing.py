"""One price for the estimate, the hold and the charge."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from tests.unit.rules.test_requests import ask, card
from vidstudio.rules.catalog import ModelCard
from vidstudio.rules.prices import PriceBook
from vidstudio.rules.pricing import Quote, charge, quote
from vidstudio.rules.requests import settle

BOOK = PriceBook((), {}, datetime(2026, 7, 1, tzinfo=UTC))
PRICED = card(
    price={
        "unit": "second",
        "silent": {"720p": 7, "1080p": 9},
        "sound": {"720p": 10, "1080p": 14},
        "pictures": {"720p": 20, "1080p": 25},
    }
)


def quoted(model: ModelCard, wishes: Mapping[str, object]) -> Quote:
    return quote(BOOK.of(model), settle(ask(**wishes), model, seed=1))


@pytest.mark.parametrize(
    ("wishes", "amount"),
    [
        ({}, 42),
        ({"resolution": "1080p"}, 54),
        ({"audio": True}, 60),
        ({"audio": True, "resolution": "1080p", "duration_seconds": 8}, 112),
        ({"first_frame": "a"}, 120),
        ({"references": ("a",), "audio": True, "resolution": "1080p"}, 150),
    ],
)
def test_sound_and_pictures_have_their_own_price_and_pictures_win(
    wishes: Mapping[str, object], amount: int
) -> None:
    assert quoted(PRICED, wishes).amount_credits == amount


def test_a_price_per_video_is_the_same_for_every_length() -> None:
    flat = card(price={"unit": "video", "silent": {"720p": 50, "1080p": 80}})
    assert quoted(flat, {"duration_seconds": 4}).amount_credits == 50
    assert quoted(flat, {"duration_seconds": 8}).amount_credits == 50
    assert charge(quoted(flat, {}), 0.1) == 50


def test_a_quote_says_what_was_priced() -> None:
    told = quoted(PRICED, {"duration_seconds": 8})
    assert told.priced == "8 s, 720p"
    assert (told.unit, told.units, told.per_unit_credits) == ("second", 8, 7)


@pytest.mark.parametrize(
    ("delivered", "amount"),
    [
        (8.0, 56),
        (8.25, 56),
        (9.0, 56),  # more than was bought is free
        (7.76, 56),  # a last frame that ends early is no shorter video
        (7.25, 49),
        (7.2, 49),
        (5.0, 35),
        (0.5, 7),
        (0.0, 7),
    ],
)
def test_what_arrived_is_what_is_charged(delivered: float, amount: int) -> None:
    assert charge(quoted(PRICED, {"duration_seconds": 8}), delivered) == amount
