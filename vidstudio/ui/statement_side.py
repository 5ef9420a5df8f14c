"""Beside the statement: what there is now, by lot, the month against its cap, and the rules."""

from datetime import datetime
from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.amounts import number
from vidstudio.ui.credit_rows import CreditCard, credit_card, percent
from vidstudio.ui.shell_credits import lot_row
from vidstudio.views import View
from vidstudio.views.statement import MonthView, PurseView

RULES = ("first", "hold", "back")


class MonthCard(View):
    """The percents are of the cap; 0 without one."""

    name: str = ""
    words: str = ""
    line: str = ""
    charged_percent: int = 0
    held_percent: int = 0
    capped: bool = False
    over: bool = False


class PurseCard(View):
    credits: CreditCard = CreditCard()
    debt: str = ""
    month: MonthCard = MonthCard()


def purse_card(purse: PurseView, credit_usd: float, low_credits: int, now: datetime) -> PurseCard:
    owed = number(purse.debt_credits)
    return PurseCard(
        credits=credit_card(purse.balance, purse.held_takes, credit_usd, now, low_credits),
        debt=text("statement.side.debt", amount=owed) if purse.debt_credits else "",
        month=_month(purse.month),
    )


def _month(month: MonthView) -> MonthCard:
    cap, spent, held = month.cap_credits, month.spent_credits, month.held_credits
    name = text(f"explain.month.m{month.month}")
    line = [text("statement.side.cap_held", held=number(held))] if held else []
    if cap is None:
        words = text("statement.side.month_spent", spent=number(spent))
        return MonthCard(name=name, words=words, line=" ".join(line) or _no_cap())
    left = max(0, cap - spent)
    key = "cap_left" if left else "cap_gone"
    line = [text(f"statement.side.{key}", left=number(left)), *line]
    return MonthCard(
        name=name,
        words=text("statement.side.month_of_cap", spent=number(spent), cap=number(cap)),
        line=" ".join(line),
        charged_percent=percent(spent - held, cap),
        held_percent=percent(held, cap),
        capped=True,
        over=left == 0,
    )


def _no_cap() -> str:
    return text("statement.side.no_cap")


def side(purse: Any) -> rx.Component:
    """`purse` is a Var of a PurseCard."""
    return rx.el.aside(
        _available(purse.credits),
        rx.cond(purse.debt != "", rx.el.p(purse.debt, class_name="small is-bad pretty")),
        rx.el.ul(rx.foreach(purse.credits.lots, lot_row), class_name="lots"),
        rx.cond(
            purse.credits.lots.length() == 0,
            rx.el.p(text("statement.side.none"), class_name="small is-warn"),
        ),
        _month_part(purse.month),
        rx.el.section(
            rx.el.h2(text("statement.side.rules"), class_name="title"),
            rx.el.ul(
                *(rx.el.li(text(f"statement.side.rule_{name}")) for name in RULES),
                class_name="statement-rules",
            ),
            class_name="statement-part statement-told",
        ),
        class_name="statement-side",
        aria_label=text("statement.side.label"),
    )


def _available(card: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h2(text("statement.side.available"), class_name="small text-2"),
        rx.el.div(
            rx.el.span(card.available, class_name="credit-number m"),
            rx.el.span(text("frame.credits.unit"), card.dollars, class_name="text-2"),
            class_name="credit-sum",
        ),
        rx.el.p(card.held, class_name="small text-2 credit-held"),
        rx.cond(
            card.low_words != "", rx.el.p(card.low_words, class_name="small is-warn low-words")
        ),
    )


def _month_part(month: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(month.name, class_name="title"),
            rx.el.span(class_name="grow"),
            rx.el.span(month.words, class_name=rx.cond(month.over, "m small is-warn", "m small")),
            class_name="row",
        ),
        rx.cond(
            month.capped,
            rx.el.div(
                rx.el.b(
                    class_name=rx.cond(month.over, "warn", "accent"),
                    style={"width": f"{month.charged_percent}%"},
                ),
                rx.el.b(class_name="held", style={"width": f"{month.held_percent}%"}),
                class_name="bar",
            ),
        ),
        rx.el.p(month.line, class_name="small text-2"),
        class_name="statement-part",
    )
