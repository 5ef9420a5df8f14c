"""One claimed task, step by step. A step may be cut anywhere: the next claim goes on from there."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlmodel import Session

from vidstudio.base import metrics
from vidstudio.base.errors import (
    LeaseLost,
    ProviderMisconfigured,
    StorageFailed,
    VidstudioError,
)
from vidstudio.db.tables import Member, Task, User, Workspace
from vidstudio.engine.poll import mislaid, poll
from vidstudio.engine.save import fetch, store
from vidstudio.engine.submit import submit
from vidstudio.engine.unknown import lost_in_submitting, resolve_unknown
from vidstudio.engine.work import Work
from vidstudio.rules import lifecycle
from vidstudio.rules.lifecycle import TaskState

log = logging.getLogger(__name__)

S = TaskState
Step = Callable[[Work, Task], Awaitable[Task | None]]


async def advance(work: Work, task: Task) -> None:
    """Take steps until the task has ended or must wait."""
    left: Task | None = task
    try:
        while left is not None:
            if left.state not in lifecycle.KNOWN:
                return  # an engine of a newer release has moved it on
            task, state = left, S(left.state)
            async with work.crew.hands.lift(state):
                left = await STEPS[state](work, task)
    except LeaseLost:
        metrics.LEASES_LOST.inc()
        log.warning("lease_lost task=%s worker=%s", task.id, work.worker)
    except ProviderMisconfigured as error:
        await _without_provider(work, task, error)
    except VidstudioError as error:
        await _keep_trying(work, task, error)


async def _without_provider(work: Work, task: Task, error: VidstudioError) -> None:
    """Its provider is gone or has another key: it may come back, but not for ever."""
    match S(task.state):
        case S.QUEUED:
            await work.fail(task, error)
        case S.SUBMITTING:
            return  # an attempt is open: only `lost_in_submitting` may close it
        case _:
            await mislaid(work, task, error)


async def _keep_trying(work: Work, task: Task, error: VidstudioError) -> None:
    """What may be paid for at the provider is not given up for trouble of ours.

    A video that lies here already waits a day for storage.
    """
    storing = task.state == S.STORING
    patience = task.deadline_at + lifecycle.DEADLINE_CAP if storing else task.deadline_at
    late = work.studio.clock.now() > patience and (storing or work.given_up(task))
    if late and task.state not in {S.SUBMITTING, S.SUBMIT_UNKNOWN}:
        await work.fail(task, error, exposed=task.state != S.QUEUED)
        return
    reason = ""
    if isinstance(error, StorageFailed):
        reason = "store_failed" if work.overdue(task) else "storage"
    await work.again(task, error, reason=reason)


async def _begin(work: Work, task: Task) -> Task | None:
    """Nobody pays for what is not wanted any more, or for somebody who has left."""
    now = work.studio.clock.now()
    if task.cancel_requested_at:
        return await work.cancel(task)
    if await work.studio.db.read(lambda session: _has_left(session, task, now)):
        return await work.cancel(task)
    return await submit(work, task)


def _has_left(session: Session, task: Task, now: datetime) -> bool:
    """Whether its workspace has ended, or its maker may not make anything any more."""
    user = session.get(User, task.user_id)
    workspace = session.get(Workspace, task.workspace_id)
    member = session.get(Member, (task.workspace_id, task.user_id))
    if user is None or workspace is None or user.disabled_at:
        return True
    if member is not None and member.disabled_at:
        return True
    return workspace.ends_at is not None and workspace.ends_at <= now


async def _ended(_work: Work, _task: Task) -> Task | None:
    return None


STEPS: dict[TaskState, Step] = {
    S.QUEUED: _begin,
    S.SUBMITTING: lost_in_submitting,
    S.SUBMIT_UNKNOWN: resolve_unknown,
    S.RUNNING: poll,
    S.FETCHING: fetch,
    S.STORING: store,
    S.SUCCEEDED: _ended,
    S.FAILED: _ended,
    S.CANCELLED: _ended,
}
