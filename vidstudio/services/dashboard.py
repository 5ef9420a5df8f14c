"""The admin's Overview: the figures of all workspaces, from rollups and partial indexes.

Nothing here reads the ledger from end to end: of a year of it only the few rows of a month that
an index leads to.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Integer, String, literal_column
from sqlmodel import Session, col, func, or_, select

from vidstudio.base.errors import NotAllowed
from vidstudio.db.tables import CreditHold, CreditLot, LedgerEntry, Member, UsageDay, User
from vidstudio.services.fairness import fairness
from vidstudio.studio import Studio, Who
from vidstudio.views.dashboard import (
    SPARK_DAYS,
    ChartBy,
    ChartDay,
    ChartView,
    DashboardView,
    OverviewView,
    SeriesView,
)

TOP = 4
_MOMENT = timedelta(microseconds=1)
_COLUMNS = {"model": UsageDay.model, "person": UsageDay.user_id, "provider": UsageDay.provider}
# Entries that change what a workspace has in hand, besides charges; few, and found by their kind.
_CHANGING = ("grant", "expire", "revoke", "adjust")
_OPEN = literal_column(
    "'open'", String
)  # written out: a partial index is only used for its own words
_NONE = literal_column("0", Integer)


class _Usage:
    """What ended by day: the days of the sparks, this month, and the same days of the last."""

    def __init__(self, session: Session, now: datetime) -> None:
        today = now.date()
        first = today.replace(day=1)
        before = (first - timedelta(days=1)).replace(day=1)
        so_far = min(before + (today - first), first - timedelta(days=1))
        self.days = [today - timedelta(days=n) for n in reversed(range(SPARK_DAYS))]
        self.charged, self.held = defaultdict[date, int](int), defaultdict[date, int](int)
        query = (
            select(UsageDay.day, func.sum(UsageDay.charged), func.sum(UsageDay.returned))
            .where(col(UsageDay.day) >= min(before, self.days[0]).isoformat())
            .group_by(UsageDay.day)
        )
        for day, charged, returned in session.exec(query).all():
            self.charged[date.fromisoformat(day)] = int(charged)
            self.held[date.fromisoformat(day)] = int(charged) + int(returned)
        self.this_month = _between(self.charged, first, today)
        self.month_before = _between(self.charged, before, so_far)


def _between(by_day: dict[date, int], first: date, last: date) -> int:
    return sum(amount for day, amount in by_day.items() if first <= day <= last)


async def dashboard(studio: Studio, who: Who, by: ChartBy = "model") -> DashboardView:
    """Everything the Overview shows, of one moment. NotAllowed for others than admins."""
    if not who.is_admin:
        raise NotAllowed
    now = studio.clock.now()

    def look(session: Session) -> DashboardView:
        usage = _Usage(session, now)
        return DashboardView(
            overview=_overview(session, usage, now),
            chart=_chart(session, studio, by, usage),
            fairness=fairness(session, studio, now),
        )

    return await studio.db.read(look)


def _overview(session: Session, usage: _Usage, now: datetime) -> OverviewView:
    available, workspaces = _available(session, now)
    held, takes, oldest = session.exec(
        select(
            func.coalesce(func.sum(CreditHold.amount), 0),
            func.count(),
            func.min(CreditHold.created_at),
        ).where(CreditHold.state == _OPEN)
    ).one()
    expiring = _expiring(session, now)
    return OverviewView(
        available_credits=available,
        people=_people(session, workspaces),
        held_credits=int(held),
        held_takes=takes,
        oldest_hold_at=oldest,
        charged_credits=usage.this_month,
        charged_before_credits=usage.month_before,
        expiring_credits=sum(expiring.values()),
        next_expiry_on=min(expiring, default=None),
        next_expiry_credits=expiring[min(expiring)] if expiring else 0,
        in_hand_spark=_in_hand(session, available + int(held), usage),
        held_spark=tuple(usage.held[day] for day in usage.days),
        charged_spark=tuple(usage.charged[day] for day in usage.days),
        expiring_spark=_ahead(expiring, now),
    )


def _available(session: Session, now: datetime) -> tuple[int, set[str]]:
    """What can be spent now, and the workspaces that have some."""
    query = (
        select(CreditLot.workspace_id, func.sum(CreditLot.available))
        .where(
            col(CreditLot.available) > _NONE,
            or_(col(CreditLot.expires_at).is_(None), col(CreditLot.expires_at) > now),
            or_(col(CreditLot.effective_at).is_(None), col(CreditLot.effective_at) <= now),
        )
        .group_by(CreditLot.workspace_id)
    )
    found = dict(session.exec(query).all())
    return sum(map(int, found.values())), set(found)


def _people(session: Session, workspaces: set[str]) -> int:
    """Members of workspaces that have something to spend."""
    query = (
        select(Member.workspace_id, func.count())
        .where(col(Member.disabled_at).is_(None))
        .group_by(Member.workspace_id)
    )
    return sum(count for key, count in session.exec(query).all() if key in workspaces)


def _expiring(session: Session, now: datetime) -> dict[date, int]:
    """By its last day what expires within 30 days."""
    query = (
        select(CreditLot.expires_at, func.sum(CreditLot.available))
        .where(
            col(CreditLot.available) > _NONE,
            col(CreditLot.expires_at) > now,
            col(CreditLot.expires_at) <= now + timedelta(days=SPARK_DAYS),
        )
        .group_by(col(CreditLot.expires_at))
    )
    found = defaultdict[date, int](int)
    for at, amount in session.exec(query).all():
        if at is not None:
            found[(at - _MOMENT).date()] += int(amount)
    return dict(found)


def _ahead(expiring: dict[date, int], now: datetime) -> tuple[int, ...]:
    days = [now.date() + timedelta(days=n) for n in range(SPARK_DAYS + 1)]
    return tuple(sum(n for day, n in expiring.items() if day <= last) for last in days)


def _in_hand(session: Session, total: int, usage: _Usage) -> tuple[int, ...]:
    """From today backwards: what was charged was there before, what was granted was not."""
    start = datetime.combine(usage.days[0], datetime.min.time(), UTC)
    query = select(LedgerEntry.created_at, LedgerEntry.d_available + col(LedgerEntry.d_held)).where(
        col(LedgerEntry.kind).in_(_CHANGING), col(LedgerEntry.created_at) >= start
    )
    changes = defaultdict[date, int](int)
    for at, change in session.exec(query).all():
        changes[at.date()] += int(change)
    points = list[int]()
    for day in reversed(usage.days):
        points.append(max(total, 0))
        total += usage.charged[day] - changes[day]
    return tuple(reversed(points))


def _chart(session: Session, studio: Studio, by: ChartBy, usage: _Usage) -> ChartView:
    days, column = usage.days, _COLUMNS[by]
    shown = col(UsageDay.day).between(days[0].isoformat(), days[-1].isoformat())
    spent = func.sum(UsageDay.charged)
    first = select(column).where(shown, col(UsageDay.charged) > 0).group_by(column)
    found = session.exec(first.order_by(spent.desc(), column).limit(TOP + 1)).all()
    top = found[:TOP]
    # Whatever is not among the first goes under the empty key, which stands last.
    keys = [*top, ""] if len(found) > TOP else top
    stacks = {day: dict.fromkeys(keys, 0) for day in days}
    theirs = select(UsageDay.day, column, spent).where(shown, col(column).in_(top))
    for day, key, credits in session.exec(theirs.group_by(UsageDay.day, column)).all():
        stacks[date.fromisoformat(day)][key] = int(credits)
    for day, stack in stacks.items():
        if "" in stack:
            stack[""] = usage.charged[day] - sum(stack.values())
    names = _names(session, studio, by, top)
    return ChartView(
        by=by,
        series=tuple(
            SeriesView(
                key=key,
                name=names.get(key, key),
                total_credits=sum(stack[key] for stack in stacks.values()),
            )
            for key in keys
        ),
        days=tuple(
            ChartDay(day=day, credits=tuple(stack.values())) for day, stack in stacks.items()
        ),
    )


def _names(session: Session, studio: Studio, by: ChartBy, keys: Iterable[str]) -> dict[str, str]:
    """Providers are named by the doors, which show them."""
    if by == "model":
        cards = studio.catalog.cards
        return {key: cards[key].name for key in keys if key in cards}
    if by == "person":
        query = select(User.id, User.name).where(col(User.id).in_(list(keys)))
        return dict(session.exec(query).all())
    return {}
