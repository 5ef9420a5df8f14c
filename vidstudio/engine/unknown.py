"""Submissions whose fate is unknown: looked for, never sent again."""

import asyncio
import logging

from sqlmodel import Session, col, select

from vidstudio.base.errors import SubmitUnknown
from vidstudio.db.tables import SubmitAttempt, Task
from vidstudio.engine.submit import accept, close
from vidstudio.engine.work import Work
from vidstudio.providers.base import Submission
from vidstudio.rules import lifecycle
from vidstudio.rules.lifecycle import AttemptOutcome, TaskState

log = logging.getLogger(__name__)

FIND_TIMEOUT_SECONDS = 30.0
FIND_SECONDS = 3.0


async def resolve_unknown(work: Work, task: Task) -> Task | None:
    """Look for the job whose submission got lost. It is never sent again."""
    attempt = await work.studio.db.read(lambda session: last_attempt(session, task))
    try:
        async with asyncio.timeout(FIND_TIMEOUT_SECONDS):
            job_id = await work.provider(task).find(attempt.id)
    except Exception as error:  # the window ends by the clock, whatever the answer is
        log.warning("task %s: find failed: %r", task.id, error)
        job_id = None
    if job_id:
        return await accept(work, task, attempt, Submission(job_id))
    window_end = attempt.started_at + lifecycle.UNKNOWN_WINDOW
    if work.studio.clock.now() > window_end:
        return await work.fail(task, SubmitUnknown("The provider never confirmed this take."))
    return await work.later(task, FIND_SECONDS)


async def lost_in_submitting(work: Work, task: Task) -> Task | None:
    """A worker died while sending: sent or not, nobody can tell."""
    attempt = await work.studio.db.read(lambda session: last_attempt(session, task))
    return await close(work, task, attempt, AttemptOutcome.UNKNOWN, TaskState.SUBMIT_UNKNOWN)


def last_attempt(session: Session, task: Task) -> SubmitAttempt:
    query = select(SubmitAttempt).where(SubmitAttempt.task_id == task.id)
    return session.exec(query.order_by(col(SubmitAttempt.n).desc()).limit(1)).one()
