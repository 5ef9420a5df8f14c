"""The four number cards of the Overview, with their sparks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import reflex as rx

from vidstudio.base.texts import counted, text
from vidstudio.ui.admin_words import day_words, long_day, money, percent
from vidstudio.ui.amounts import number, roughly
from vidstudio.views import View
from vidstudio.views.dashboard import OverviewView

WIDTH, HEIGHT, MARGIN = 120, 32, 3
SAME = 0.005  # a difference below it is none


class FigureCard(View):
    """`path` and the end of it are drawn into a box of 120 × 32."""

    key: str
    label: str
    figure: str
    note: str
    hint: str = ""
    tone: str = ""
    spark: str = ""
    path: str = ""
    end_y: str = "0"


def figure_cards(view: OverviewView, credit_usd: float, now: datetime) -> list[FigureCard]:
    return [
        _card(
            "available",
            view.available_credits,
            counted("admin.overview.across", view.people),
            view.in_hand_spark,
        ),
        _card("held", view.held_credits, _held_note(view, now), view.held_spark, "accent"),
        _card(
            "charged",
            view.charged_credits,
            _charged_note(view, credit_usd, now.date()),
            view.charged_spark,
        ).model_copy(update={"hint": text("admin.overview.compared", month=_month_before(now))}),
        _card(
            "expiring",
            view.expiring_credits,
            _expiring_note(view, now.date()),
            view.expiring_spark,
            "warn" if view.expiring_credits else "",
        ),
    ]


def _card(key: str, figure: int, note: str, spark: Sequence[int], tone: str = "") -> FigureCard:
    points = spark_points(spark)
    return FigureCard(
        key=key,
        label=text(f"admin.overview.{key}"),
        figure=number(figure),
        note=note,
        tone=tone,
        spark=text(f"admin.overview.{key}_spark"),
        path=" ".join(f"{'L' if n else 'M'}{x:.1f} {y:.1f}" for n, (x, y) in enumerate(points)),
        end_y=f"{points[-1][1]:.1f}" if points else "0",
    )


def spark_points(values: Sequence[int]) -> list[tuple[float, float]]:
    """The least value lies at the bottom, the greatest at the top; a flat line at the bottom."""
    if not values:
        return []
    least, span = min(values), max(values) - min(values)
    step = WIDTH / max(len(values) - 1, 1)
    height = HEIGHT - 2 * MARGIN
    rise = [height * (value - least) / span if span else 0 for value in values]
    return [(n * step, HEIGHT - MARGIN - up) for n, up in enumerate(rise)]


def _held_note(view: OverviewView, now: datetime) -> str:
    if view.oldest_hold_at is None:
        return text("admin.overview.held_none")
    oldest = roughly((now - view.oldest_hold_at).total_seconds())
    return counted("admin.overview.held_takes", view.held_takes, age=oldest)


def _charged_note(view: OverviewView, credit_usd: float, today: date) -> str:
    worth = money(view.charged_credits, credit_usd)
    if not view.charged_before_credits:
        return text("admin.overview.charged_money", money=worth)
    change = view.charged_credits / view.charged_before_credits - 1
    key = "same" if abs(change) < SAME else "over" if change > 0 else "under"
    words = {"money": worth, "percent": percent(abs(change)), "month": _month_before(today)}
    return text(f"admin.overview.charged_{key}", **words)


def _month_before(today: date) -> str:
    return f"{today.replace(day=1) - timedelta(days=1):%B}"


def _expiring_note(view: OverviewView, today: date) -> str:
    day = view.next_expiry_on
    if day is None:
        return text("admin.overview.expiring_none")
    date_ = long_day(day) if day.year == today.year else day_words(day, today)
    credits = number(view.next_expiry_credits)
    return text("admin.overview.expiring_next", credits=credits, date=date_)


def figures(cards: Any) -> rx.Component:
    """`cards` is a Var of FigureCards."""
    return rx.el.div(rx.foreach(cards, _figure), class_name="figure-cards")


def _figure(card: Any) -> rx.Component:
    tone = rx.match(card.tone, ("warn", "is-warn"), "")
    return rx.el.section(
        rx.el.h2(card.label, class_name="small text-2"),
        rx.el.div(
            rx.el.div(
                rx.el.p(card.figure, class_name=f"figure m {tone}"),
                rx.el.p(card.note, class_name="figure-note small text-2", title=card.hint),
                class_name="grow",
            ),
            rx.el.svg(
                rx.el.svg.path(d=card.path),
                rx.el.svg.circle(cx=str(WIDTH), cy=card.end_y, r="2.5"),
                view_box=f"0 0 {WIDTH} {HEIGHT}",
                class_name=f"spark {card.tone}",
                role="img",
                custom_attrs={"aria-label": card.spark, "data-tone": card.tone},
            ),
            class_name="figure-row",
        ),
        class_name="admin-box figure-card",
        custom_attrs={"data-figure": card.key},
    )
