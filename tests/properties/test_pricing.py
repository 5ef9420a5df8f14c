"""No card and no clip can be charged above its quote, and more is never cheaper."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import vidstudio
from vidstudio.rules.catalog import Catalog
from vidstudio.rules.prices import PriceBook, Rule, SoraPrices, newest, own_prices
from vidstudio.rules.pricing import DURATION_TOLERANCE_SECONDS, Quote, charge, quote
from vidstudio.rules.requests import Parameters

SECONDS = st.floats(0, 700, allow_nan=False)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    unit = draw(st.sampled_from(("second", "video")))
    units = draw(st.integers(1, 600)) if unit == "second" else 1
    each = draw(st.integers(0, 500))
    return Quote(
        model="one",
        unit=unit,
        units=units,
        per_unit_credits=each,
        amount_credits=each * units,
        priced="",
    )


@given(quotes(), SECONDS)
def test_a_charge_lies_between_one_unit_and_the_quote(price: Quote, delivered: float) -> None:
    assert price.per_unit_credits <= charge(price, delivered) <= price.amount_credits


@given(quotes(), SECONDS, SECONDS)
def test_a_longer_delivery_never_costs_less(price: Quote, one: float, other: float) -> None:
    shorter, longer = sorted((one, other))
    assert charge(price, shorter) <= charge(price, longer)


@given(quotes())
def test_what_was_bought_and_delivered_costs_the_quote(price: Quote) -> None:
    seconds = price.units if price.unit == "second" else 8
    assert charge(price, seconds) == price.amount_credits
    assert charge(price, seconds - DURATION_TOLERANCE_SECONDS) == price.amount_credits


@given(quotes(), st.integers(0, 599))
def test_only_whole_units_are_charged(price: Quote, delivered: int) -> None:
    amount = charge(price, delivered + 0.5)
    assert amount == price.per_unit_credits * min(price.units, delivered + 1)


CATALOG = Catalog.load(Path(vidstudio.__file__).with_name("catalog.toml"))
NOW = datetime(2026, 7, 1, tzinfo=UTC)
COSTS = st.integers(1, 1000)


@given(st.data(), st.none() | st.builds(SoraPrices, COSTS, COSTS, COSTS, COSTS))
def test_everything_that_is_offered_has_a_price(
    data: st.DataObject, sora: SoraPrices | None
) -> None:
    """Every model, from words or pictures, in every resolution, with sound and without."""
    card = data.draw(st.sampled_from(list(CATALOG.cards.values())))
    own = own_prices(CATALOG, sora) if sora else {}
    price = PriceBook((), own, NOW).of(card)
    assert price.covers(card)
    assert price.free == (card.id == "animatic")
    for mode in card.modes:
        for resolution in card.resolutions:
            for audio in (True, False):
                wanted = Parameters(
                    mode=mode,
                    duration_seconds=data.draw(st.sampled_from(card.durations.values)),
                    aspect_ratio=card.aspect_ratios[0],
                    resolution=resolution,
                    audio=audio,
                    seed=1,
                    first_frame=None if mode == "text" else "a",
                )
                told = quote(price, wanted)
                assert told.amount_credits > 0 or price.free
                assert charge(told, wanted.duration_seconds) == told.amount_credits


DATES = st.integers(-5, 5).map(lambda days: NOW + timedelta(days=days))


@given(st.lists(st.tuples(st.sampled_from("ab"), DATES)))
def test_the_last_rule_to_become_effective_counts(made: list[tuple[str, datetime]]) -> None:
    rules = [Rule(model, n, None, since) for n, (model, since) in enumerate(made)]
    found = newest(rules, "a", NOW)
    past = [rule for rule in rules if rule.model == "a" and rule.effective_at <= NOW]
    assert (found is None) == (not past)
    for rule in past:
        assert found is not None
        assert (rule.effective_at, rule.version) <= (found.effective_at, found.version)
