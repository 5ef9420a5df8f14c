"""What several orders need together: room, pace, no debt, budgets of campaigns and people."""

import math
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from vidstudio import ledger, spending, usage
from vidstudio.base import metrics
from vidstudio.base.caps import InDebt, OverCap
from vidstudio.base.errors import InsufficientCredits, OverBudget, TooManyRequests
from vidstudio.db.tables import Brief, Member, Task, Workspace
from vidstudio.rules.pricing import Quote
from vidstudio.studio import Studio, Who

GUEST_RUNNING = 2
_BUSY_RETRY_SECONDS = 15
_MINUTE_SECONDS = 60
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


# Built once: they are asked with every new take.
_LIVE = select(func.count()).where(
    Task.workspace_id == bindparam("workspace_id"), col(Task.terminal_at).is_(None)
)
_CAP = select(Member.month_cap_credits).where(
    Member.workspace_id == bindparam("workspace_id"), Member.user_id == bindparam("user_id")
)


def room(session: Session, studio: Studio, who: Who, takes: int) -> None:
    """Bound what one workspace has in the works. Raises TooManyRequests."""
    most = GUEST_RUNNING if who.guest else studio.settings.running_takes
    live = session.exec(_LIVE, params={"workspace_id": who.workspace_id}).one() if takes else 0
    if live + takes > most:
        raise TooManyRequests(_BUSY_RETRY_SECONDS)


def rate(session: Session, studio: Studio, who: Who, takes: int) -> None:
    """What one person starts in a minute, counted where every process and door sees it.

    Raises TooManyRequests with the wait.
    """
    now, most = studio.clock.now(), studio.settings.creates_per_minute
    if not takes:
        return
    if takes > most:
        raise TooManyRequests(_MINUTE_SECONDS)
    started = select(Task.created_at).where(
        Task.workspace_id == who.workspace_id,
        Task.user_id == who.user_id,
        col(Task.created_at) > now - timedelta(seconds=_MINUTE_SECONDS),
    )
    # The one that must be a minute old before these may start.
    query = started.order_by(col(Task.created_at).desc()).offset(most - takes).limit(1)
    blocking = session.exec(query).first()
    if blocking is not None:
        wait = _MINUTE_SECONDS - (now - blocking).total_seconds()
        metrics.RATE_LIMITED.labels("create").inc()
        raise TooManyRequests(max(1, math.ceil(wait)))


def budgets(session: Session, needed: Iterable[tuple[str, int]]) -> None:
    """Each campaign's own cap, against its sum of `needed`. Raises OverBudget."""
    sums: Counter[str] = Counter()
    for campaign_id, amount_credits in needed:
        sums[campaign_id] += amount_credits
    for campaign_id, amount_credits in sums.items():
        left = budget_left(session, campaign_id) if amount_credits else None
        if left is not None and amount_credits > left:
            raise OverBudget(amount_credits, max(0, left))


def budget_left(session: Session, campaign_id: str) -> int | None:
    """Credits the campaign may still spend, what is on hold counted; None without a cap."""
    brief = session.get(Brief, campaign_id)
    if brief is None or brief.budget_credits is None:
        return None
    return brief.budget_credits - spending.spent(session, campaign_id).total


def month_cap(session: Session, studio: Studio, who: Who, needed: int) -> None:
    """What this person may spend in the calendar month (UTC), holds counted. Raises OverCap."""
    mine = {"workspace_id": who.workspace_id, "user_id": who.user_id}
    most = session.exec(_CAP, params=mine).first() if needed else None
    if most is None:
        return
    now = studio.clock.now()
    spent = usage.month_spent(session, who.workspace_id, who.user_id, now)
    left = max(0, most - spent)
    if needed > left:
        raise OverCap(needed, left, MONTHS[now.astimezone(UTC).month - 1])


def debt(workspace: Workspace, needed: int) -> None:
    """Nothing that costs is made while the workspace owes. Raises InDebt."""
    if needed and workspace.debt:
        raise InDebt(workspace.debt)


def credits(session: Session, workspace: Workspace, prices: Sequence[Quote], now: datetime) -> None:
    """Refuse early what the ledger would refuse later. Raises InsufficientCredits."""
    needed = sum(price.amount_credits for price in prices)
    if needed <= workspace.ledger_available:  # some of it may have expired: the ledger decides
        return
    there = ledger.balance(session, workspace.id, now).available
    words = prices[0].priced if len(prices) == 1 else f"{len(prices)} takes"
    raise InsufficientCredits(needed, there, words)


def disk_full(studio: Studio) -> bool:
    free = shutil.disk_usage(studio.settings.data_dir).free
    return free < studio.settings.disk_reserve_bytes
