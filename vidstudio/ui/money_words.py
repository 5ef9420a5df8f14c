"""Money and moments as the statement and the ledger write them."""

from datetime import datetime

from vidstudio.base.texts import text
from vidstudio.rules.explain_notes import day_words
from vidstudio.ui.amounts import number
from vidstudio.ui.library_clock import Clock
from vidstudio.views import View

MINUS = "−"
KIND_LOOKS = {
    "hold": "accent",
    "capture": "",
    "release": "good",
    "grant": "good",
    "adjust": "good",
    "expire": "warn",
    "revoke": "warn",
}


class KindChip(View):
    word: str
    look: str


def kind_chip(kind: str) -> KindChip:
    return KindChip(word=text(f"statement.kind.{kind}"), look=KIND_LOOKS[kind])


def signed(credits: int) -> str:
    """“−64”, “0”, “+44”."""
    if credits == 0:
        return "0"
    return f"{'+' if credits > 0 else MINUS}{number(abs(credits))}"


def moved(kind: str, credits: int) -> str:
    """A row's figure. A charge has no sign: its credits left the balance when they were held."""
    return number(credits) if kind == "capture" else signed(credits)


def dollars(microdollars: float) -> str:
    return f"${microdollars / 1_000_000:,.2f}"


def time_words(at: datetime, reader: Clock, *, seconds: bool = False) -> str:
    return f"{reader.there(at):{'%H:%M:%S' if seconds else '%H:%M'}}"


def when_words(at: datetime, reader: Clock) -> str:
    """Today's time with seconds, “Yesterday 18:40”, “3 Nov 09:12”, “3 Nov 2025”."""
    day, today = reader.day(at), reader.day(reader.now)
    if day == today:
        return time_words(at, reader, seconds=True)
    if (today - day).days == 1:
        return f"{text('statement.yesterday')} {time_words(at, reader)}"
    short = f"{day.day} {text(f'explain.month.m{day.month}')[:3]}"
    return f"{short} {time_words(at, reader) if day.year == today.year else day.year}"


def date_words(at: datetime, reader: Clock) -> str:
    """“30 November”, “30 November 2025”."""
    return day_words(reader.day(at), reader.day(reader.now))


def month_words(month: str, now: datetime) -> str:
    """Of “2026-11”: “November”, with the year where it is another one."""
    name = text(f"explain.month.m{int(month[5:])}")
    if int(month[:4]) == now.year:
        return name
    return text("statement.month_of", month=name, year=month[:4])
