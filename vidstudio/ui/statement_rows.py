"""The rows of a statement in words: by day, with sums, and the addresses of its filters."""

from collections.abc import Iterable
from urllib.parse import urlencode

from vidstudio.base.texts import text
from vidstudio.rules.explain_notes import day_words
from vidstudio.ui.amounts import number
from vidstudio.ui.library_clock import Clock
from vidstudio.ui.money_words import month_words, signed, time_words
from vidstudio.ui.parts.menus import Choice, Menu
from vidstudio.views import View
from vidstudio.views.statement import DayView, StatementRowView, StatementView

PATH = "/credits"
_SUMS = ("used", "held", "granted", "refunded", "expired", "revoked")


class StatementRow(View):
    """`tone` colours the figure: hold, good, warn, or nothing. `look` chooses the icon."""

    key: str
    look: str
    time: str
    title: str
    line: str
    credits: str
    after: str
    tone: str
    poster_url: str
    name: str  # what pressing it does, for those who hear it


class DayGroup(View):
    key: str
    name: str
    words: str
    rows: tuple[StatementRow, ...]


class StatementCard(View):
    groups: tuple[DayGroup, ...] = ()
    months: Menu = Menu()
    campaigns: Menu = Menu()
    month: str = ""
    filtered: bool = False
    csv_href: str = ""
    earlier_href: str = ""
    newest_href: str = ""


def address(month: str, campaign: str = "", before: str = "") -> str:
    told = {"month": month, "campaign": campaign, "before": before}
    return f"{PATH}?{urlencode({name: word for name, word in told.items() if word})}"


def statement_card(
    found: StatementView, month: str, campaign: str, before: str, reader: Clock
) -> StatementCard:
    query = {"month": month, "campaign_id": campaign, "zone_minutes": reader.zone_minutes or ""}
    download = urlencode({name: word for name, word in query.items() if word})
    here = address(month, campaign)
    following = address(month, campaign, found.next_cursor)
    return StatementCard(
        groups=tuple(_groups(found, reader)),
        months=_months(found.months, month, campaign, reader),
        campaigns=_campaigns(found.campaigns, month, campaign),
        month=month_words(month, reader.now),
        filtered=bool(campaign),
        csv_href=f"/api/credits/statement.csv?{download}",
        earlier_href=following if found.next_cursor else "",
        newest_href=here if before else "",
    )


def _months(months: Iterable[str], chosen: str, campaign: str, reader: Clock) -> Menu:
    known = sorted({*months, chosen}, reverse=True)
    choices = tuple(
        Choice(
            label=month_words(month, reader.now), href=address(month, campaign), on=month == chosen
        )
        for month in known
    )
    return Menu(label=month_words(chosen, reader.now), choices=choices)


def _campaigns(campaigns: Iterable[tuple[str, str]], month: str, chosen: str) -> Menu:
    every = Choice(label=text("statement.all_campaigns"), href=address(month), on=not chosen)
    known = [
        Choice(label=name, href=address(month, key), on=key == chosen) for key, name in campaigns
    ]
    label = next((choice.label for choice in (every, *known) if choice.on), every.label)
    return Menu(label=label, choices=(every, *known))


def _groups(found: StatementView, reader: Clock) -> Iterable[DayGroup]:
    sums = {day.key: day for day in found.days}
    today = reader.day(reader.now)
    for key, day in sums.items():
        rows = [row for row in found.rows if reader.day(row.at).isoformat() == key]
        date = reader.day(rows[0].at)
        name = day_words(date, today)
        if (today - date).days in {0, 1}:
            name = text(f"statement.{'yesterday' if today > date else 'today'}")
        shown = tuple(_row(row, reader) for row in rows)
        yield DayGroup(key=key, name=name, words=_sums(day), rows=shown)


def _sums(day: DayView) -> str:
    """“128 used, 64 on hold”."""
    amounts = {name: getattr(day, f"{name}_credits") for name in _SUMS}
    return ", ".join(
        text(f"statement.day.{name}", amount=number(amount))
        for name, amount in amounts.items()
        if amount
    )


def _row(row: StatementRowView, reader: Clock) -> StatementRow:
    after = "" if row.after_credits is None else number(row.after_credits)
    return StatementRow(
        key=row.key,
        look=row.look,
        time=time_words(row.at, reader),
        title=row.title,
        line=row.line,
        credits=signed(row.credits),
        after=after,
        tone=_tone(row),
        poster_url=row.poster_url,
        name=text("statement.open_row", title=row.title),
    )


def _tone(row: StatementRowView) -> str:
    if row.open:
        return "hold"
    if row.look in {"expire", "revoke"}:
        return "warn"
    came_back = row.look == "take" and row.credits == 0 and not row.free
    return "good" if row.credits > 0 or came_back else ""
