"""The statement and the ledger as CSV, piece by piece: no list of all rows is ever made."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from sqlmodel import Session

from vidstudio.base.texts import text
from vidstudio.db.tables import LedgerEntry
from vidstudio.services import explaining, ledger_pages, statement
from vidstudio.services.explaining import Around
from vidstudio.services.ledger_query import LedgerQuery
from vidstudio.services.statement import StatementQuery
from vidstudio.services.statement_reading import Stream, free_takes, heads, merged, read_place
from vidstudio.studio import Studio, Who

PIECE_ROWS = 200
STATEMENT_COLUMNS = ("time", "what", "why", "credits", "available_after", "on_hold")
LEDGER_COLUMNS = (
    *("time", "person", "kind", "credits", "lot", "available_after", "what", "why"),
    *("written_by", "reason", "take_id", "price_rule", "workspace_id", "number"),
)
# A spreadsheet would take such a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Cells = Sequence[str | int | None]


async def statement_csv(studio: Studio, who: Who, query: StatementQuery) -> AsyncIterator[str]:
    """A month of the own workspace, newest first. NotFound for a foreign campaign."""
    stream = await studio.db.read(lambda session: statement.stream_of(session, who, query))
    return _statement(studio, stream)


async def ledger_csv(studio: Studio, who: Who, query: LedgerQuery) -> AsyncIterator[str]:
    """All rows that fit. NotAllowed for others than admins, before anything is sent."""
    ledger_pages.require_admin(who)
    return _ledger(studio, query)


async def _statement(studio: Studio, stream: Stream) -> AsyncIterator[str]:
    yield written([STATEMENT_COLUMNS])
    while True:
        rows, cursor = await studio.db.read(
            lambda session, here=stream: _statement_piece(session, studio, here)
        )
        yield written(rows)
        if not cursor:
            return
        place = read_place(cursor)
        stream = Stream(stream.workspace_id, stream.span, stream.campaign_id, place)


def _statement_piece(session: Session, studio: Studio, stream: Stream) -> tuple[list[Cells], str]:
    entries = heads(session, stream, PIECE_ROWS + 1)
    frees = free_takes(session, stream, entries, PIECE_ROWS + 1)
    rows, cursor = merged(entries, frees, stream.place, PIECE_ROWS)
    around = statement.around_rows(session, studio, rows)
    views = [statement.row_view(row, around, entries) for row in rows]
    cells = [
        (
            view.at.isoformat(),
            view.title,
            view.line,
            view.credits,
            view.after_credits,
            -view.credits if view.open else 0,
        )
        for view in views
    ]
    return list(cells), cursor


async def _ledger(studio: Studio, query: LedgerQuery) -> AsyncIterator[str]:
    yield written([LEDGER_COLUMNS])
    while True:
        rows, cursor = await studio.db.read(
            lambda session, here=query: _ledger_piece(session, studio, here)
        )
        if rows:
            yield written(rows)
        if not cursor:
            return
        query = query.model_copy(update={"cursor": cursor})


def _ledger_piece(session: Session, studio: Studio, query: LedgerQuery) -> tuple[list[Cells], str]:
    rows, cursor, _ = ledger_pages.read(session, studio, query, PIECE_ROWS)
    around = explaining.gather(session, studio, rows)
    return [_cells(row, around) for row in rows], cursor


def _cells(row: LedgerEntry, around: Around) -> Cells:
    view, task = ledger_pages.row_view(row, around), around.tasks.get(row.task_id or "")
    return (
        view.at.isoformat(),
        view.person,
        view.kind,
        view.credits,
        view.lot,
        view.after_credits,
        view.what,
        explaining.sentence_of(row, around),
        view.who or text("statement.why.system"),
        row.reason,
        row.task_id or "",
        str(task.quote.get("rule", "")) if task else "",
        row.workspace_id,
        row.seq,
    )


def written(rows: Iterable[Cells]) -> str:
    """As lines of CSV. Numbers stay numbers; no text begins like a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def _guarded(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
