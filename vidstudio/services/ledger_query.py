"""What an admin asks of the ledger, and which rows that can be.

Words and filters are first turned into people, takes and lots: small sets of keys. What remains
is a condition on rows that an index answers, or one on their takes that is looked at row by row.
"""

import re
from collections.abc import Iterable
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
_RARE = frozenset({"grant", "expire", "revoke", "adjust"})
MOST_ROOMS = 20  # workspaces that are read one by one
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
    """Conditions on rows: `rows` are answered by an index, `looked` by looking at row after row.

    `rooms` are the only workspaces that can be meant, where that is known; `nothing` can be.
    """

    rows: tuple[Any, ...] = ()
    looked: tuple[Any, ...] = ()
    rooms: frozenset[str] | None = None
    nothing: bool = False


def sought(session: Session, query: LedgerQuery, providers: Iterable[str]) -> Sought:
    """`providers` are the names under which a take may have an id of its provider."""
    words = " ".join(query.q.split())
    parts = [
        _by_takes(session, query),
        _of_people(session, [query.person]) if query.person else Sought(),
        _words(session, words, providers) if words else Sought(),
    ]
    rooms = _shared(parts)
    indexed, looked = list[Any](), [row for part in parts for row in part.looked]
    if query.kind:
        # There is an index for kinds and one for workspaces: the rarer leads, and the other is
        # kept from its own by a text that changes nothing.
        leads = rooms is None or query.kind in _RARE
        kind = col(LedgerEntry.kind)
        (indexed if leads else looked).append((kind if leads else kind.concat("")) == query.kind)
    if rooms is not None and (query.kind in _RARE or len(rooms) > (1 if looked else MOST_ROOMS)):
        looked.append(col(LedgerEntry.workspace_id).concat("").in_(rooms))
        rooms = None
    if query.month:
        span, at = months.span(query.month), col(LedgerEntry.created_at)
        indexed += [at >= span.start, at < span.end]
    return Sought(
        rows=(*indexed, *(row for part in parts for row in part.rows)),
        looked=tuple(looked),
        rooms=rooms,
        nothing=any(part.nothing for part in parts) or rooms == frozenset(),
    )


def _shared(parts: Iterable[Sought]) -> frozenset[str] | None:
    shared: frozenset[str] | None = None
    for part in parts:
        if part.rooms is not None:
            shared = part.rooms if shared is None else shared & part.rooms
    return shared


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


def _by_takes(session: Session, query: LedgerQuery) -> Sought:
    """By their ids while they are few; else each row's take is looked at."""
    fit = list[Any]()
    if query.campaign:
        fit.append(Task.campaign_id == query.campaign)
    if query.model:
        fit.append(Task.model == query.model)
    if not fit:
        return Sought()
    known = session.exec(select(Task.id, Task.workspace_id).where(*fit).limit(FEW_TAKES + 1)).all()
    if len(known) <= FEW_TAKES:
        ids = [key for key, _ in known]
        return Sought((col(LedgerEntry.task_id).in_(ids),), nothing=not ids)
    there = select(Task.id).where(Task.id == LedgerEntry.task_id, *fit)
    # The takes of a campaign are of one workspace.
    rooms = frozenset({known[0][1]}) if query.campaign else None
    return Sought(looked=(there.exists(),), rooms=rooms)


def _of_people(session: Session, user_ids: list[str]) -> Sought:
    """Rows of takes of theirs, and those without a take in workspaces that they own."""
    rooms = select(Member.workspace_id, Member.role).where(col(Member.user_id).in_(user_ids))
    found = dict(session.exec(rooms).all())
    if not found:
        return Sought(nothing=True)
    rooms_of = frozenset(found)
    others = select(Member.user_id).where(
        col(Member.workspace_id).in_(list(found)), col(Member.user_id).not_in(user_ids)
    )
    if session.exec(others.limit(1)).first() is None:
        return Sought(rooms=rooms_of)
    theirs = select(Task.id).where(Task.id == LedgerEntry.task_id, col(Task.user_id).in_(user_ids))
    owned = [room for room, role in found.items() if role == "owner"]
    alone = and_(col(LedgerEntry.task_id).is_(None), col(LedgerEntry.workspace_id).in_(owned))
    return Sought(looked=(or_(alone, theirs.exists()),), rooms=rooms_of)


def _words(session: Session, words: str, providers: Iterable[str]) -> Sought:
    """A lot by its name, a take by its id or name, people by theirs; else takes by their shot."""
    if lot := _LOT.match(words):
        return _of_lots(session, _lots(session, words, int(lot[2])))
    if known := _by_id(session, words, providers):
        return Sought((col(LedgerEntry.task_id).in_(known),))
    named = or_(_like(User.name, words), _like(User.email, words))
    people = list(session.exec(select(User.id).where(named).limit(MOST_FOUND)).all())
    return _of_people(session, people) if people else _by_title(session, words)


def _by_id(session: Session, words: str, providers: Iterable[str]) -> list[str]:
    there = (col(Task.provider).in_(list(providers)), Task.provider_job_id == words)
    ours = session.exec(select(Task.id).where(Task.id == words)).all()
    return list(ours or session.exec(select(Task.id).where(*there)).all())


def _by_title(session: Session, words: str) -> Sought:
    """“The bag at dawn, take 04”; all takes of shots with these words; or of that number."""
    take = _TAKE.match(words)
    title, number = (take[1] or "", int(take[2])) if take else (words, None)
    if not title:
        there = select(Task.id).where(Task.id == LedgerEntry.task_id, Task.number == number)
        return Sought(looked=(there.exists(),))
    shots = session.exec(select(Shot.id).where(_like(Shot.title, title)).limit(MOST_FOUND)).all()
    query = select(Task.id).where(col(Task.shot_id).in_(shots))
    if number is not None:
        query = query.where(Task.number == number)
    newest = query.order_by(col(Task.created_at).desc(), col(Task.id).desc()).limit(FEW_TAKES)
    ids = session.exec(newest).all()
    return Sought((col(LedgerEntry.task_id).in_(ids),), nothing=not ids)


def _of_lots(session: Session, lots: list[CreditLot]) -> Sought:
    """By the lots themselves while their rows are few; else each row of their workspaces."""
    ids = [lot.id for lot in lots]
    theirs = col(LedgerEntry.lot_id).in_(ids)
    rows = session.exec(select(LedgerEntry.seq).where(theirs).limit(FEW_TAKES + 1)).all()
    if len(rows) <= FEW_TAKES:
        return Sought((theirs,), nothing=not ids)
    # Not by the index of lots: it does not know when.
    looked = (col(LedgerEntry.lot_id) + 0).in_(ids)
    return Sought(looked=(looked,), rooms=frozenset(lot.workspace_id for lot in lots))


def _lots(session: Session, name: str, amount: int) -> list[CreditLot]:
    query = select(CreditLot).where(CreditLot.amount == amount)
    found = session.exec(query.order_by(col(CreditLot.id).desc()).limit(MOST_FOUND * 10)).all()
    named = [lot for lot in found if lot_name(lot.source, amount, lot.created_at.date()) == name]
    return named[:MOST_FOUND]


def _like(column: Any, words: str) -> Any:
    escaped = re.sub(r"([\\%_])", r"\\\1", words.lower())
    return func.lower(column).like(f"%{escaped}%", escape="\\")
