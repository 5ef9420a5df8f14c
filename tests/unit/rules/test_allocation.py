"""First to expire, first used."""

from datetime import UTC, datetime, timedelta

import pytest

from vidstudio.rules.allocation import (
    Lot,
    Settlement,
    Share,
    in_order,
    plan_hold,
    plan_settlement,
)

NOW = datetime(2026, 7, 1, tzinfo=UTC)
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=9)


def test_priority_then_expiry_then_age() -> None:
    lots = [
        Lot(1, 5, None),
        Lot(2, 5, LATER),
        Lot(3, 5, SOON),
        Lot(5, 5, SOON),
        Lot(4, 5, SOON),
        Lot(6, 5, None, priority=1),
    ]
    assert [lot.id for lot in in_order(lots)] == [6, 3, 4, 5, 2, 1]


def test_a_hold_takes_no_more_than_it_needs() -> None:
    lots = [Lot(1, 5, None), Lot(2, 5, SOON)]
    assert plan_hold(lots, 7, NOW) == [Share(2, 5), Share(1, 2)]
    assert plan_hold(lots, 5, NOW) == [Share(2, 5)]


def test_expired_and_empty_lots_give_nothing() -> None:
    lots = [Lot(1, 5, NOW), Lot(2, 0, SOON), Lot(3, 5, NOW + timedelta(microseconds=1))]
    assert plan_hold(lots, 5, NOW) == [Share(3, 5)]
    assert plan_hold(lots, 6, NOW) is None


def test_not_enough_is_no_plan_at_all() -> None:
    assert plan_hold([Lot(1, 5, None)], 6, NOW) is None
    assert plan_hold([], 1, NOW) is None


def test_a_settlement_pays_in_the_order_it_was_taken_and_returns_the_rest() -> None:
    held = [Lot(1, 5, None), Lot(2, 5, SOON)]
    assert plan_settlement(held, 7, NOW) == [Settlement(2, 5, 0, 0), Settlement(1, 2, 3, 0)]
    assert plan_settlement(held, 0, NOW) == [Settlement(2, 0, 5, 0), Settlement(1, 0, 5, 0)]


def test_what_comes_back_to_an_expired_lot_is_expired_but_pays_first() -> None:
    held = [Lot(1, 5, NOW), Lot(2, 5, None)]
    assert plan_settlement(held, 3, NOW) == [Settlement(1, 3, 0, 2), Settlement(2, 0, 5, 0)]


def test_nobody_pays_more_than_was_held() -> None:
    with pytest.raises(ValueError, match="captured 6, which is 1 more"):
        plan_settlement([Lot(1, 5, None)], 6, NOW)
