"""A person's lots as bars over months, the one used first at the top; today is a line."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.admin_words import day_words, last_day
from vidstudio.ui.amounts import number
from vidstudio.views import View
from vidstudio.views.people import LotLine

LEAST_SPAN = timedelta(days=60)
BEYOND = timedelta(days=14)  # how far a lot without an end is drawn past the last one
MOST_MONTHS = 7
TODAY_PERCENT = 13  # what the words "Nov" and "today" need beside each other on a phone


class LotBar(View):
    """In percent of the width: where it begins, how long it is, and how much of it is left.

    `label_right` puts its words at the end of the bar, where they would run out of the box."""

    id: str
    words: str
    name: str  # for the choice of what is taken back
    left_percent: float
    start_percent: float
    width_percent: float
    label_right: bool
    first: bool
    later: bool


class Month(View):
    name: str
    at_percent: float


class Timeline(View):
    bars: tuple[LotBar, ...] = ()
    months: tuple[Month, ...] = ()
    today_percent: float = 0


def timeline(lots: Sequence[LotLine], now: datetime) -> Timeline:
    if not lots:
        return Timeline()
    start = min(lot.created_at for lot in lots)
    ends = [lot.expires_at for lot in lots if lot.expires_at]
    end = max([now + LEAST_SPAN, *ends])
    end += BEYOND if any(lot.expires_at is None for lot in lots) else timedelta()
    axis = _Axis(start.replace(day=1, hour=0, minute=0, second=0, microsecond=0), end, now)
    return Timeline(
        bars=tuple(_bar(lot, axis, now) for lot in lots),
        months=axis.months(),
        today_percent=axis.percent(now),
    )


class _Axis:
    def __init__(self, start: datetime, end: datetime, now: datetime) -> None:
        self._start, self._end, self._now = start, end, now

    def percent(self, at: datetime) -> float:
        return round(100 * ((at - self._start) / (self._end - self._start)), 2)

    def months(self) -> tuple[Month, ...]:
        """The first of each month; of many, every second, third …"""
        firsts, at = list[datetime](), self._start
        while at < self._end:
            firsts.append(at)
            at = (at + timedelta(days=32)).replace(day=1)
        step = -(-len(firsts) // MOST_MONTHS)
        return tuple(
            Month(
                name="" if self._under_today(self.percent(first)) else f"{first:%b}",
                at_percent=self.percent(first),
            )
            for first in firsts[::step]
        )

    def _under_today(self, percent: float) -> bool:
        """Whether the word of a month there would run into that of today."""
        return -TODAY_PERCENT < percent - self.percent(self._now) < TODAY_PERCENT / 2


def _bar(lot: LotLine, axis: _Axis, now: datetime) -> LotBar:
    begin = lot.effective_at or lot.created_at
    start = axis.percent(begin)
    end = axis.percent(lot.expires_at) if lot.expires_at else 100
    return LotBar(
        id=str(lot.id),
        words=_words(lot, now),
        name=lot.reason or text(f"admin.lots.{lot.source}"),
        left_percent=round(100 * lot.left_credits / lot.amount_credits, 2),
        start_percent=start,
        width_percent=round(max(end - start, 1), 2),
        label_right=start > 45,  # noqa: PLR2004  percent: its words are half the box long
        first=lot.used_first,
        later=begin > now,
    )


def _words(lot: LotLine, now: datetime) -> str:
    """“134 of 300, used first, expires 4 Dec”."""
    left, amount = number(lot.left_credits), number(lot.amount_credits)
    whole = lot.left_credits == lot.amount_credits
    parts = [left if whole else text("admin.lots.of", left=left, amount=amount)]
    if lot.used_first:
        parts.append(text("admin.lots.first"))
    else:
        parts.append(text(f"admin.lots.{lot.source}"))
    today = now.date()
    if lot.effective_at and lot.effective_at > now:
        parts.append(text("admin.lots.from", date=day_words(lot.effective_at.date(), today)))
    if lot.expires_at is None:
        parts.append(text("admin.lots.lasting"))
    else:
        date = day_words(last_day(lot.expires_at), today)
        parts.append(text("admin.lots.expires", date=date))
    return ", ".join(parts)


def lots_chart(line: Any) -> rx.Component:
    """`line` is a Var of a Timeline."""
    return rx.el.div(
        rx.el.div(
            rx.foreach(
                line.months,
                lambda month: rx.el.span(month.name, style={"left": f"{month.at_percent}%"}),
            ),
            class_name="lots-months",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.span(
            rx.el.span(text("admin.lots.today")),
            class_name="lots-today",
            style={"left": f"{line.today_percent}%"},
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.ul(rx.foreach(line.bars, _lot), class_name="lots-bars"),
        class_name="lots-chart",
    )


def _lot(lot: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            lot.words,
            class_name=rx.cond(lot.label_right, "lots-words right", "lots-words"),
            style={"--from": f"{lot.start_percent}%"},
        ),
        rx.el.span(
            rx.el.b(style={"width": f"{lot.left_percent}%"}),
            class_name="lots-bar",
            style={"marginLeft": f"{lot.start_percent}%", "width": f"{lot.width_percent}%"},
        ),
        class_name=rx.cond(lot.first, "first", rx.cond(lot.later, "later", "")),
        custom_attrs={"data-lot": lot.id},
    )
