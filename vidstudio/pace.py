"""How long takes really last in this studio, from its own past, by model and provider.

A time is told in usual times, those of the catalogue: clips of different lengths compare so.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session, col, select

from vidstudio.db.tables import Task
from vidstudio.rules import lifecycle
from vidstudio.rules.lifecycle import TaskState

SAMPLE = 200
LEAST_SAMPLE = 10  # fewer do not tell what is slow
LEAST_FACTOR = 1.2
LATE_LEAST = 10.0  # seconds
TELLING_PERCENT = 6  # below it a rate says nothing
KEPT = timedelta(seconds=60)

Key = tuple[str, str]  # model and provider


class Pace(NamedTuple):
    """What half, 19 of 20, and 99 of 100 takes stay below, in usual times."""

    p50: float
    p95: float
    p99: float


class _Kept(NamedTuple):
    at: datetime
    pace: Pace | None


# Per process and database.
_kept: WeakKeyDictionary[Engine | Connection, dict[Key, _Kept]] = WeakKeyDictionary()


def paces(session: Session, keys: Iterable[Key], now: datetime) -> dict[Key, Pace]:
    """Those that enough takes have ended of to tell; at most a minute old."""
    known = _kept.setdefault(session.get_bind(), {})
    found = dict[Key, Pace]()
    for key in set(keys):
        kept = known.get(key)
        if kept is None or not timedelta() <= now - kept.at < KEPT:
            kept = known[key] = _Kept(now, _measure(session, *key))
        if kept.pace:
            found[key] = kept.pace
    return found


def slow_seconds(session: Session, task: Task, now: datetime) -> float:
    """What 99 of 100 such takes stay below; the catalogue's guess until there are enough."""
    key = (task.model, task.provider)
    own = paces(session, [key], now).get(key)
    return task.usual_seconds * (own.p99 if own else lifecycle.SLOW_FACTOR)


def deadline(session: Session, task: Task, sent_at: datetime, now: datetime) -> datetime:
    """Of a task that was sent: the wait in our own queue leaves the provider its time."""
    patience = lifecycle.patience(slow_seconds(session, task, now))
    return max(task.deadline_at, sent_at + patience)


def usual_seconds(task: Task, own: dict[Key, Pace]) -> float:
    """What half of such takes stay below."""
    pace = own.get((task.model, task.provider))
    return task.usual_seconds * (pace.p50 if pace else 1.0)


def is_late(task: Task, own: dict[Key, Pace], now: datetime) -> bool:
    """Whether it takes longer than one of twenty takes does."""
    if task.started_at is None:
        return False
    pace = own.get((task.model, task.provider))
    factor = pace.p95 if pace else lifecycle.LATE_FACTOR
    return (now - task.started_at).total_seconds() > max(task.usual_seconds * factor, LATE_LEAST)


def left_seconds(task: Task, own: dict[Key, Pace], now: datetime) -> int | None:
    """From true progress where there is some, else from the usual time; None when past it."""
    if task.state != TaskState.RUNNING or task.started_at is None:
        return None
    age = (now - task.started_at).total_seconds()
    if task.progress and task.progress >= TELLING_PERCENT:
        return math.ceil(age * (100 - task.progress) / task.progress)
    left = math.ceil(usual_seconds(task, own) - age)
    return left if left > 0 else None


def until(moment: datetime | None, now: datetime) -> int | None:
    """Whole seconds from now to then, at least one."""
    return max(1, math.ceil((moment - now).total_seconds())) if moment else None


def of_living(tasks: Sequence[Task]) -> set[Key]:
    return {(task.model, task.provider) for task in tasks if task.terminal_at is None}


def _measure(session: Session, model: str, provider: str) -> Pace | None:
    query = select(Task.started_at, Task.terminal_at, Task.usual_seconds).where(
        Task.model == model,
        Task.provider == provider,
        Task.state == TaskState.SUCCEEDED,
        col(Task.terminal_at).is_not(None),
    )
    rows = session.exec(query.order_by(col(Task.terminal_at).desc()).limit(SAMPLE)).all()
    shares = sorted(
        (end - start).total_seconds() / usual
        for start, end, usual in rows
        if start and end and usual > 0
    )
    if len(shares) < LEAST_SAMPLE:
        return None
    slow = max(_share(shares, 0.95), LEAST_FACTOR)
    return Pace(_share(shares, 0.5), slow, max(_share(shares, 0.99), slow))


def _share(ordered: Sequence[float], part: float) -> float:
    return ordered[math.ceil(part * len(ordered)) - 1]
