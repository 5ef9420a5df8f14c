"""The line of takes that wait to be sent, by provider and workspace."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, union_all, update
from sqlmodel import Session, col, func, or_, select

from vidstudio import places
from vidstudio.db.session import touch
from vidstudio.db.tables import Member, Task
from vidstudio.rules import turns
from vidstudio.rules.lifecycle import KEPT_BACK
from vidstudio.rules.turns import Line, Turn

# Literally as in the index, or neither database uses it.
WAITS = col(Task.state) == literal_column("'queued'")
DEPTH = 4  # how many times its even share a workspace is asked for, as others may have less
PARTS_AT_ONCE = 100
TOLD_AT_ONCE = 500

Served = dict[tuple[str, str], int]


def providers(session: Session) -> list[str]:
    """Those that takes wait for, known or not."""
    found = list[str]()
    last: str | None = ""
    while last is not None:
        query = select(func.min(Task.provider)).where(WAITS, col(Task.provider) > last)
        last = session.exec(query).first()
        found.extend([last] if last else [])
    return found


def first(session: Session, provider: str, now: datetime, count: int) -> list[str]:
    """Simply the oldest."""
    query = select(Task.id).where(WAITS, Task.provider == provider, *ready(now))
    return list(session.exec(query.order_by(col(Task.created_at), col(Task.id)).limit(count)).all())


def next_turns(
    session: Session, provider: str, now: datetime, count: int, served: Served
) -> list[Turn]:
    """Whose turn it is, of takes that may be sent now; `served` are the last turns."""
    query = select(Task.workspace_id).where(WAITS, Task.provider == provider).distinct()
    rooms = session.exec(query).all()
    if not rooms:
        return []
    paused, working = _paused(session, rooms), places.working(session, provider)
    depth = max(1, min(count, -(-DEPTH * count // len(rooms))))
    heads = [_head(provider, room, now, paused.get(room, []), depth) for room in rooms]
    lines = dict[str, list[tuple[datetime, str]]]()
    for start in range(0, len(heads), PARTS_AT_ONCE):
        parts = union_all(*heads[start : start + PARTS_AT_ONCE])
        for row in session.connection().execute(parts):
            lines.setdefault(row.workspace_id, []).append((row.created_at, row.id))
    waiting = [
        Line(
            workspace_id=room,
            waiting=[task_id for _, task_id in sorted(line)],
            working=working.get(room, 0),
            served=served.get((provider, room), 0),
            since=min(line)[0],
        )
        for room, line in lines.items()
    ]
    return turns.order(waiting, count)


def ready(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Due and in nobody's hands. What no engine has had yet is due, whatever clock made it."""
    return (
        or_(col(Task.next_run_at) <= now, col(Task.lease_token) == 0),
        or_(col(Task.lease_until).is_(None), col(Task.lease_until) < now),
    )


def explain(session: Session, provider: str, reason: str) -> bool:
    """Write on takes why they wait, or that nothing keeps them; False while there are more."""
    wrong = Task.state_reason != reason if reason else col(Task.state_reason).in_(KEPT_BACK)
    others = (
        select(Task.id)
        .where(WAITS, Task.provider == provider, wrong)
        .where(col(Task.lease_owner).is_(None))
        .limit(TOLD_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    # Asked for first: inside an UPDATE PostgreSQL may run it again for every row.
    ids = session.exec(others).all()
    if not ids:
        return True
    statement = update(Task).where(col(Task.id).in_(ids), WAITS).values(state_reason=reason)
    changed = session.exec(
        statement.returning(col(Task.workspace_id)).execution_options(synchronize_session=False)
    )
    rooms = list(changed.scalars().all())
    for room in set(rooms):
        touch(session, room)
    return len(rooms) < TOLD_AT_ONCE


def _paused(session: Session, rooms: Sequence[str]) -> dict[str, list[str]]:
    """Who has paused, by workspace: what waits is not started meanwhile."""
    query = select(Member.workspace_id, Member.user_id).where(
        col(Member.queue_paused_at).is_not(None)
    )
    if len(rooms) <= PARTS_AT_ONCE:
        query = query.where(col(Member.workspace_id).in_(rooms))
    found = dict[str, list[str]]()
    for room, user_id in session.exec(query).all():
        found.setdefault(room, []).append(user_id)
    return found


def _head(
    provider: str, room: str, now: datetime, paused: Iterable[str], count: int
) -> Select[Any, Any, Any]:
    query = select(Task.workspace_id, Task.id, Task.created_at).where(
        WAITS, Task.provider == provider, Task.workspace_id == room, *ready(now)
    )
    if paused:
        query = query.where(col(Task.user_id).not_in(list(paused)))
    head = query.order_by(col(Task.created_at), col(Task.id)).limit(count).subquery()
    return select(head.c.workspace_id, head.c.id, head.c.created_at)
