"""Whatever the lots, a plan conserves credits, keeps the order, and spares what has expired."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vidstudio.rules.allocation import Lot, in_order, plan_hold, plan_settlement

NOW = datetime(2026, 7, 1, tzinfo=UTC)
ENDS = st.none() | st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))


@st.composite
def lots(draw: st.DrawFn) -> list[Lot]:
    count = draw(st.integers(0, 8))
    return [
        Lot(n, draw(st.integers(0, 40)), draw(ENDS), draw(st.sampled_from((10, 50))))
        for n in draw(st.permutations(range(count)))
    ]


@given(lots(), st.integers(0, 200))
def test_a_hold_is_whole_or_nothing(lots: list[Lot], amount: int) -> None:
    there = sum(lot.credits for lot in lots if not lot.expired(NOW))
    plan = plan_hold(lots, amount, NOW)
    assert (plan is not None) == (there >= amount)
    if plan is not None:
        assert sum(share.amount for share in plan) == amount
        by_id = {lot.id: lot for lot in lots}
        assert all(0 < share.amount <= by_id[share.lot_id].credits for share in plan)
        assert not any(by_id[share.lot_id].expired(NOW) for share in plan)


@given(lots(), st.integers(1, 200))
def test_a_lot_is_touched_only_when_all_before_it_are_empty(lots: list[Lot], amount: int) -> None:
    plan = plan_hold(lots, amount, NOW) or []
    usable = [lot for lot in in_order(lots) if lot.credits and not lot.expired(NOW)]
    assert [share.lot_id for share in plan] == [lot.id for lot in usable[: len(plan)]]
    assert all(share.amount == lot.credits for share, lot in zip(plan[:-1], usable, strict=False))


@given(lots(), st.data())
def test_a_settlement_accounts_for_every_credit(lots: list[Lot], data: st.DataObject) -> None:
    captured = data.draw(st.integers(0, sum(lot.credits for lot in lots)))
    plan = plan_settlement(lots, captured, NOW)
    assert sum(end.captured for end in plan) == captured
    by_id = {lot.id: lot for lot in lots}
    assert set(by_id) == {end.lot_id for end in plan}
    for end in plan:
        lot = by_id[end.lot_id]
        assert end.captured + end.returned + end.expired == lot.credits
        assert min(end.captured, end.returned, end.expired) >= 0
        assert (end.returned if lot.expired(NOW) else end.expired) == 0
