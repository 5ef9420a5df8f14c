"""The balance in words."""

from datetime import UTC, datetime, timedelta

from vidstudio.ui.credit_rows import credit_card
from vidstudio.views import BalanceView, LotView

NOW = datetime(2026, 11, 20, 10, 13, tzinfo=UTC)


def lot(source: str, available: int, days: int | None) -> LotView:
    expires_at = None if days is None else NOW + timedelta(days=days)
    return LotView(
        id=1, source=source, amount_credits=600, available_credits=available, expires_at=expires_at
    )


def test_the_lot_that_is_used_first_is_marked_and_amber_when_it_ends_soon() -> None:
    lots = (lot("granted", 300, 10), lot("granted", 600, 41), lot("purchased", 340, None))
    balance = BalanceView(available_credits=1240, held_credits=64, lots=lots)
    card = credit_card(balance, 1, 0.01, NOW)
    assert (card.available, card.dollars) == ("1\u2009240", "≈ $12.40")
    assert card.held == "64 more on hold for 1 take"
    assert [row.first for row in card.lots] == [True, False, False]
    assert [row.soon for row in card.lots] == [True, False, False]
    assert [row.expires for row in card.lots] == [
        "expires 30 Nov, in 10 days",
        "expires 31 Dec",
        "does not expire",
    ]
    assert [row.left_percent for row in card.lots] == [50, 100, 57]
    assert [row.name for row in card.lots] == ["Granted", "Granted", "Bought"]


def test_the_last_days_are_counted() -> None:
    lots = (lot("granted", 1, 0), lot("granted", 1, 1))
    card = credit_card(BalanceView(available_credits=2, held_credits=0, lots=lots), 0, 0.01, NOW)
    assert [row.expires for row in card.lots] == [
        "expires 20 Nov, today",
        "expires 21 Nov, in 1 day",
    ]
    assert card.held == "Nothing on hold"


def test_nothing_left_is_low() -> None:
    card = credit_card(BalanceView(available_credits=0, held_credits=0, lots=()), 0, 0.01, NOW)
    assert card.low
    assert card.lots == ()
