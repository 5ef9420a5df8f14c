"""The rows under a page of a statement: one for each take, and those that belong to none.

A take stands where its hold ended, or began while it is open. Takes that were free have no row in
the ledger; they are read beside it and merged in by time. Both are paged by keys, never by number.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from vidstudio.arrivals import ARRIVED
from vidstudio.base.errors import InvalidRequest
from vidstudio.db.tables import LedgerEntry, Task
from vidstudio.services.months import Span

PAGE_ROWS = 50
_LARGEST_SEQ = 2**62
_LOST = "This page cannot be opened. Start from the first one."


@dataclass(frozen=True)
class Place:
    """Where a page ended: the ledger row, and the free take, that it showed last."""

    row_at: datetime | None = None
    seq: int = 0
    take_at: datetime | None = None
    task_id: str = ""

    @property
    def cursor(self) -> str:
        return f"{_micros(self.row_at)}.{self.seq}.{_micros(self.take_at)}.{self.task_id}"


@dataclass(frozen=True)
class Stream:
    """A month of a workspace from a place on, of one campaign where it is given."""

    workspace_id: str
    span: Span
    campaign_id: str = ""
    place: Place = Place()


def read_place(cursor: str) -> Place:
    """Raises InvalidRequest for what no page has handed out."""
    if not cursor:
        return Place()
    try:
        row_at, seq, take_at, task_id = cursor.split(".")
        if not (task_id.isascii() and task_id.isprintable()):
            raise ValueError(task_id)
        number = min(max(int(seq), 0), _LARGEST_SEQ)
        return Place(_moment(row_at), number, _moment(take_at), task_id)
    except (ValueError, OverflowError, OSError) as error:
        raise InvalidRequest(_LOST, "cursor") from error


def _micros(at: datetime | None) -> int:
    return round(at.timestamp() * 1_000_000) if at else 0


def _moment(micros: str) -> datetime | None:
    return datetime.fromtimestamp(int(micros) / 1_000_000, UTC) if int(micros) else None


def heads(session: Session, stream: Stream, limit: int = PAGE_ROWS + 1) -> list[LedgerEntry]:
    """The rows that stand for themselves or for all of their take's, newest first."""
    later = aliased(LedgerEntry)
    followed = select(later.seq).where(
        later.task_id == LedgerEntry.task_id,
        col(later.seq) > LedgerEntry.seq,
        later.kind != "adjust",
    )
    alone = or_(
        col(LedgerEntry.task_id).is_(None), LedgerEntry.kind == "adjust", ~followed.exists()
    )
    at, seq = col(LedgerEntry.created_at), col(LedgerEntry.seq)
    query = select(LedgerEntry).where(*_in_span(stream), alone)
    if stream.place.row_at is not None:
        # The first key once more, alone: the index is entered by it.
        then = stream.place.row_at
        query = query.where(at <= then, or_(at < then, seq < stream.place.seq))
    return list(session.exec(query.order_by(at.desc(), seq.desc()).limit(limit)).all())


def _in_span(stream: Stream) -> list[Any]:
    at = col(LedgerEntry.created_at)
    fit: list[Any] = [
        LedgerEntry.workspace_id == stream.workspace_id,
        at >= stream.span.start,
        at < stream.span.end,
    ]
    return [*fit, *of_campaign(stream.campaign_id)]


def of_campaign(campaign_id: str) -> list[Any]:
    """The condition that a row's take is of that campaign; none without one."""
    if not campaign_id:
        return []
    there = select(Task.id).where(Task.id == LedgerEntry.task_id, Task.campaign_id == campaign_id)
    return [there.exists()]


def free_takes(
    session: Session, stream: Stream, entries: list[LedgerEntry], limit: int = PAGE_ROWS + 1
) -> list[Task]:
    """Takes that were made and cost nothing, as far back as `entries` reach, newest first."""
    made = col(Task.created_at)
    earliest = entries[-1].created_at if len(entries) >= limit else stream.span.start
    fit: list[Any] = [
        Task.workspace_id == stream.workspace_id,
        Task.quoted == 0,
        ARRIVED,
        made >= max(earliest, stream.span.start),
        made < stream.span.end,
    ]
    if stream.campaign_id:
        fit.append(Task.campaign_id == stream.campaign_id)
    if stream.place.take_at is not None:
        same = (made == stream.place.take_at) & (col(Task.id) < stream.place.task_id)
        fit += [made <= stream.place.take_at, (made < stream.place.take_at) | same]
    newest = select(Task).where(*fit).order_by(made.desc(), col(Task.id).desc())
    return list(session.exec(newest.limit(limit)).all())


def merged(
    entries: list[LedgerEntry], frees: list[Task], place: Place, limit: int = PAGE_ROWS
) -> tuple[list[LedgerEntry | Task], str]:
    """The newest of both, and the cursor behind them; empty at the end."""
    both: list[LedgerEntry | Task] = [*entries, *frees]
    # Rows of one moment keep their order: those of the ledger, then the free takes.
    both.sort(key=lambda row: row.created_at, reverse=True)
    shown = both[:limit]
    if len(both) <= limit:
        return shown, ""
    row = next((row for row in reversed(shown) if isinstance(row, LedgerEntry)), None)
    take = next((row for row in reversed(shown) if isinstance(row, Task)), None)
    following = Place(
        row_at=row.created_at if row else place.row_at,
        seq=row.seq if row else place.seq,
        take_at=take.created_at if take else place.take_at,
        task_id=take.id if take else place.task_id,
    )
    return shown, following.cursor
