"""The balance as the credit popover shows it."""

from datetime import date, datetime

from vidstudio.base.texts import catalogue, counted, text
from vidstudio.rules.explain_notes import day_words, last_day
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
    low_words: str = ""
    lots: tuple[LotRow, ...] = ()


class SpendingCard(View):
    """What a campaign has used. The percents are of its budget; 0 without one."""

    words: str = ""
    held: str = ""
    charged_percent: int = 0
    held_percent: int = 0
    capped: bool = False
    over: bool = False


def credit_card(
    balance: BalanceView, takes: int, credit_usd: float, now: datetime, low_credits: int = 0
) -> CreditCard:
    """`takes` is how many are in the works: what the held credits are held for. Below
    `low_credits` the balance is called low."""
    low = balance.available_credits < low_credits or balance.available_credits <= 0
    held = number(balance.held_credits)
    return CreditCard(
        available=number(balance.available_credits),
        dollars=f"≈ ${balance.available_credits * credit_usd:,.2f}",
        held=counted("frame.credits.held", takes, credits=held)
        if balance.held_credits
        else text("frame.credits.nothing_held"),
        low=low,
        low_words=_low_words(balance.available_credits, low_credits) if low else "",
        lots=tuple(_row(lot, place == 0, now) for place, lot in enumerate(balance.lots)),
    )


def _low_words(available: int, low_credits: int) -> str:
    if available <= 0:
        return ""  # the sentence “No credits left” stands there
    return text("statement.side.low", amount=number(low_credits))


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
        charged_percent=percent(brief.charged_credits, cap),
        held_percent=percent(brief.held_credits, cap),
        capped=cap is not None,
        over=cap is not None and used >= cap,
    )


def percent(part: int, whole: int | None) -> int:
    return min(100, round(100 * part / whole)) if whole else 0


def _row(lot: LotView, first: bool, now: datetime) -> LotRow:
    last = last_day(lot.expires_at) if lot.expires_at else None
    days = (last - now.date()).days if last else None
    soon = days is not None and days <= EXPIRES_SOON_DAYS
    return LotRow(
        name=_name(lot, now),
        first=first,
        amount=number(lot.available_credits),
        total=text("frame.credits.of", amount=number(lot.amount_credits)),
        left_percent=round(100 * lot.available_credits / max(lot.amount_credits, 1)),
        expires=_expiry(last, days if soon else None),
        soon=soon,
    )


def _name(lot: LotView, now: datetime) -> str:
    """“Granted 1 November”."""
    if lot.granted_at is None:
        return catalogue().get(f"frame.credits.{lot.source}", lot.source.capitalize())
    day = day_words(lot.granted_at.date(), now.date())
    return text(f"frame.credits.{lot.source}_on", date=day)


def _expiry(at: date | None, days: int | None) -> str:
    if at is None:
        return text("frame.credits.lasting")
    date = f"{at.day} {at:%b}"
    if days is None:
        return text("frame.credits.expires", date=date)
    if days <= 0:
        return text("frame.credits.expires_today", date=date)
    return counted("frame.credits.expires_in", days, date=date)
