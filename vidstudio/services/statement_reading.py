"""The rows under a page of a statement: one for each take, and those that belong to none.

A take stands where its hold ended, or began while it is open. Takes that were free have no row in
the ledger; they are read beside it and merged in by time. Both are paged by keys, never by number.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from vidstudio.base.errors import InvalidRequest
from vidstudio.db.tables import LedgerEntry, Task
from vidstudio.rules.lifecycle import TaskState
from vidstudio.services.months import Span

PAGE_ROWS = 50
_FIRST_SEQ = 2**62
_LOST = "This page cannot be opened. Start from the first one."


@dataclass(frozen=True)
class Place:
    """Where a page ended: the ledger number, and the free take, that it showed last."""

    seq: int = _FIRST_SEQ
    at: datetime | None = None
    task_id: str = ""

    @property
    def cursor(self) -> str:
        at = int(self.at.timestamp() * 1_000_000) if self.at else 0
        return f"{self.seq}.{at}.{self.task_id}"


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
        seq, micros, task_id = cursor.split(".")
        at = datetime.fromtimestamp(int(micros) / 1_000_000, UTC) if int(micros) else None
        if not (task_id.isascii() and task_id.isprintable()):
            raise ValueError(task_id)
        return Place(min(max(int(seq), 0), _FIRST_SEQ), at, task_id)
    except (ValueError, OverflowError, OSError) as error:
        raise InvalidRequest(_LOST, "cursor") from error


def heads(session: Session, stream: Stream, limit: int = PAGE_ROWS + 1) -> list[LedgerEntry]:
    """The rows that stand for themselves or for all of their take's, newest first."""
    bounds = _bounds(session, stream)
    if bounds is None:
        return []
    later = aliased(LedgerEntry)
    followed = select(later.seq).where(
        later.task_id == LedgerEntry.task_id,
        col(later.seq) > LedgerEntry.seq,
        later.kind != "adjust",
    )
    alone = or_(
        col(LedgerEntry.task_id).is_(None), LedgerEntry.kind == "adjust", ~followed.exists()
    )
    query = (
        select(LedgerEntry)
        .where(*_in_span(stream), alone)
        .where(col(LedgerEntry.seq).between(bounds[0], min(bounds[1], stream.place.seq - 1)))
    )
    newest = query.order_by(col(LedgerEntry.seq).desc()).limit(limit)
    return list(session.exec(newest).all())


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


def _bounds(session: Session, stream: Stream) -> tuple[int, int] | None:
    """The first and the last number of the month, so that its rows are walked by their key."""
    at, seq = col(LedgerEntry.created_at), col(LedgerEntry.seq)
    within = select(LedgerEntry.seq).where(
        LedgerEntry.workspace_id == stream.workspace_id,
        at >= stream.span.start,
        at < stream.span.end,
    )
    first = session.exec(within.order_by(at, seq).limit(1)).first()
    last = session.exec(within.order_by(at.desc(), seq.desc()).limit(1)).first()
    return None if first is None or last is None else (first, last)


def free_takes(
    session: Session, stream: Stream, entries: list[LedgerEntry], limit: int = PAGE_ROWS + 1
) -> list[Task]:
    """Takes that were made and cost nothing, as far back as `entries` reach, newest first."""
    made = col(Task.created_at)
    earliest = entries[-1].created_at if len(entries) >= limit else stream.span.start
    fit: list[Any] = [
        Task.workspace_id == stream.workspace_id,
        Task.quoted == 0,
        Task.state == TaskState.SUCCEEDED,
        made >= max(earliest, stream.span.start),
        made < stream.span.end,
    ]
    if stream.campaign_id:
        fit.append(Task.campaign_id == stream.campaign_id)
    if stream.place.at is not None:
        same = (made == stream.place.at) & (col(Task.id) < stream.place.task_id)
        fit += [made <= stream.place.at, (made < stream.place.at) | same]
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
    numbers = [row.seq for row in shown if isinstance(row, LedgerEntry)]
    last = next((row for row in reversed(shown) if isinstance(row, Task)), None)
    following = Place(
        seq=min([place.seq, *numbers]),
        at=last.created_at if last else place.at,
        task_id=last.id if last else place.task_id,
    )
    return shown, following.cursor
