"""No card and no clip can be charged above its quote, and more is never cheaper."""

from hypothesis import given
from hypothesis import strategies as st

from vidstudio.rules.pricing import DURATION_TOLERANCE_SECONDS, Quote, charge

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
