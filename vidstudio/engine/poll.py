"""running: looking how a job stands at its provider, stopping it, and when to give it up.

Looks without an answer never end a task before its deadline: the video may be paid for.
"""

import asyncio
import logging
from typing import Any

from vidstudio import pace
from vidstudio.base.errors import (
    JobLost,
    JobUnknown,
    ProviderError,
    ProviderMisconfigured,
    TookTooLong,
    VidstudioError,
)
from vidstudio.base.failpoints import failpoint
from vidstudio.db.tables import Task
from vidstudio.engine.look import look
from vidstudio.engine.save import FETCH_AGAIN
from vidstudio.engine.work import Work
from vidstudio.providers.base import Progress
from vidstudio.rules import lifecycle
from vidstudio.rules.lifecycle import TaskState

log = logging.getLogger(__name__)

STOP_SECONDS = 15.0
MOST_EMPTY_POLLS = 5
KNOWN_SECONDS = 60.0
# What a good answer forgets.
FOUND: dict[str, Any] = {"poll_errors": 0, "missing": 0, "missing_since": None}
KNOWN_WORDS = {"waiting", "throttled", "running", "succeeded", "failed"}


async def poll(work: Work, task: Task) -> Task | None:
    """running → fetching, failed, cancelled, or look again later."""
    if task.cancel_requested_at and await _stopped(work, task):
        return await work.cancel(task)
    try:
        progress = await look(work, task, task.provider_job_id or "")
    except JobUnknown as error:
        return await _missing(work, task, error)
    except ProviderMisconfigured:
        raise
    except Exception as error:  # whatever it was, the job goes on over there
        if work.given_up(task):
            return await _too_late(work, task)
        return await work.unanswered(task, error)
    failpoint("c8")
    # What is ready counts, even if nobody looked in time.
    if work.overdue(task) and progress.state not in {"succeeded", "failed"}:
        return await _too_late(work, task)
    return await _progressed(work, task, progress)


async def mislaid(work: Work, task: Task, error: VidstudioError) -> None:
    """Nobody can be asked: go on for as long as a lost submission is looked for, then free."""
    now = work.studio.clock.now()
    since = task.missing_since or now
    slow = await work.studio.db.read(lambda session: pace.slow_seconds(session, task, now))
    window = lifecycle.unknown_window(work.studio.settings.unknown_seconds, slow)
    if now - since > window or work.given_up(task):
        await work.fail(task, error, exposed=True)
    else:
        await work.unanswered(task, error, missing_since=since)


async def _missing(work: Work, task: Task, error: JobUnknown) -> None:
    """The provider says that it does not know the job: believed when it says so for minutes."""
    now, times = work.studio.clock.now(), task.missing + 1
    since = task.missing_since or now
    if lifecycle.is_missing(times, since, now) or work.given_up(task):
        await work.fail(task, JobLost("The provider no longer knows this take."), exposed=True)
        return
    log.warning("task %s: unknown at the provider, time %d: %s", task.id, times, error)
    seconds = lifecycle.back_off_seconds(times + 2, work.studio.clock.jitter())
    await work.later(task, seconds, missing=times, missing_since=since)


async def _too_late(work: Work, task: Task) -> None:
    stopped = await _stopped(work, task)
    await work.fail(task, TookTooLong(), exposed=not stopped)


async def _progressed(work: Work, task: Task, progress: Progress) -> Task | None:
    cost = progress.cost_microdollars
    now = work.studio.clock.now()
    told: dict[str, Any] = FOUND | ({} if cost is None else {"cost_microdollars": cost})
    match progress.state:
        case "failed":
            return await work.fail(task, progress.failure or ProviderError())
        case "succeeded" if progress.output_url:
            return await work.move(
                task,
                TaskState.FETCHING,
                output_url=progress.output_url,
                started_at=task.started_at or now,
                # It is ready: a deadline that has passed while nobody looked leaves time to get it.
                deadline_at=max(task.deadline_at, now + FETCH_AGAIN),
                progress=100,
                failures=0,
                **told,
            )
        case "succeeded" if task.failures >= MOST_EMPTY_POLLS:
            empty = JobLost("The provider finished without a video.")
            return await work.fail(task, empty, exposed=True)
        case "succeeded":
            return await work.again(task, JobLost("no output yet"), **told)
        case _:
            return await _look_again(work, task, progress, told)


async def _look_again(work: Work, task: Task, progress: Progress, told: dict[str, Any]) -> None:
    first, cap = await _schedule(work, task)
    delay = lifecycle.poll_delay_seconds(task.polls, first, work.studio.clock.jitter(), cap)
    word, looks = progress.state, task.polls + 1
    if word not in KNOWN_WORDS:
        log.warning("task %s: unknown status %r counts as running", task.id, word)
    if work.crew.news.worth(task.id, word):
        patience = (task.deadline_at - task.created_at).total_seconds()
        planned = max(lifecycle.planned_polls(first, cap, patience), looks)
        log.info("Sora task %s status: %s (attempt %d/%d)", task.id, word, looks, planned)
    percent = progress.percent
    started = {"started_at": work.studio.clock.now()} if _begins(task, progress) else {}
    await work.later(
        task,
        progress.poll_after_seconds or delay,
        polls=looks,
        failures=0,
        # Progress never moves back.
        progress=task.progress if percent is None else max(percent, task.progress or 0),
        state_reason=word if word in {"waiting", "throttled"} else "",
        **told,
        **started,
    )


async def _schedule(work: Work, task: Task) -> tuple[float, float]:
    """The first pause and the longest one."""
    key, moment = (task.model, task.provider), work.studio.clock.monotonic()
    at, own = work.crew.paces.get(key) or (moment - KNOWN_SECONDS, dict[pace.Key, pace.Pace]())
    if moment - at >= KNOWN_SECONDS:  # once a minute, not at every look
        now = work.studio.clock.now()
        own = await work.studio.db.read(lambda session: pace.paces(session, [key], now))
        work.crew.paces[key] = moment, own
    longest = lifecycle.longest_pause_seconds(work.crew.in_flight)
    cap = min(work.studio.settings.poll_cap_seconds, longest)
    return pace.usual_seconds(task, own) / 4, cap


def _begins(task: Task, progress: Progress) -> bool:
    """The provider's own queue is over: from here on its usual time counts."""
    return progress.state not in {"waiting", "throttled"} and task.started_at is None


async def _stopped(work: Work, task: Task) -> bool:
    try:
        async with asyncio.timeout(STOP_SECONDS):
            return await work.provider(task).cancel(task.provider_job_id or "")
    except Exception as error:  # no confirmation, whatever it was
        log.warning("task %s: stopping failed: %r", task.id, error)
        return False
