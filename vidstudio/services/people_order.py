"""What admins sort people by. Equals stand by name; what somebody has not comes last."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, String, literal_column
from sqlmodel import col, func, or_, select

from vidstudio import usage
from vidstudio.db.tables import (
    CreditHold,
    CreditLot,
    LoginSession,
    Task,
    UsageDay,
    User,
    Workspace,
)

Sort = Literal["person", "available", "held", "cap", "spent", "expires", "active"]
OPEN = literal_column("'open'", String)  # written out, as in the index of open holds
# The first press: of figures the most, of days the next one, of names A.
RISING: frozenset[Sort] = frozenset({"person", "expires"})


def order(sort: Sort, now: datetime, *, turned: bool) -> tuple[Any, ...]:
    """Of a query over members, users and workspaces; `turned` is the other way round."""
    unique = (func.lower(User.name), User.id, Workspace.id)
    rising = (sort in RISING) != turned
    if sort == "person":
        return unique if rising else (func.lower(User.name).desc(), User.id, Workspace.id)
    by = _BY[sort](now)
    # Each mention of a figure counts it again: those that everybody has stand there once.
    without = (by.is_(None),) if sort in {"expires", "active"} else ()
    return (*without, by.asc() if rising else by.desc(), *unique)


def _usable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    lasts, begins = col(CreditLot.expires_at), col(CreditLot.effective_at)
    return (
        col(CreditLot.workspace_id) == Workspace.id,
        col(CreditLot.available) > 0,
        or_(lasts.is_(None), lasts > now),
        or_(begins.is_(None), begins <= now),
    )


def _available(now: datetime) -> ColumnElement[Any]:
    query = select(func.coalesce(func.sum(CreditLot.available), 0)).where(*_usable(now))
    return query.correlate(Workspace).scalar_subquery()


def _held(_now: datetime) -> ColumnElement[Any]:
    query = (
        select(func.coalesce(func.sum(CreditHold.amount), 0))
        .join(Task, col(Task.id) == CreditHold.task_id)
        .where(CreditHold.workspace_id == Workspace.id, CreditHold.state == OPEN)
        .where(Task.user_id == User.id)
    )
    return query.correlate(Workspace, User).scalar_subquery()


def _net(*since: ColumnElement[bool]) -> ColumnElement[Any]:
    net = col(UsageDay.charged) - col(UsageDay.refunded)
    mine = (UsageDay.workspace_id == Workspace.id, UsageDay.user_id == User.id)
    query = select(func.coalesce(func.sum(net), 0)).where(*mine, *since)
    return query.correlate(Workspace, User).scalar_subquery()


def _ever(_now: datetime) -> ColumnElement[Any]:
    return _net()


def _month(now: datetime) -> ColumnElement[Any]:
    """As the bar of the cap shows it."""
    return _net(col(UsageDay.day) >= usage.day_of(now)[:8] + "01") + _held(now)


def _expires(now: datetime) -> ColumnElement[Any]:
    query = select(func.min(CreditLot.expires_at)).where(*_usable(now))
    return query.correlate(Workspace).scalar_subquery()


def _seen(_now: datetime) -> ColumnElement[Any]:
    query = select(func.max(LoginSession.seen_at)).where(LoginSession.user_id == User.id)
    return query.correlate(User).scalar_subquery()


_BY: dict[str, Callable[[datetime], ColumnElement[Any]]] = {
    "available": _available,
    "held": _held,
    "cap": _month,
    "spent": _ever,
    "expires": _expires,
    "active": _seen,
}
