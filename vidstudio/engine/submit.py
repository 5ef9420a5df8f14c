"""Sending a task to its provider: at most one submission that may cost money, ever."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import func, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from vidstudio import transitions
from vidstudio.base.errors import (
    DatabaseBusy,
    ModelGone,
    NotSent,
    ProviderBusy,
    ProviderMisconfigured,
    Rejected,
    TookTooLong,
    VidstudioError,
)
from vidstudio.base.failpoints import failpoint
from vidstudio.db.tables import Asset, SubmitAttempt, Task
from vidstudio.engine.work import Work, reread
from vidstudio.providers.base import Job, Submission
from vidstudio.rules.lifecycle import AttemptOutcome, TaskState
from vidstudio.rules.requests import Parameters
from vidstudio.transitions import Move

log = logging.getLogger(__name__)

SUBMIT_SECONDS = 30.0
MOST_UNSENT = 5
LONGEST_BUSY_SECONDS = 600.0
BUSY_WAITS_SECONDS = (0.5, 1.0, 2.0, 4.0)  # within the lease, each try included


async def submit(work: Work, task: Task) -> Task | None:
    """queued → submitting → running, or back, or the end."""
    if work.overdue(task):
        return await work.fail(task, TookTooLong("No provider took it in time."))
    provider = work.provider(task)
    pictures = await _pictures(work, task)
    task, attempt = await work.studio.db.write(lambda session: _start(session, work, task))
    failpoint("c3")
    try:
        async with asyncio.timeout(SUBMIT_SECONDS):
            submission = await provider.submit(_job(work, task, attempt, pictures))
    except Exception as error:  # whatever it was decides what is known
        failpoint("c6")
        return await asyncio.shield(_not_accepted(work, task, attempt, error))
    failpoint("c6")
    # Once the provider has said yes, its id is written even while the process is stopping.
    return await asyncio.shield(_accept_surely(work, task, attempt, submission))


async def _accept_surely(
    work: Work, task: Task, attempt: SubmitAttempt, submission: Submission
) -> Task | None:
    """An id that is not written down is a video paid and lost: a busy database is asked again."""
    for seconds in BUSY_WAITS_SECONDS:
        try:
            return await accept(work, task, attempt, submission)
        except (DatabaseBusy, OperationalError):
            log.exception("task %s: its id could not be written yet", task.id)
            await asyncio.sleep(seconds)
    return await accept(work, task, attempt, submission)


async def accept(
    work: Work, task: Task, attempt: SubmitAttempt, submission: Submission
) -> Task | None:
    """Write the provider's id at once."""
    values = {"provider_job_id": submission.job_id, "failures": 0, "polls": 0}
    moved = await close(
        work, task, attempt, AttemptOutcome.ACCEPTED, TaskState.RUNNING, values=values
    )
    failpoint("c7")
    log.info(
        "Text-to-video task created: internal_id=%s sora_id=%s user=%s quality=%s credits=%d",
        task.id,
        submission.job_id,
        task.user_id,
        task.parameters.get("resolution"),
        task.quoted,
    )
    return moved


async def _not_accepted(
    work: Work, task: Task, attempt: SubmitAttempt, error: Exception
) -> Task | None:
    """Decide by the class of the error what is surely known."""
    match error:
        case NotSent() if task.failures + 1 < MOST_UNSENT:
            queued = await _back(work, task, attempt, AttemptOutcome.NOT_SENT)
            return await work.again(queued, error)
        case ProviderBusy():
            queued = await _back(work, task, attempt, AttemptOutcome.REJECTED)
            wait = min(error.retry_after_seconds, LONGEST_BUSY_SECONDS)
            return await work.later(queued, wait, state_reason="provider_busy")
        case NotSent() | Rejected() | ModelGone() | ProviderMisconfigured():
            return await _refused(work, task, attempt, error)
        case _:
            log.warning("task %s: submission unknown: %r", task.id, error)
            unknown = AttemptOutcome.UNKNOWN
            return await close(work, task, attempt, unknown, TaskState.SUBMIT_UNKNOWN)


async def _back(work: Work, task: Task, attempt: SubmitAttempt, outcome: AttemptOutcome) -> Task:
    return await close(work, task, attempt, outcome, TaskState.QUEUED)


async def close(  # noqa: PLR0913  one transaction needs all of it
    work: Work,
    task: Task,
    attempt: SubmitAttempt,
    outcome: AttemptOutcome,
    target: TaskState,
    *,
    values: Mapping[str, object] | None = None,
) -> Task:
    """Attempt and task change together."""
    now = work.studio.clock.now()
    job_id = (values or {}).get("provider_job_id")

    def end(session: Session) -> Task:
        _end_attempt(session, attempt, outcome=outcome, ended_at=now, provider_job_id=job_id)
        wish = Move(task, target, work.worker, now, reason=str(outcome), values=dict(values or {}))
        transitions.move(session, wish)
        return reread(session, task)

    return await work.studio.db.write(end)


async def _refused(work: Work, task: Task, attempt: SubmitAttempt, error: VidstudioError) -> None:
    """Attempt, task and money end together: a refusal must not turn into an unknown."""
    now = work.studio.clock.now()

    def refuse(session: Session) -> None:
        outcome = AttemptOutcome.REJECTED
        _end_attempt(session, attempt, outcome=outcome, error_class=error.code, ended_at=now)
        transitions.fail(session, task, error, work.worker, now)

    await work.studio.db.write(refuse)
    await work.tidy(task)


def _start(session: Session, work: Work, task: Task) -> tuple[Task, SubmitAttempt]:
    """The attempt exists before anything is sent."""
    now = work.studio.clock.now()
    count = select(func.count()).where(SubmitAttempt.task_id == task.id)
    attempt = SubmitAttempt(
        id=work.studio.clock.new_id(),
        task_id=task.id,
        n=session.exec(count).one() + 1,
        provider=task.provider,
        outcome=AttemptOutcome.STARTED,
        started_at=now,
    )
    transitions.move(session, Move(task, TaskState.SUBMITTING, work.worker, now))
    session.add(attempt)
    session.flush()
    return reread(session, task), attempt


def _end_attempt(session: Session, attempt: SubmitAttempt, **facts: object) -> None:
    session.exec(
        update(SubmitAttempt)
        .where(col(SubmitAttempt.id) == attempt.id)
        .values(**facts)
        .execution_options(synchronize_session=False)
    )


def _job(work: Work, task: Task, attempt: SubmitAttempt, pictures: tuple[Path, ...]) -> Job:
    return Job(
        client_ref=attempt.id,
        model=task.provider_model,
        prompt=task.prompt,
        negative_prompt=task.parameters.get("negative_prompt", ""),
        parameters=Parameters.model_validate(task.parameters),
        pictures=pictures,
        demo=work.studio.demo,
        stands_in_for=_model_name(work, task) if task.demo else None,
        usual_seconds=task.usual_seconds,
    )


def _model_name(work: Work, task: Task) -> str:
    card = work.studio.catalog.cards.get(task.model)  # gone if the catalogue has changed since
    return card.name if card else task.model


async def _pictures(work: Work, task: Task) -> tuple[Path, ...]:
    """Local copies of the task's pictures, in their order."""
    ids = Parameters.model_validate(task.parameters).pictures
    if not ids:
        return ()
    query = select(Asset).where(col(Asset.id).in_(ids), Asset.workspace_id == task.workspace_id)
    rows = await work.studio.db.read(lambda session: session.exec(query).all())
    assets = {asset.id: asset for asset in rows}
    folder = work.folder(task)
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    paths = [
        folder / f"picture-{n}{Path(assets[key].storage_key).suffix}" for n, key in enumerate(ids)
    ]
    for key, path in zip(ids, paths, strict=True):
        await work.studio.store.copy_to(assets[key].storage_key, path)
    return tuple(paths)
