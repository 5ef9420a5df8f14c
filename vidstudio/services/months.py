"""Calendar months on the reader's clock, as statements and the ledger page through them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
MOST_MONTHS = 36


class Span(NamedTuple):
    """From the first moment on, up to and without the last."""

    start: datetime
    end: datetime


def zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


def start_of(day: date, minutes: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone(minutes)).astimezone(UTC)


def day_of(at: datetime, minutes: int) -> date:
    return at.astimezone(zone(minutes)).date()


def span(month: str, minutes: int = 0) -> Span:
    """Of “2026-11”."""
    first = date.fromisoformat(f"{month}-01")
    return Span(start_of(first, minutes), start_of(_next(first), minutes))


def month_of(at: datetime, minutes: int = 0) -> str:
    return day_of(at, minutes).isoformat()[:7]


def back_to(first: datetime, now: datetime, minutes: int = 0) -> tuple[str, ...]:
    """All months from now back to `first`, newest first, 36 at most."""
    months = _walk(day_of(first, minutes).replace(day=1), day_of(now, minutes))
    return tuple(reversed([month.isoformat()[:7] for month in months]))[:MOST_MONTHS]


def _walk(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = _next(first)


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
