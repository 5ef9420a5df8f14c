"""How long takes really last here, from the workspace's own past."""

import math
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from vidstudio.db.tables import Task
from vidstudio.rules.lifecycle import TaskState

SAMPLE = 60
LEAST_SAMPLE = 10  # fewer do not tell what is slow
LEAST_FACTOR = 1.2


def slow_factors(session: Session, tasks: Sequence[Task]) -> dict[tuple[str, str], float]:
    """By model and provider: how many usual times one of twenty takes of this workspace exceeds.

    Only where enough of them have ended to tell.
    """
    factors = dict[tuple[str, str], float]()
    for model, provider in {(task.model, task.provider) for task in tasks}:
        query = select(Task.started_at, Task.terminal_at, Task.usual_seconds).where(
            Task.workspace_id == tasks[0].workspace_id,
            Task.model == model,
            Task.provider == provider,
            Task.state == TaskState.SUCCEEDED,
            col(Task.started_at).is_not(None),
            col(Task.usual_seconds) > 0,
        )
        rows = session.exec(query.order_by(col(Task.created_at).desc()).limit(SAMPLE)).all()
        shares = sorted(
            (end - start).total_seconds() / usual for start, end, usual in rows if start and end
        )
        if len(shares) >= LEAST_SAMPLE:
            slow = shares[math.ceil(0.95 * len(shares)) - 1]
            factors[model, provider] = max(slow, LEAST_FACTOR)
    return factors


def overtime(tasks: Sequence[Task], now: datetime) -> list[Task]:
    """Only these can be late: the others need no look at the past."""
    running = [task for task in tasks if task.started_at and task.terminal_at is None]
    return [
        task
        for task in running
        if task.started_at and (now - task.started_at).total_seconds() > task.usual_seconds
    ]
