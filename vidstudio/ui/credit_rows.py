"""The balance as the credit popover shows it."""

from datetime import datetime

from vidstudio.base.texts import catalogue, counted, text
from vidstudio.ui.amounts import number
from vidstudio.views import BalanceView, BriefView, LotView, View

EXPIRES_SOON_DAYS = 14


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


class SpendingCard(View):
    """What a campaign has used. The percents are of its budget; 0 without one."""

    words: str = ""
    held: str = ""
    charged_percent: int = 0
    held_percent: int = 0
    capped: bool = False
    over: bool = False


def credit_card(balance: BalanceView, takes: int, credit_usd: float, now: datetime) -> CreditCard:
    """`takes` is how many are in the works: what the held credits are held for."""
    held = number(balance.held_credits)
    return CreditCard(
        available=number(balance.available_credits),
        dollars=f"≈ ${balance.available_credits * credit_usd:,.2f}",
        held=counted("frame.credits.held", takes, credits=held)
        if balance.held_credits
        else text("frame.credits.nothing_held"),
        low=balance.available_credits <= 0,
        lots=tuple(_row(lot, place == 0, now) for place, lot in enumerate(balance.lots)),
    )


def spending_card(brief: BriefView) -> SpendingCard:
    used, cap = brief.charged_credits + brief.held_credits, brief.budget_credits
    spent = number(used)
    words = text("frame.credits.spent", spent=spent)
    if cap is not None:
        words = text("frame.credits.spent_of", spent=spent, cap=number(cap))
    held = number(brief.held_credits)
    return SpendingCard(
        words=words,
        held=text("frame.credits.spent_held", held=held) if brief.held_credits else "",
        charged_percent=_percent(brief.charged_credits, cap),
        held_percent=_percent(brief.held_credits, cap),
        capped=cap is not None,
        over=cap is not None and used >= cap,
    )


def _percent(part: int, whole: int | None) -> int:
    return min(100, round(100 * part / whole)) if whole else 0


def _row(lot: LotView, first: bool, now: datetime) -> LotRow:
    days = (lot.expires_at.date() - now.date()).days if lot.expires_at else None
    soon = days is not None and days <= EXPIRES_SOON_DAYS
    return LotRow(
        name=catalogue().get(f"frame.credits.{lot.source}", lot.source.capitalize()),
        first=first,
        amount=number(lot.available_credits),
        total=text("frame.credits.of", amount=number(lot.amount_credits)),
        left_percent=round(100 * lot.available_credits / max(lot.amount_credits, 1)),
        expires=_expiry(lot.expires_at, days if soon else None),
        soon=soon,
    )


def _expiry(at: datetime | None, days: int | None) -> str:
    if at is None:
        return text("frame.credits.lasting")
    date = f"{at.day} {at:%b}"
    if days is None:
        return text("frame.credits.expires", date=date)
    if days <= 0:
        return text("frame.credits.expires_today", date=date)
    return counted("frame.credits.expires_in", days, date=date)
