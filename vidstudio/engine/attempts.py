"""Submissions as rows: written before anything is sent, closed together with the task's move."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from vidstudio import pace, places, transitions, upstream
from vidstudio.base.errors import ModelGone, ProviderError, VidstudioError
from vidstudio.db.tables import CallbackDelivery, SubmitAttempt, Task
from vidstudio.engine import caps
from vidstudio.engine.caps import NotNow
from vidstudio.engine.work import Work, reread
from vidstudio.rules.lifecycle import AttemptOutcome, TaskState
from vidstudio.transitions import Move

log = logging.getLogger(__name__)

# The provider surely has nothing, so it does not count for what may be spent in a day.
_NOTHING_THERE = {AttemptOutcome.NOT_SENT, AttemptOutcome.REJECTED}


def start(session: Session, work: Work, task: Task) -> tuple[Task, SubmitAttempt]:
    """queued → submitting, with a place and within the caps. Raises NotNow."""
    now = work.studio.clock.now()
    if not places.take(session, task.provider, task.id):
        raise NotNow("", 1)
    caps.spend(session, work.studio.settings, task, now)
    attempt = opened(task, made(session, task) + 1, now)
    transitions.move(session, Move(task, TaskState.SUBMITTING, work.worker, now))
    session.add(attempt)
    session.flush()
    return reread(session, task), attempt


def made(session: Session, task: Task) -> int:
    """How many submissions of the task are known."""
    count = select(func.count()).where(SubmitAttempt.task_id == task.id)
    return session.exec(count).one()


def opened(task: Task, n: int, now: datetime) -> SubmitAttempt:
    return SubmitAttempt(
        id=client_ref(task.id, n),
        task_id=task.id,
        n=n,
        provider=task.provider,
        outcome=AttemptOutcome.STARTED,
        started_at=now,
    )


def client_ref(task_id: str, n: int) -> str:
    """What the provider knows the nth submission by. A database that lost it can say it again."""
    return str(uuid5(NAMESPACE_OID, f"{task_id} {n}"))


@dataclass(frozen=True)
class Ending:
    """How a submission ended, where the task goes from there, and further columns of the task."""

    attempt: SubmitAttempt
    outcome: AttemptOutcome
    target: TaskState
    error: Exception | None = None
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


def close(session: Session, work: Work, task: Task, ending: Ending) -> Task:
    """The attempt has ended and the task moves on."""
    _end(session, work, task, ending)
    now, values = work.studio.clock.now(), dict(ending.values)
    _compare(session, task, values.get("provider_job_id"))
    if ending.target == TaskState.RUNNING:
        values["deadline_at"] = pace.deadline(session, task, ending.attempt.started_at, now)
    wish = Move(task, ending.target, work.worker, now, reason=str(ending.outcome), values=values)
    transitions.move(session, wish)
    return reread(session, task)


def _compare(session: Session, task: Task, job_id: str | None) -> None:
    """An alarm where the provider has called about another job before: that may cost twice."""
    if job_id is None:
        return
    told = select(CallbackDelivery.job_id).where(
        CallbackDelivery.task_id == task.id, CallbackDelivery.job_id != job_id
    )
    other = session.exec(told.limit(1)).first()
    if other:
        log.error("callback_mismatch task=%s known=%s told=%s", task.id, job_id, other)


def refuse(
    session: Session, work: Work, task: Task, attempt: SubmitAttempt, error: VidstudioError
) -> None:
    """Attempt, task and money end together: a refusal must not turn into an unknown."""
    now = work.studio.clock.now()
    _end(
        session, work, task, Ending(attempt, AttemptOutcome.REJECTED, TaskState.FAILED, error=error)
    )
    transitions.fail(session, task, error, work.worker, now)
    if isinstance(error, ModelGone):
        row = upstream.health(session, task.provider)
        row.reason = f"{task.provider_model}: {error}"[: upstream.REASON_LENGTH]
        session.add(row)


def _end(session: Session, work: Work, task: Task, ending: Ending) -> None:
    error = ending.error
    session.exec(
        update(SubmitAttempt)
        .where(col(SubmitAttempt.id) == ending.attempt.id)
        .values(
            outcome=ending.outcome,
            ended_at=work.studio.clock.now(),
            provider_job_id=ending.values.get("provider_job_id"),
            http_status=error.provider_status if isinstance(error, ProviderError) else None,
            error_class=_word(error),
        )
        .execution_options(synchronize_session=False)
    )
    if ending.outcome in _NOTHING_THERE:
        caps.return_credits(session, task, ending.attempt.started_at)


def _word(error: Exception | None) -> str:
    if error is None:
        return ""
    word = error.code if isinstance(error, VidstudioError) else type(error).__name__
    return word[:60]
