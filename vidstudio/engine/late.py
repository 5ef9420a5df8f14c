"""A video that comes after its take has failed: stored, and given free of charge, once.

For a day after a failure that the provider may not know of, and whenever the provider calls.
"""

import asyncio
import logging
from datetime import datetime, timedelta

from sqlalchemy import text, update
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from vidstudio import transitions
from vidstudio.base import metrics
from vidstudio.base.errors import JobLost, LeaseLost, OutputUnusable
from vidstudio.db.tables import Task
from vidstudio.engine import save
from vidstudio.engine.look import look
from vidstudio.engine.submit import KIE
from vidstudio.engine.unknown import find_job, last_attempt
from vidstudio.engine.work import Work
from vidstudio.providers.base import Progress
from vidstudio.rules import lifecycle
from vidstudio.rules.lifecycle import TaskState

log = logging.getLogger(__name__)

AT_ONCE = 5
AGAIN_SECONDS = 300.0  # the video is there and could not be had: its link does not last for ever
LEASE = timedelta(minutes=15)  # longer than a download may take


async def run(work: Work) -> None:
    """One round: look for the videos of failed takes that are due for a look."""
    now = work.studio.clock.now()
    if not await work.studio.db.read(lambda session: session.exec(_due(now)).first()):
        return
    tasks = await work.studio.db.write(lambda session: _claim(session, work, now))
    await asyncio.gather(*(_try(work, task) for task in tasks))


async def _try(work: Work, task: Task) -> None:
    try:
        await _bring(work, task)
    except LeaseLost:
        log.warning("lease_lost task=%s worker=%s", task.id, work.worker)


async def _bring(work: Work, task: Task) -> None:
    found = None
    try:
        found = await _look(work, task)
        if found:
            await _recover(work, task, found)
    except LeaseLost:
        raise
    except (JobLost, OutputUnusable):
        await _rest(work, task, for_good=True)
    except Exception as error:  # the next look will tell
        log.warning("task %s: late look failed: %r", task.id, error)
        await _rest(work, task, AGAIN_SECONDS if found else None)


async def _look(work: Work, task: Task) -> Progress | None:
    """What the provider says, when it has a video; else the next look is set."""
    job_id = task.provider_job_id or await _found(work, task)
    if not job_id:
        return await _rest(work, task)
    progress = await look(work, task, job_id)
    if progress.state == "succeeded" and progress.output_url:
        return progress
    return await _rest(work, task, for_good=progress.state == "failed")


async def _found(work: Work, task: Task) -> str | None:
    """The job of a submission that nobody confirmed in time."""
    attempt = await work.studio.db.read(lambda session: last_attempt(session, task))
    job_id = await find_job(work, task, attempt)
    if job_id:
        known = {"provider_job_id": job_id}
        if task.provider == KIE:
            known["sora_task_id"] = job_id
        await work.studio.db.write(lambda s: transitions.update_guarded(s, task, known))
        task.provider_job_id = job_id
    return job_id


async def _recover(work: Work, task: Task, progress: Progress) -> None:
    await save.bring(work, task, progress.output_url or "")
    output = await save.kept(work, task)
    if output is None:
        raise FileNotFoundError(work.folder(task))
    now, cost = work.studio.clock.now(), progress.cost_microdollars

    def give(session: Session) -> None:
        transitions.recover(session, task, output, now)
        if cost is not None:
            transitions.update_guarded(session, task, {"cost_microdollars": cost})

    await work.studio.db.write(give)
    metrics.LATE_RESULTS.inc()
    log.info("task %s: its video arrived after all, free of charge", task.id)
    await work.tidy(task)


async def _rest(
    work: Work, task: Task, seconds: float | None = None, *, for_good: bool = False
) -> None:
    """Let go of the task until the next look."""
    now, ended = work.studio.clock.now(), task.terminal_at or work.studio.clock.now()
    seconds = seconds or lifecycle.late_look_seconds((now - ended).total_seconds())
    due = ended + lifecycle.LATE_LIFE if for_good else now + timedelta(seconds=seconds)
    values = {"lease_owner": None, "lease_until": None, "next_run_at": due}
    await work.studio.db.write(lambda s: transitions.update_guarded(s, task, values))


def _claim(session: Session, work: Work, now: datetime) -> list[Task]:
    ids = session.exec(_due(now).with_for_update(skip_locked=True, of=Task)).all()
    statement = (
        update(Task)
        .where(col(Task.id).in_(ids))
        .values(
            lease_owner=work.worker,
            lease_until=now + LEASE,
            lease_token=col(Task.lease_token) + 1,
        )
        .returning(Task)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return list(session.scalars(statement).all())


def _due(now: datetime) -> SelectOfScalar[str]:
    return (
        select(Task.id)
        .where(
            text("task.state IN ('failed', 'cancelled')"),  # as the index says it
            Task.state == TaskState.FAILED,
            col(Task.recovered_at).is_(None),
            col(Task.terminal_at) > now - lifecycle.LATE_LIFE,
            # Set after the ending: by an ending that left doubts, or by a call of the provider's.
            col(Task.next_run_at) > col(Task.terminal_at),
            col(Task.next_run_at) <= now,
            or_(col(Task.lease_until).is_(None), col(Task.lease_until) < now),
            col(Task.removed_at).is_(None),
        )
        .order_by(col(Task.next_run_at))
        .limit(AT_ONCE)
    )
