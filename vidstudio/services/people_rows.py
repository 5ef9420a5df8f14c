"""From members to what admins read of them: a page of people costs the same few queries as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, case, col, func, or_, select

from vidstudio import usage
from vidstudio.db.tables import (
    CreditHold,
    CreditLot,
    LoginSession,
    Member,
    Task,
    UsageDay,
    User,
    Workspace,
)
from vidstudio.services.people_order import OPEN
from vidstudio.views.people import PersonRow

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Found:
    member: Member
    user: User
    workspace: Workspace


@dataclass(frozen=True)
class _Lots:
    """Of one workspace: what can be spent, and what of it expires first."""

    available: int = 0
    next_at: datetime | None = None
    next_credits: int = 0


def person_rows(session: Session, found: Sequence[Found], now: datetime) -> tuple[PersonRow, ...]:
    """In the given order."""
    spaces, users = {one.workspace.id for one in found}, {one.user.id for one in found}
    lots, held = _lots(session, spaces, now), _held(session, spaces)
    used, seen = _used(session, spaces, now), _seen(session, users)
    members = _members(session, spaces)
    rows = list[PersonRow]()
    for one in found:
        key = (one.workspace.id, one.user.id)
        has, (spent, month) = lots.get(one.workspace.id, _Lots()), used.get(key, (0, 0))
        rows.append(
            PersonRow(
                workspace_id=one.workspace.id,
                user_id=one.user.id,
                name=one.user.name,
                email=one.user.email,
                role=one.member.role,
                workspace_name=one.workspace.name,
                members=members.get(one.workspace.id, 1),
                is_admin=one.user.is_admin,
                joined_at=one.user.created_at,
                available_credits=has.available,
                held_credits=held.get(key, 0),
                cap_credits=one.member.month_cap_credits,
                month_credits=max(0, month) + held.get(key, 0),
                spent_credits=spent,
                next_expiry_on=(has.next_at - _MOMENT).date() if has.next_at else None,
                next_expiry_credits=has.next_credits,
                seen_at=seen.get(one.user.id),
            )
        )
    return tuple(rows)


def _lots(session: Session, spaces: set[str], now: datetime) -> dict[str, _Lots]:
    query = (
        select(CreditLot.workspace_id, CreditLot.expires_at, func.sum(CreditLot.available))
        .where(
            col(CreditLot.workspace_id).in_(spaces),
            col(CreditLot.available) > 0,
            or_(col(CreditLot.expires_at).is_(None), col(CreditLot.expires_at) > now),
            or_(col(CreditLot.effective_at).is_(None), col(CreditLot.effective_at) <= now),
        )
        .group_by(CreditLot.workspace_id, col(CreditLot.expires_at))
        .order_by(col(CreditLot.expires_at))
    )
    found = dict[str, _Lots]()
    for key, at, amount in session.exec(query).all():
        before = found.get(key, _Lots())
        first = at is not None and before.next_at is None
        found[key] = _Lots(
            available=before.available + int(amount),
            next_at=at if first else before.next_at,
            next_credits=int(amount) if first else before.next_credits,
        )
    return found


def _held(session: Session, spaces: set[str]) -> dict[tuple[str, str], int]:
    """By workspace and person what is on hold for their takes."""
    query = (
        select(CreditHold.workspace_id, Task.user_id, func.sum(CreditHold.amount))
        .join(Task, col(Task.id) == CreditHold.task_id)
        .where(col(CreditHold.workspace_id).in_(spaces), CreditHold.state == OPEN)
        .group_by(CreditHold.workspace_id, Task.user_id)
    )
    return {(space, user): int(amount) for space, user, amount in session.exec(query).all()}


def _used(
    session: Session, spaces: set[str], now: datetime
) -> dict[tuple[str, str], tuple[int, int]]:
    """By workspace and person what was charged less refunds: ever, and this month."""
    net = col(UsageDay.charged) - col(UsageDay.refunded)
    first = usage.day_of(now)[:8] + "01"
    this_month = case((col(UsageDay.day) >= first, net), else_=0)
    query = (
        select(UsageDay.workspace_id, UsageDay.user_id, func.sum(net), func.sum(this_month))
        .where(col(UsageDay.workspace_id).in_(spaces))
        .group_by(UsageDay.workspace_id, UsageDay.user_id)
    )
    rows = session.exec(query).all()
    return {(space, user): (int(ever), int(month)) for space, user, ever, month in rows}


def _seen(session: Session, users: set[str]) -> dict[str, datetime]:
    query = (
        select(LoginSession.user_id, func.max(LoginSession.seen_at))
        .where(col(LoginSession.user_id).in_(users))
        .group_by(LoginSession.user_id)
    )
    return dict(session.exec(query).all())


def _members(session: Session, spaces: set[str]) -> dict[str, int]:
    query = (
        select(Member.workspace_id, func.count())
        .where(col(Member.workspace_id).in_(spaces), col(Member.disabled_at).is_(None))
        .group_by(Member.workspace_id)
    )
    return dict(session.exec(query).all())
