"""The balance as the credit popover shows it."""

from datetime import datetime

from vidstudio.ui.amounts import number
from vidstudio.views import BalanceView, LotView, View

EXPIRES_SOON_DAYS = 14
SOURCES = {
    "purchased": "Bought",
    "granted": "Granted",
    "grace": "Came back after expiry",
    "adjust": "Correction",
}


class LotRow(View):
    name: str
    first: bool
    amount: str
    total: str
    left_percent: int
    expires: str
    soon: bool


class CreditCard(View):
    available: str = ""
    dollars: str = ""
    held: str = ""
    low: bool = False
    lots: tuple[LotRow, ...] = ()


def credit_card(balance: BalanceView, takes: int, credit_usd: float, now: datetime) -> CreditCard:
    """`takes` is how many are in the works: what the held credits are held for."""
    held, of_takes = balance.held_credits, f"{takes} take{'' if takes == 1 else 's'}"
    return CreditCard(
        available=number(balance.available_credits),
        dollars=f"≈ ${balance.available_credits * credit_usd:,.2f}",
        held=f"{number(held)} more on hold for {of_takes}" if held else "Nothing on hold",
        low=balance.available_credits <= 0,
        lots=tuple(_row(lot, place == 0, now) for place, lot in enumerate(balance.lots)),
    )


def _row(lot: LotView, first: bool, now: datetime) -> LotRow:
    days = (lot.expires_at.date() - now.date()).days if lot.expires_at else None
    soon = days is not None and days <= EXPIRES_SOON_DAYS
    return LotRow(
        name=SOURCES.get(lot.source, lot.source.capitalize()),
        first=first,
        amount=number(lot.available_credits),
        total=f"of {number(lot.amount_credits)}",
        left_percent=round(100 * lot.available_credits / max(lot.amount_credits, 1)),
        expires=_expiry(lot.expires_at, days if soon else None),
        soon=soon,
    )


def _expiry(at: datetime | None, days: int | None) -> str:
    if at is None:
        return "does not expire"
    words = f"expires {at.day} {at:%b}"
    if days is None:
        return words
    return f"{words}, today" if days <= 0 else f"{words}, in {days} day{'' if days == 1 else 's'}"
