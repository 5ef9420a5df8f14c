"""Daily usage: what ended on each UTC day, counted in the transaction of the ending."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from vidstudio.db.tables import CreditHold, Task, UsageDay
from vidstudio.rules.lifecycle import TaskState

_COUNTS = ("charged", "refunded", "returned", "succeeded", "failed", "cancelled")
_ADD = text("""
    INSERT INTO usage_day (workspace_id, day, user_id, model, provider,
        charged, refunded, returned, succeeded, failed, cancelled)
    VALUES (:workspace_id, :day, :user_id, :model, :provider,
        :charged, :refunded, :returned, :succeeded, :failed, :cancelled)
    ON CONFLICT (workspace_id, day, user_id, model, provider) DO UPDATE SET
        charged = usage_day.charged + excluded.charged,
        refunded = usage_day.refunded + excluded.refunded,
        returned = usage_day.returned + excluded.returned,
        succeeded = usage_day.succeeded + excluded.succeeded,
        failed = usage_day.failed + excluded.failed,
        cancelled = usage_day.cancelled + excluded.cancelled""")


def ended(session: Session, task: Task, state: TaskState, amount: int, now: datetime) -> None:
    """Count an ending: `amount` is what was charged. What was held for a take that did not
    succeed counts as returned."""
    returned = 0 if state == TaskState.SUCCEEDED else task.quoted
    _add(session, task, now, {"charged": amount, "returned": returned, str(state): 1})


def refunded(session: Session, task: Task, amount: int, now: datetime) -> None:
    """Count a charge given back, on the day of the refund."""
    _add(session, task, now, {"refunded": amount})


def month_spent(session: Session, workspace_id: str, user_id: str, now: datetime) -> int:
    """Charged less refunded in this month (UTC), and what is on hold now. Never below 0."""
    mine = (UsageDay.workspace_id == workspace_id, UsageDay.user_id == user_id)
    sums = select(
        func.coalesce(func.sum(UsageDay.charged), 0), func.coalesce(func.sum(UsageDay.refunded), 0)
    )
    first = day_of(now)[:8] + "01"
    charged, back = session.exec(sums.where(*mine, col(UsageDay.day) >= first)).one()
    held = (
        select(func.coalesce(func.sum(CreditHold.amount), 0))
        .join(Task, col(Task.id) == CreditHold.task_id)
        .where(CreditHold.workspace_id == workspace_id, CreditHold.state == "open")
        .where(Task.user_id == user_id)
    )
    return max(0, int(charged) - int(back)) + int(session.exec(held).one())


def day_of(now: datetime) -> str:
    """“2026-11-20”, in UTC."""
    return now.astimezone(UTC).date().isoformat()


def _add(session: Session, task: Task, now: datetime, counts: dict[str, int]) -> None:
    key = {name: getattr(task, name) for name in ("workspace_id", "user_id", "model", "provider")}
    values = dict.fromkeys(_COUNTS, 0) | counts
    session.connection().execute(_ADD, {**key, "day": day_of(now), **values})
