"""Sending a task to its provider: at most one submission that may cost money, ever."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from vidstudio.base import metrics
from vidstudio.base.errors import (
    DatabaseBusy,
    ModelGone,
    NotSent,
    ProviderBusy,
    ProviderError,
    ProviderMisconfigured,
    Rejected,
    TookTooLong,
)
from vidstudio.base.failpoints import failpoint
from vidstudio.base.settings import Settings
from vidstudio.base.signing import callback_token
from vidstudio.db.tables import Asset, SubmitAttempt, Task
from vidstudio.engine import attempts, breaker
from vidstudio.engine.attempts import Ending
from vidstudio.engine.caps import NotNow
from vidstudio.engine.work import Work
from vidstudio.providers.base import Job, Submission
from vidstudio.rules.catalog import DEMO_PROVIDER
from vidstudio.rules.lifecycle import AttemptOutcome, TaskState
from vidstudio.rules.requests import Parameters

log = logging.getLogger(__name__)

KIE = "kie"  # its task ids have a column and a callback address of their own
PREPARE_SECONDS = 120.0
SUBMIT_SECONDS = 30.0
MOST_UNSENT = 5
LONGEST_BUSY_SECONDS = 600.0
BUSY_WAITS_SECONDS = (0.5, 1.0, 2.0, 4.0)  # within the lease, each try included


async def submit(work: Work, task: Task) -> Task | None:
    """queued → submitting → running, or back, or the end."""
    if work.overdue(task):
        return await work.fail(task, TookTooLong("No provider took it in time."))
    provider = work.provider(task)
    try:
        async with asyncio.timeout(PREPARE_SECONDS):
            pictures = await _pictures(work, task)
            uploads = await provider.prepare(pictures)
    except (ProviderError, TimeoutError) as error:
        return await _unprepared(work, task, error)
    try:
        task, attempt = await work.studio.db.write(
            lambda session: attempts.start(session, work, task)
        )
    except NotNow as wait:
        return await work.later(task, wait.wait_seconds, state_reason=wait.reason)
    job = _job(work, task, attempt, pictures, uploads)
    return await _send(work, task, attempt, job)


async def _send(work: Work, task: Task, attempt: SubmitAttempt, job: Job) -> Task | None:
    failpoint("c3")
    try:
        async with asyncio.timeout(SUBMIT_SECONDS):
            submission = await work.provider(task).submit(job)
    except Exception as error:  # whatever it was decides what is known
        failpoint("c6")
        return await asyncio.shield(_not_accepted(work, task, attempt, error))
    failpoint("c6")
    # Once the provider has said yes, its id is written even while the process is stopping.
    moved = await asyncio.shield(_accept_surely(work, task, attempt, submission))
    await breaker.heard(work, task.provider, None, submit=True)
    return moved


async def _unprepared(work: Work, task: Task, error: ProviderError | TimeoutError) -> None:
    """Nothing is bought yet, so trying again is safe."""
    await breaker.heard(work, task.provider, error, submit=True)
    match error:
        case ProviderBusy():
            return await _wait(work, task, error)
        case Rejected() | ModelGone() | ProviderMisconfigured():
            return await work.fail(task, error)
        case ProviderError() if task.failures + 1 >= MOST_UNSENT:
            return await work.fail(task, error)
        case TimeoutError() if task.failures + 1 >= MOST_UNSENT:
            return await work.fail(task, NotSent("The pictures could not be handed over."))
        case _:
            return await work.again(task, error)


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
    if task.provider == KIE:
        values["sora_task_id"] = submission.job_id
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
    left = await _decided(work, task, attempt, error)
    await breaker.heard(work, task.provider, error, submit=True)
    return left


async def _decided(work: Work, task: Task, attempt: SubmitAttempt, error: Exception) -> Task | None:
    queued, unknown = TaskState.QUEUED, TaskState.SUBMIT_UNKNOWN
    match error:
        case NotSent() if task.failures + 1 < MOST_UNSENT:
            outcome = AttemptOutcome.NOT_SENT
            back = await close(work, task, attempt, outcome, queued, error=error)
            return await work.again(back, error)
        case ProviderBusy():
            outcome = AttemptOutcome.REJECTED
            back = await close(work, task, attempt, outcome, queued, error=error)
            return await _wait(work, back, error)
        case NotSent() | Rejected() | ModelGone() | ProviderMisconfigured():
            await work.studio.db.write(
                lambda session: attempts.refuse(session, work, task, attempt, error)
            )
            metrics.SUBMITS.labels(task.provider, AttemptOutcome.REJECTED).inc()
            if isinstance(error, ModelGone):
                log.error("provider %s: %s is gone", task.provider, task.provider_model)
            return await work.tidy(task)
        case _:
            log.warning("task %s: submission unknown: %r", task.id, error)
            outcome = AttemptOutcome.UNKNOWN
            return await close(work, task, attempt, outcome, unknown, error=error)


async def _wait(work: Work, task: Task, busy: ProviderBusy) -> None:
    """As long as it said, within reason."""
    seconds = min(busy.retry_after_seconds, LONGEST_BUSY_SECONDS)
    await work.later(task, seconds, state_reason="provider_busy")


async def close(  # noqa: PLR0913  one transaction needs all of it
    work: Work,
    task: Task,
    attempt: SubmitAttempt,
    outcome: AttemptOutcome,
    target: TaskState,
    *,
    error: Exception | None = None,
    values: Mapping[str, object] | None = None,
) -> Task:
    """Attempt and task change together."""
    ending = Ending(attempt, outcome, target, error, values or {})
    left = await work.studio.db.write(lambda session: attempts.close(session, work, task, ending))
    metrics.SUBMITS.labels(task.provider, outcome).inc()
    if outcome == AttemptOutcome.UNKNOWN:
        metrics.SUBMITS_UNKNOWN.inc()
    return left


def callback_url_for(settings: Settings, provider: str, task_id: str, secret: bytes) -> str | None:
    """Where the provider may call about this task; None when it cannot reach us."""
    token, public = callback_token(secret, task_id), settings.public_url.rstrip("/")
    if provider == KIE and settings.sora_callback_url:
        return f"{settings.sora_callback_url}?token={token}"
    if provider == DEMO_PROVIDER or not public:
        return None
    if provider == KIE:
        return f"{public}/api/videos/sora/callback?token={token}"
    return f"{public}/api/callbacks/{provider}/{token}"


def _job(
    work: Work,
    task: Task,
    attempt: SubmitAttempt,
    pictures: tuple[Path, ...],
    uploads: tuple[str, ...],
) -> Job:
    studio = work.studio
    return Job(
        client_ref=attempt.id,
        model=task.provider_model,
        prompt=task.prompt,
        negative_prompt=task.parameters.get("negative_prompt", ""),
        parameters=Parameters.model_validate(task.parameters),
        pictures=pictures,
        uploads=uploads,
        callback_url=callback_url_for(studio.settings, task.provider, task.id, studio.tokens),
        demo=studio.demo,
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
