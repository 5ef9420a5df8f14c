"""The ledger's rows, filters and addresses in words."""

from typing import Any
from urllib.parse import urlencode

from vidstudio.base.texts import text
from vidstudio.services.ledger_query import LedgerQuery
from vidstudio.ui.admin_names import CREDITS_ROUTES, EXPORT_HREF
from vidstudio.ui.amounts import number
from vidstudio.ui.library_clock import Clock
from vidstudio.ui.money_words import KIND_LOOKS, kind_chip, month_words, moved, when_words
from vidstudio.ui.parts.menus import Choice, Menu
from vidstudio.views import View
from vidstudio.views.statement import LedgerChoicesView, LedgerPageView, LedgerRowView

PATH = CREDITS_ROUTES["ledger"]
FILTERS = ("kind", "person", "campaign", "model", "month")


class LedgerRow(View):
    """`key` is the row's number as text, as the explanation under it names it."""

    workspace_id: str
    seq: int
    key: str
    time: str
    person: str
    kind: str
    look: str
    credits: str
    lot: str
    after: str
    what: str
    who: str
    name: str  # of the button that unfolds it, for those who hear it


class LedgerCard(View):
    rows: tuple[LedgerRow, ...] = ()
    kind: Menu = Menu()
    person: Menu = Menu()
    campaign: Menu = Menu()
    model: Menu = Menu()
    month: Menu = Menu()
    q: str = ""
    filtered: bool = False
    export_href: str = EXPORT_HREF
    earlier_href: str = ""
    newest_href: str = ""
    searched_to: str = ""


def address(query: LedgerQuery, **changes: Any) -> str:
    """Where these rows stand; a changed filter begins at the newest page."""
    told = query.model_dump(exclude_defaults=True, exclude={"cursor"}) | changes
    words = urlencode({name: word for name, word in told.items() if word})
    return f"{PATH}?{words}" if words else PATH


def ledger_card(
    found: LedgerPageView, offered: LedgerChoicesView, query: LedgerQuery, reader: Clock
) -> LedgerCard:
    chosen = query.model_dump(exclude_defaults=True, exclude={"cursor"})
    looked = found.searched_to
    return LedgerCard(
        rows=tuple(_row(row, reader) for row in found.rows),
        **{name: _menu(name, _options(name, offered, reader), query) for name in FILTERS},
        q=query.q,
        filtered=bool(chosen),
        export_href=f"{EXPORT_HREF}?{urlencode(chosen)}" if chosen else EXPORT_HREF,
        earlier_href=address(query, cursor=found.next_cursor) if found.next_cursor else "",
        newest_href=address(query) if query.cursor else "",
        searched_to=text("ledger.searched_to", at=when_words(looked, reader)) if looked else "",
    )


def _options(name: str, offered: LedgerChoicesView, reader: Clock) -> dict[str, str]:
    """By the word of the address the label."""
    match name:
        case "kind":
            return {kind: text(f"statement.kind.{kind}") for kind in KIND_LOOKS}
        case "person":
            return dict(offered.people)
        case "campaign":
            return dict(offered.campaigns)
        case "model":
            return dict(offered.models)
        case _:
            return {month: month_words(month, reader.now) for month in offered.months}


def _menu(name: str, options: dict[str, str], query: LedgerQuery) -> Menu:
    chosen = getattr(query, name) or ""
    choices = tuple(
        Choice(label=label, href=address(query, **{name: word}), on=word == chosen)
        for word, label in options.items()
    )
    clear = address(query, **{name: ""}) if chosen else ""
    return Menu(label=options.get(chosen, chosen), clear=clear, choices=choices)


def _row(row: LedgerRowView, reader: Clock) -> LedgerRow:
    chip, time = kind_chip(row.kind), when_words(row.at, reader)
    return LedgerRow(
        workspace_id=row.workspace_id,
        seq=row.seq,
        key=str(row.seq),
        time=time,
        person=row.person,
        kind=chip.word,
        look=chip.look,
        credits=moved(row.kind, row.credits),
        lot=row.lot,
        after=number(row.after_credits),
        what=row.what,
        who=row.who or text("ledger.system"),
        name=text("ledger.explain_row", kind=chip.word, person=row.person, time=time),
    )
