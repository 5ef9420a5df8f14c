"""The card “Did we charge fairly?”: a sentence, and the counts behind it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

import reflex as rx

from vidstudio.base.texts import counted
from vidstudio.ui.admin_words import day_words, percent
from vidstudio.ui.amounts import number
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.views import View
from vidstudio.views.dashboard import BillView, FairnessView

DEAR_SHARE = 0.05  # a bill that much above the price is worth a look
DEAR_SHOWN = 2
Mark = Literal["good", "warn", "bad"]


class FairRow(View):
    mark: Mark
    words: str
    figure: str


class FairCard(View):
    sentence: str = ""
    rows: tuple[FairRow, ...] = ()


def fair_card(view: FairnessView, now: datetime) -> FairCard:
    return FairCard(sentence=_sentence(view), rows=tuple(_rows(view, now)))


def _sentence(view: FairnessView) -> str:
    lost = view.failures - view.given_back
    if lost:
        return counted("admin.fair.no_failures", lost)
    if view.charged_twice:
        return counted("admin.fair.no_twice", view.charged_twice)
    if view.ledger_problems:
        return text(
            "admin.fair.no_ledger" if view.ledger_checked_at else "admin.fair.no_ledger_now"
        )
    if view.unknown_late:
        return counted("admin.fair.unsure", view.unknown_late)
    return text("admin.fair.yes" if view.failures else "admin.fair.yes_none")


def _rows(view: FairnessView, now: datetime) -> Iterator[FairRow]:
    back, all_ = number(view.given_back), number(view.failures)
    yield FairRow(
        mark="good" if view.given_back == view.failures else "bad",
        words=text("admin.fair.failures"),
        figure=text("admin.fair.of", part=back, whole=all_),
    )
    yield FairRow(
        mark="warn" if view.unknown_late else "good",
        words=text("admin.fair.unknown"),
        figure=number(view.unknown_late),
    )
    yield _ledger(view, now)
    yield FairRow(
        mark="bad" if view.charged_twice else "good",
        words=text("admin.fair.twice"),
        figure=number(view.charged_twice),
    )
    if view.exposed_takes:
        words = counted("admin.fair.exposed", view.exposed_takes)
        yield FairRow(mark="warn", words=words, figure=number(view.exposed_credits))
    yield from _bills(view.bills)


def _ledger(view: FairnessView, now: datetime) -> FairRow:
    if view.ledger_problems:
        places = counted("admin.fair.ledger_problems", view.ledger_problems)
        return FairRow(mark="bad", words=text("admin.fair.ledger_wrong"), figure=places)
    return FairRow(
        mark="good", words=text("admin.fair.ledger"), figure=_when(view.ledger_checked_at, now)
    )


def _when(at: datetime | None, now: datetime) -> str:
    if at is None:
        return text("admin.fair.ledger_now")
    if at.date() == now.date():
        return text("admin.fair.ledger_today", time=f"{at:%H:%M}")
    return day_words(at.date(), now.date())


def _bills(bills: tuple[BillView, ...]) -> Iterator[FairRow]:
    """The models that cost more than they bring; without one, what is left over all bills."""
    priced = [bill for bill in bills if bill.charged_microdollars]
    dear = sorted((b for b in priced if _excess(b) > DEAR_SHARE), key=_excess, reverse=True)
    for bill in dear[:DEAR_SHOWN]:
        share = percent(_excess(bill))
        words = text("admin.fair.dear", model=bill.model_name, percent=share)
        yield FairRow(mark="warn", words=words, figure=number(bill.takes))
    brought = sum(bill.charged_microdollars for bill in bills)
    if brought and not dear:
        left = 1 - sum(bill.cost_microdollars for bill in bills) / brought
        yield FairRow(
            mark="good" if left >= 0 else "warn",
            words=text("admin.fair.margin"),
            figure=percent(left),
        )


def _excess(bill: BillView) -> float:
    return bill.cost_microdollars / bill.charged_microdollars - 1


def fairness_card(card: Any) -> rx.Component:
    """`card` is a Var of a FairCard."""
    return rx.el.section(
        rx.el.h2(text("admin.fair.title"), class_name="h3"),
        rx.el.p(card.sentence, class_name="small text-2 pretty fair-sentence"),
        rx.el.ul(rx.foreach(card.rows, _row), class_name="fair-rows"),
        class_name="admin-box fair-card",
        aria_label=text("admin.fair.title"),
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.match(
            row.mark,
            ("good", icon("check", "is-good")),
            ("bad", icon("x", "is-bad")),
            icon("triangle-alert", "is-warn"),
        ),
        rx.el.span(
            rx.match(
                row.mark,
                ("good", text("admin.fair.good")),
                ("bad", text("admin.fair.bad")),
                text("admin.fair.warn"),
            ),
            class_name="visually-hidden",
        ),
        rx.el.span(row.words, class_name="grow"),
        rx.el.span(row.figure, class_name="m"),
        custom_attrs={"data-mark": row.mark},
    )
