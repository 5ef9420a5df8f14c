"""The ledger of all workspaces, for admins: pages by key, one row explained, all rows as a stream.

A page looks at a bounded number of rows, so it answers in the same time whatever is asked. Where
that was not far enough to fill it, it says how far back it has looked.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from vidstudio.base.errors import NotAllowed, NotFound
from vidstudio.db.tables import Campaign, LedgerEntry, User
from vidstudio.rules import explain_notes
from vidstudio.services import explaining, explanations, months
from vidstudio.services.explaining import Around
from vidstudio.services.ledger_query import LedgerQuery, Sought, after, cursor_of, sought
from vidstudio.studio import Studio, Who
from vidstudio.views.statement import (
    ExplainView,
    LedgerChoicesView,
    LedgerPageView,
    LedgerRowView,
)

PAGE_ROWS = 50
LOOKED_AT = 10_000  # rows whose takes one page looks at
MOST_CHOICES = 300
_NEWEST = (
    col(LedgerEntry.created_at).desc(),
    col(LedgerEntry.workspace_id).desc(),
    col(LedgerEntry.seq).desc(),
)


async def page(studio: Studio, who: Who, query: LedgerQuery) -> LedgerPageView:
    """Newest first. NotAllowed for others than admins, InvalidRequest for a wrong cursor."""
    require_admin(who)
    return await studio.db.read(lambda session: _page(session, studio, query))


async def explanation(studio: Studio, who: Who, workspace_id: str, seq: int) -> ExplainView:
    """Behind one row of anybody's. NotAllowed for others than admins."""
    require_admin(who)

    def work(session: Session) -> ExplainView:
        row = session.get(LedgerEntry, (workspace_id, seq)) if 0 < seq < 2**62 else None
        if row is None:
            raise NotFound
        return explanations.of_row(session, studio, row, who)

    return await studio.db.read(work)


async def choices(studio: Studio, who: Who) -> LedgerChoicesView:
    """What the filters offer. NotAllowed for others than admins."""
    require_admin(who)
    return await studio.db.read(lambda session: _choices(session, studio))


def require_admin(who: Who) -> None:
    if not who.is_admin:
        raise NotAllowed


def _page(session: Session, studio: Studio, query: LedgerQuery) -> LedgerPageView:
    rows, following, searched_to = read(session, studio, query, PAGE_ROWS)
    around = explaining.gather(session, studio, rows)
    return LedgerPageView(
        rows=tuple(row_view(row, around) for row in rows),
        next_cursor=following,
        searched_to=searched_to,
    )


def read(
    session: Session, studio: Studio, query: LedgerQuery, limit: int
) -> tuple[list[LedgerEntry], str, datetime | None]:
    """Rows, the cursor behind them, and how far back was looked where that ended early."""
    meant = sought(session, query, studio.providers)
    if meant.nothing:
        return [], "", None
    fit = [*meant.rows, *after(query.cursor)]
    rooms = [[LedgerEntry.workspace_id == room] for room in meant.rooms or ()] or [[]]
    if meant.looked:
        return _window(session, [*fit, *rooms[0]], meant, limit)
    # One by one, each by its own index: all of them together would be sorted whole.
    found = [row for room in rooms for row in _newest(session, [*fit, *room], limit + 1)]
    found.sort(key=_key, reverse=True)
    rows = found[:limit]
    return rows, _behind(rows) if len(found) > limit else "", None


def _newest(session: Session, fit: list[Any], limit: int) -> Sequence[LedgerEntry]:
    return session.exec(select(LedgerEntry).where(*fit).order_by(*_NEWEST).limit(limit)).all()


def _window(
    session: Session, fit: list[Any], meant: Sought, limit: int
) -> tuple[list[LedgerEntry], str, datetime | None]:
    """Of so many rows those whose takes fit."""
    every = select(LedgerEntry).where(*fit).order_by(*_NEWEST)
    last = session.exec(every.offset(LOOKED_AT - 1).limit(1)).first()
    within = [col(LedgerEntry.created_at) >= last.created_at] if last is not None else []
    query = select(LedgerEntry).where(*fit, *within, *meant.looked).order_by(*_NEWEST)
    found = list(session.exec(query.limit(limit + 1)).all())
    if len(found) > limit:
        return found[:limit], _behind(found[:limit]), None
    if last is None:
        return found, "", None
    # Rows of the same moment as the last one may lie behind it: they come with the next page.
    rows = [row for row in found if _key(row) >= _key(last)]
    return rows, _behind([last]), last.created_at


def _key(row: LedgerEntry) -> tuple[datetime, str, int]:
    return row.created_at, row.workspace_id, row.seq


def _behind(rows: Sequence[LedgerEntry]) -> str:
    last = rows[-1]
    return cursor_of(last.created_at, last.workspace_id, last.seq)


def row_view(row: LedgerEntry, around: Around) -> LedgerRowView:
    return LedgerRowView(
        workspace_id=row.workspace_id,
        seq=row.seq,
        at=row.created_at,
        person=explaining.person_of(row, around),
        kind=row.kind,
        credits=explaining.credits_of(row),
        lot=explaining.lot_words(row, around),
        after_credits=row.available_after,
        what=_what(row, around),
        who=around.people.get(row.actor, ""),
    )


def _what(row: LedgerEntry, around: Around) -> str:
    """“The bag at dawn, take 04”, or why a row was written that belongs to no take."""
    task = around.tasks.get(row.task_id or "")
    if task is not None:
        return explaining.take_title(task, around)
    return row.reason or explain_notes.note_line(explaining.note_of(row, around))


def _choices(session: Session, studio: Studio) -> LedgerChoicesView:
    now = studio.clock.now()
    oldest = select(LedgerEntry.created_at).order_by(col(LedgerEntry.created_at)).limit(1)
    first = session.exec(oldest).first() or now
    people = select(User.id, User.name).order_by(User.name, User.id).limit(MOST_CHOICES)
    campaigns = select(Campaign.id, Campaign.name).order_by(col(Campaign.opened_at).desc())
    cards = studio.catalog.cards.values()
    return LedgerChoicesView(
        people=tuple(session.exec(people).all()),
        campaigns=tuple(session.exec(campaigns.limit(MOST_CHOICES)).all()),
        models=tuple((card.id, card.name) for card in cards),
        months=months.back_to(first, now),
    )
