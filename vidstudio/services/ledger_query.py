"""What an admin asks of the ledger, and which rows that can be.

Words and filters are first turned into people, takes and lots: small sets of keys. What remains
is a condition on rows that an index answers, or one on their takes that is looked at row by row.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import and_, literal, or_
from sqlmodel import Session, col, func, select

from vidstudio.base.errors import InvalidRequest
from vidstudio.db.columns import UtcDateTime
from vidstudio.db.tables import CreditLot, LedgerEntry, Member, Shot, Task, User
from vidstudio.rules.explain_notes import lot_name
from vidstudio.services import months
from vidstudio.services.months import MONTH

Kind = Literal["grant", "hold", "capture", "release", "expire", "revoke", "adjust"]
FEW_TAKES = 1000  # so many takes are looked up by their ids
MOST_FOUND = 200  # people, shots and lots that words may mean
_LOT = re.compile(r"^([A-Z][a-z]+)-([0-9]{1,10})$")
_TAKE = re.compile(r"^(?:(.*?),?\s*)?(?:take|draft)\s+0*([0-9]{1,6})$", re.IGNORECASE)
_LOST = "This page cannot be opened. Start from the first one."
_KEYS = (LedgerEntry.created_at, LedgerEntry.workspace_id, LedgerEntry.seq)


class LedgerQuery(BaseModel):
    """`q` is a person, a take or a lot; `person` a user id; `month` “2026-11”, UTC."""

    model_config = ConfigDict(frozen=True)

    q: str = Field(default="", max_length=120)
    kind: Kind | None = None
    person: str = Field(default="", max_length=64)
    campaign: str = Field(default="", max_length=64)
    model: str = Field(default="", max_length=60)
    month: str = Field(default="", pattern=f"{MONTH}|^$")
    cursor: str = Field(default="", max_length=200)


@dataclass(frozen=True)
class Sought:
    """Which rows are meant. `rows` is a condition on them, `takes` one on their takes.

    `task_ids` are all takes that `takes` can mean, where those are few: then the rows are looked
    up by them. `nothing` can be meant at all.
    """

    rows: tuple[Any, ...] = ()
    takes: tuple[Any, ...] = ()
    task_ids: tuple[str, ...] | None = None
    nothing: bool = False


def sought(session: Session, query: LedgerQuery) -> Sought:
    rows, takes = _plain(session, query), _of_takes(query)
    words = " ".join(query.q.split())
    if words:
        found = _words(session, words)
        if found is None:
            return Sought(nothing=True)
        rows += found
    task_ids = _few(session, takes) if takes else None
    return Sought(tuple(rows), tuple(takes), task_ids, nothing=task_ids == ())


def after(cursor: str) -> list[Any]:
    """The rows behind that page, newest first. Raises InvalidRequest for a wrong cursor."""
    if not cursor:
        return []
    at, workspace, seq = (col(key) for key in _KEYS)
    moment, room, number = read_cursor(cursor)
    then = literal(moment, UtcDateTime())
    earlier = or_(workspace < room, and_(workspace == room, seq < number))
    # The first key once more, alone: an index can be entered by it.
    return [at <= then, or_(at < then, earlier)]


def read_cursor(cursor: str) -> tuple[datetime, str, int]:
    try:
        micros, room, seq = cursor.split(".")
        moment = datetime.fromtimestamp(int(micros) / 1_000_000, UTC)
        if not (room.isascii() and room.isprintable()):
            raise ValueError(room)
        return moment, room, min(max(int(seq), 0), 2**62)
    except (ValueError, OverflowError, OSError) as error:
        raise InvalidRequest(_LOST, "cursor") from error


def cursor_of(at: datetime, workspace_id: str, seq: int) -> str:
    return f"{round(at.timestamp() * 1_000_000)}.{workspace_id}.{seq}"


def _plain(session: Session, query: LedgerQuery) -> list[Any]:
    """What an index of the ledger answers."""
    fit = list[Any]()
    if query.kind:
        fit.append(LedgerEntry.kind == query.kind)
    if query.month:
        span, at = months.span(query.month), col(LedgerEntry.created_at)
        fit += [at >= span.start, at < span.end]
    if query.person:
        fit += _of_people(session, [query.person])
    if query.campaign:
        # Its takes are of one workspace.
        rooms = select(Task.workspace_id).where(Task.campaign_id == query.campaign).limit(1)
        fit.append(LedgerEntry.workspace_id == (session.exec(rooms).first() or ""))
    return fit


def _of_takes(query: LedgerQuery) -> list[Any]:
    fit = list[Any]()
    if query.campaign:
        fit.append(Task.campaign_id == query.campaign)
    if query.model:
        fit.append(Task.model == query.model)
    return fit


def _few(session: Session, takes: list[Any]) -> tuple[str, ...] | None:
    """Their ids, while they are few."""
    ids = session.exec(select(Task.id).where(*takes).limit(FEW_TAKES + 1)).all()
    return tuple(ids) if len(ids) <= FEW_TAKES else None


def _of_people(session: Session, user_ids: list[str]) -> list[Any]:
    """Rows of takes of theirs, and those without a take in workspaces that they own."""
    rooms = select(Member.workspace_id, Member.role).where(col(Member.user_id).in_(user_ids))
    found = session.exec(rooms).all()
    theirs = select(Task.id).where(Task.id == LedgerEntry.task_id, col(Task.user_id).in_(user_ids))
    owned = [room for room, role in found if role == "owner"]
    alone = and_(col(LedgerEntry.task_id).is_(None), col(LedgerEntry.workspace_id).in_(owned))
    shared = select(func.count()).where(
        col(Member.workspace_id).in_([room for room, _ in found]),
        col(Member.user_id).not_in(user_ids),
    )
    fit: list[Any] = [col(LedgerEntry.workspace_id).in_([room for room, _ in found])]
    if session.exec(shared).one():
        fit.append(or_(alone, theirs.exists()))
    return fit


def _words(session: Session, words: str) -> list[Any] | None:
    """A lot by its name, a take by its id or name, people by theirs; else takes by their shot."""
    if lot := _LOT.match(words):
        ids = _lots(session, words, int(lot[2]))
        return [col(LedgerEntry.lot_id).in_(ids)] if ids else None
    known = session.exec(
        select(Task.id).where(or_(col(Task.id) == words, col(Task.provider_job_id) == words))
    ).all()
    if known:
        return [col(LedgerEntry.task_id).in_(known)]
    named = or_(_like(User.name, words), _like(User.email, words))
    people = list(session.exec(select(User.id).where(named).limit(MOST_FOUND)).all())
    if people:
        return _of_people(session, people)
    ids = _takes(session, words)
    return [col(LedgerEntry.task_id).in_(ids)] if ids else None


def _lots(session: Session, name: str, amount: int) -> list[int]:
    query = select(CreditLot).where(CreditLot.amount == amount)
    found = session.exec(query.order_by(col(CreditLot.id).desc()).limit(MOST_FOUND * 10)).all()
    named = [lot for lot in found if lot_name(lot.source, amount, lot.created_at.date()) == name]
    return [lot.id for lot in named if lot.id is not None][:MOST_FOUND]


def _takes(session: Session, words: str) -> list[str]:
    """“The bag at dawn, take 04”, or all takes of shots with these words in their title."""
    take = _TAKE.match(words)
    title, number = (take[1] or "", int(take[2])) if take else (words, None)
    query = select(Task.id).order_by(col(Task.created_at).desc(), col(Task.id).desc())
    if title:
        shots = select(Shot.id).where(_like(Shot.title, title)).limit(MOST_FOUND)
        query = query.where(col(Task.shot_id).in_(session.exec(shots).all()))
    if number is not None:
        query = query.where(Task.number == number)
    return list(session.exec(query.limit(FEW_TAKES)).all())


def _like(column: Any, words: str) -> Any:
    escaped = re.sub(r"([\\%_])", r"\\\1", words.lower())
    return func.lower(column).like(f"%{escaped}%", escape="\\")
