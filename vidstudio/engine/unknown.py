"""Submissions whose fate is unknown: looked for, never sent again."""

import asyncio
import logging
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from vidstudio import pace
from vidstudio.base.errors import SubmitUnknown
from vidstudio.db.tables import CallbackDelivery, SubmitAttempt, Task
from vidstudio.engine.submit import accept, close
from vidstudio.engine.work import Work
from vidstudio.providers.base import Submission
from vidstudio.rules import lifecycle
from vidstudio.rules.lifecycle import AttemptOutcome, TaskState

log = logging.getLogger(__name__)

FIND_TIMEOUT_SECONDS = 30.0
LEAST_WAIT = timedelta(seconds=1)


async def lost_in_submitting(work: Work, task: Task) -> Task | None:
    """A worker died while sending: sent or not, nobody can tell."""
    attempt = await work.studio.db.read(lambda session: last_attempt(session, task))
    return await close(work, task, attempt, AttemptOutcome.UNKNOWN, TaskState.SUBMIT_UNKNOWN)


async def resolve_unknown(work: Work, task: Task) -> Task | None:
    """Look for the job whose submission got lost, until the window is over."""
    attempt, until = await work.studio.db.read(lambda session: _lost(session, work, task))
    job_id = await find_job(work, task, attempt)
    if job_id:
        log.info("task %s: found again as %s", task.id, job_id)
        return await accept(work, task, attempt, Submission(job_id))
    now, looks = work.studio.clock.now(), task.polls + 1
    if now >= until:
        gone = SubmitUnknown("The provider never confirmed this take.")
        return await work.fail(task, gone, exposed=True)
    wait = lifecycle.back_off_seconds(looks, work.studio.clock.jitter())
    wait = min(wait, max(until - now, LEAST_WAIT).total_seconds())
    # The window counts from the sending: the wait in our own queue must not shorten it.
    deadline = max(task.deadline_at, until)
    return await work.later(task, wait, polls=looks, unknown_until=until, deadline_at=deadline)


async def find_job(work: Work, task: Task, attempt: SubmitAttempt) -> str | None:
    """By what a call of the provider's said, else by our own reference of the submission."""
    told = await work.studio.db.read(lambda session: called_back(session, task))
    if told:
        return told
    try:
        async with asyncio.timeout(FIND_TIMEOUT_SECONDS):
            return await work.provider(task).find(attempt.id)
    except Exception as error:  # the window ends by the clock, whatever the answer is
        log.warning("task %s: find failed: %r", task.id, error)
        return None


def called_back(session: Session, task: Task) -> str | None:
    """The job that the newest call with this task's token named, unless another task has it."""
    query = select(CallbackDelivery.job_id).where(
        CallbackDelivery.task_id == task.id,
        CallbackDelivery.provider == task.provider,
        CallbackDelivery.job_id != "",
        CallbackDelivery.result != "refused",
    )
    newest = query.order_by(col(CallbackDelivery.received_at).desc()).limit(1)
    job_id = session.exec(newest).first()
    taken = select(Task.id).where(
        Task.provider == task.provider, Task.provider_job_id == job_id, Task.id != task.id
    )
    if not job_id or session.exec(taken).first():
        return None
    return job_id


def last_attempt(session: Session, task: Task) -> SubmitAttempt:
    query = select(SubmitAttempt).where(SubmitAttempt.task_id == task.id)
    return session.exec(query.order_by(col(SubmitAttempt.n).desc()).limit(1)).one()


def _lost(session: Session, work: Work, task: Task) -> tuple[SubmitAttempt, datetime]:
    """The submission, and the end of its window: set at the first look."""
    attempt = last_attempt(session, task)
    if task.unknown_until:
        return attempt, task.unknown_until
    slow = pace.slow_seconds(session, task, work.studio.clock.now())
    least = work.studio.settings.unknown_seconds
    return attempt, attempt.started_at + lifecycle.unknown_window(least, slow)
