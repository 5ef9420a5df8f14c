"""Days, ages and money as the admin's pages say them."""

from datetime import date, datetime, timedelta

from vidstudio.base.texts import text
from vidstudio.ui.amounts import THIN, number

SOON = timedelta(days=14)
_HOUR_SECONDS, _NOW_SECONDS = 3600, 300


def day_words(day: date, today: date) -> str:
    """“30 Nov”, and with the year where it is another one."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day.day} {day:%b}{year}"


def long_day(day: date) -> str:
    """“30 November”."""
    return f"{day.day} {day:%B}"


def last_day(ends_at: datetime) -> date:
    """The last day of what ends then: a lot that ends at midnight was of use the day before."""
    return (ends_at - timedelta(microseconds=1)).date()


def age(then: datetime | None, now: datetime) -> str:
    """“now”, “12 min”, “3 h”, “yesterday”, “4 Nov”, “never”."""
    if then is None:
        return text("admin.people.never")
    seconds = (now - then).total_seconds()
    if seconds < _NOW_SECONDS:
        return text("admin.people.now")
    if seconds < _HOUR_SECONDS:
        return text("admin.people.minutes", count=round(seconds / 60))
    if then.date() == now.date():
        return text("admin.people.hours", count=round(seconds / _HOUR_SECONDS))
    if then.date() == now.date() - timedelta(days=1):
        return text("admin.people.yesterday")
    return day_words(then.date(), now.date())


def money(credits: int, credit_usd: float) -> str:
    """“$92.36”."""
    return f"${credits * credit_usd:,.2f}"


def percent(part: float) -> str:
    """“6 %”, of a share like 0.06."""
    return f"{number(round(100 * part))}{THIN}%"
