"""Calls from providers: each wakes the task it is about, and proves nothing else.

What a body says of the result is not read: the engine asks the provider.
"""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from vidstudio.base import metrics
from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.base.signing import sha256_hex
from vidstudio.db.moments import moment
from vidstudio.db.tables import CallbackDelivery, Task
from vidstudio.providers.callbacks import Call, Forged, Notice, readers
from vidstudio.rules.lifecycle import TaskState
from vidstudio.services.callers import Caller
from vidstudio.studio import Studio

log = logging.getLogger(__name__)

_RULE = "600/minute"
_INSTANT = timedelta(microseconds=1)
_UNSENT = {TaskState.QUEUED}
_UNNAMED = {*_UNSENT, TaskState.SUBMITTING, TaskState.SUBMIT_UNKNOWN}


def admit(studio: Studio, provider: str, caller: Caller) -> None:
    """May this caller speak for the provider now? Asked before a byte of the call is read."""
    if provider not in readers(studio.settings):
        raise NotFound
    studio.rates.hit("callback", _RULE, f"{provider} {caller.address}")


async def hear(studio: Studio, provider: str, token: str | None, call: Call) -> None:
    """Wake the task behind `token`, or without one the task of a job whose id is signed.

    The same call again changes nothing. Raises Forged, also for a job that is not the task's,
    NotFound for a token or job that is not ours, InvalidRequest for a call that names no job.
    """
    result = "failed"
    try:
        result = await _heard(studio, provider, token, call)
        if result == "refused":
            raise Forged
    except Forged:
        result = "forged"
        log.warning("callback_forged provider=%s address=%s", provider, call.address)
        raise
    except (NotFound, InvalidRequest) as error:
        result = error.code
        raise
    finally:
        metrics.CALLBACKS.labels(provider, result).inc()


async def _heard(studio: Studio, provider: str, token: str | None, call: Call) -> str:
    """What the call was taken for; "refused" again when it was before."""
    notice = readers(studio.settings)[provider].read(call, studio.clock.now())

    def known(session: Session) -> str | None:
        task = _task(session, provider, token, notice)
        row = session.get(CallbackDelivery, (provider, _delivery_id(task, notice)))
        return row and row.result

    # Repeats and strangers never wait for the database's only writer.
    before = await studio.db.read(known)
    if before:
        return "refused" if before == "refused" else "repeated"
    result = await studio.db.write(lambda s: _note(s, studio, (provider, token), (notice, call)))
    studio.bus.wake()
    return result


def _due(task: Task, now: datetime) -> datetime:
    """At once. A take that has ended is looked at again when this is after its end, as the clock
    of another host, or the very instant, may have it."""
    return max(now, task.terminal_at + _INSTANT) if task.terminal_at else now


def _task(
    session: Session, provider: str, token: str | None, notice: Notice, *, lock: bool = False
) -> Task:
    """To `lock` is to wait for a step of the engine that is just ending it."""
    query = select(Task).where(Task.provider == provider)
    if token:
        query = query.where(Task.callback_token_hash == sha256_hex(token))
    elif notice.signed:
        query = query.where(Task.provider_job_id == notice.job_id)
    else:
        raise Forged
    task = session.exec(query.with_for_update() if lock else query).first()
    if task is None:
        raise NotFound
    return task


def _delivery_id(task: Task, notice: Notice) -> str:
    return sha256_hex("\n".join((task.id, notice.job_id, notice.stamp)))


def _note(
    session: Session, studio: Studio, way: tuple[str, str | None], heard: tuple[Notice, Call]
) -> str:
    """Write the delivery down and wake its task, both once. Answers what it was taken for."""
    (provider, token), (notice, call) = way, heard
    task, now = _task(session, provider, token, notice, lock=True), moment(session, studio.clock)
    result = _result(session, task, notice)
    row = {
        "provider": provider,
        "delivery_id": _delivery_id(task, notice),
        "task_id": task.id,
        "job_id": notice.job_id,
        "result": result,
        "body_sha256": hashlib.sha256(call.body).hexdigest(),
        "received_at": now,
    }
    if _inserted(session, row) and _can_wake(task, result):
        due = update(Task).where(col(Task.id) == task.id).values(next_run_at=_due(task, now))
        session.exec(due.execution_options(synchronize_session=False))
    log.info("callback provider=%s task=%s result=%s", provider, task.id, result)
    return result


def _result(session: Session, task: Task, notice: Notice) -> str:
    """Alarms where the job is not the one we know: somebody may be paying for two."""
    known = task.provider_job_id or _heard_before(session, task)
    if known and known != notice.job_id:
        log.error("callback_mismatch task=%s known=%s told=%s", task.id, known, notice.job_id)
        if task.provider_job_id:
            return "refused"
    if task.terminal_at is not None:
        return "ended"
    if task.state in _UNSENT:
        log.error("callback_unsent task=%s told=%s", task.id, notice.job_id)
    return "early" if task.state in _UNNAMED else "woken"


def _can_wake(task: Task, result: str) -> bool:
    """A take that has failed may have a video after all; one that waits was not sent yet."""
    if result == "ended":
        return task.state == TaskState.FAILED and task.recovered_at is None
    return result != "refused" and task.state not in _UNSENT


def _heard_before(session: Session, task: Task) -> str | None:
    query = (
        select(CallbackDelivery.job_id)
        .where(CallbackDelivery.task_id == task.id, col(CallbackDelivery.result) != "refused")
        .order_by(col(CallbackDelivery.received_at).desc())
    )
    return session.exec(query.limit(1)).first()


def _inserted(session: Session, row: Mapping[str, object]) -> bool:
    """False when this delivery has been written down before, by whomever."""
    postgres = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if postgres else sqlite.insert
    statement = insert(CallbackDelivery).values(**row).on_conflict_do_nothing()
    written = statement.returning(col(CallbackDelivery.delivery_id))
    return session.connection().execute(written).first() is not None
