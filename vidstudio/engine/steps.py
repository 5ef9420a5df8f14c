"""One claimed task, step by step. A step may be cut anywhere: the next claim goes on from there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from vidstudio.base.errors import (
    JobLost,
    LeaseLost,
    ProviderError,
    ProviderMisconfigured,
    StorageFailed,
    TookTooLong,
    VidstudioError,
)
from vidstudio.base.failpoints import failpoint
from vidstudio.db.tables import Task
from vidstudio.engine.save import fetch, store
from vidstudio.engine.submit import submit
from vidstudio.engine.unknown import lost_in_submitting, resolve_unknown
from vidstudio.engine.work import Work
from vidstudio.providers.base import Progress
from vidstudio.rules import lifecycle
from vidstudio.rules.lifecycle import TaskState

log = logging.getLogger(__name__)

POLL_TIMEOUT_SECONDS = 15.0
MOST_EMPTY_POLLS = 5

Step = Callable[[Work, Task], Awaitable[Task | None]]


async def advance(work: Work, task: Task) -> None:
    """Take steps until the task has ended or must wait."""
    left: Task | None = task
    try:
        while left is not None:
            task = left
            left = await STEPS[TaskState(task.state)](work, task)
    except LeaseLost:
        log.warning("lease_lost task=%s worker=%s", task.id, work.worker)
    except ProviderMisconfigured as error:
        await _give_up(work, task, error)
    except VidstudioError as error:
        await _keep_trying(work, task, error)


async def _give_up(work: Work, task: Task, error: VidstudioError) -> None:
    if task.state == TaskState.SUBMITTING:
        return  # an attempt is open: only `lost_in_submitting` may close it
    await work.fail(task, error)


async def _keep_trying(work: Work, task: Task, error: VidstudioError) -> None:
    """The video may be paid for at the provider: keep trying for as long as a day."""
    patience = task.created_at + lifecycle.DEADLINE_CAP
    if work.studio.clock.now() > patience:
        await work.fail(task, error)
    else:
        reason = "storage" if isinstance(error, StorageFailed) else ""
        await work.again(task, error, reason=reason)


async def poll(work: Work, task: Task) -> Task | None:
    """running → fetching, failed, cancelled, or look again later."""
    provider, job_id = work.provider(task), task.provider_job_id or ""
    if task.cancel_requested_at and await _stopped(work, task):
        return await work.cancel(task)
    try:
        async with asyncio.timeout(POLL_TIMEOUT_SECONDS):
            progress = await provider.poll(job_id)
    except Exception as error:  # whatever it was, the job goes on over there
        return await (_too_late(work, task) if work.given_up(task) else work.again(task, error))
    failpoint("c8")
    # What is ready counts, even if nobody looked in time.
    if work.overdue(task) and progress.state not in {"succeeded", "failed"}:
        return await _too_late(work, task)
    return await _progressed(work, task, progress)


async def _too_late(work: Work, task: Task) -> None:
    await _stopped(work, task)
    await work.fail(task, TookTooLong())


async def _progressed(work: Work, task: Task, progress: Progress) -> Task | None:
    match progress.state:
        case "failed":
            return await work.fail(task, progress.failure or ProviderError())
        case "succeeded" if progress.output_url:
            return await work.move(
                task,
                TaskState.FETCHING,
                output_url=progress.output_url,
                started_at=task.started_at or work.studio.clock.now(),
                progress=100,
                failures=0,
            )
        case "succeeded" if task.failures >= MOST_EMPTY_POLLS:
            return await work.fail(task, JobLost("The provider finished without a video."))
        case "succeeded":
            return await work.again(task, JobLost("no output yet"))
        case _:
            return await _look_again(work, task, progress)


async def _look_again(work: Work, task: Task, progress: Progress) -> None:
    first = task.usual_seconds / 4
    delay = lifecycle.poll_delay_seconds(task.polls, first, work.studio.clock.jitter())
    log.info("Sora task %s status: %s (attempt %d)", task.id, progress.state, task.polls + 1)
    percent = progress.percent
    started = {"started_at": work.studio.clock.now()} if _begins(task, progress) else {}
    await work.later(
        task,
        progress.poll_after_seconds or delay,
        polls=task.polls + 1,
        failures=0,
        # Progress never moves back.
        progress=task.progress if percent is None else max(percent, task.progress or 0),
        state_reason="" if progress.state == "running" else progress.state,
        **started,
    )


def _begins(task: Task, progress: Progress) -> bool:
    """The provider's own queue is over: from here on its usual time counts."""
    return progress.state == "running" and task.started_at is None


async def _stopped(work: Work, task: Task) -> bool:
    try:
        async with asyncio.timeout(POLL_TIMEOUT_SECONDS):
            return await work.provider(task).cancel(task.provider_job_id or "")
    except Exception as error:  # no confirmation, whatever it was
        log.warning("task %s: stopping failed: %r", task.id, error)
        return False


async def _ended(_work: Work, _task: Task) -> Task | None:
    return None


STEPS: dict[TaskState, Step] = {
    TaskState.QUEUED: submit,
    TaskState.SUBMITTING: lost_in_submitting,
    TaskState.SUBMIT_UNKNOWN: resolve_unknown,
    TaskState.RUNNING: poll,
    TaskState.FETCHING: fetch,
    TaskState.STORING: store,
    TaskState.SUCCEEDED: _ended,
    TaskState.FAILED: _ended,
    TaskState.CANCELLED: _ended,
}
