"""The only code that changes a task's state: guarded move + money + outbox in one transaction.

Each function works inside the caller's transaction. A move whose guard fails raises
LeaseLost, which rolls everything back, the money included.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, update
from sqlmodel import Session, col, select

from vidstudio import ledger, places, usage
from vidstudio.base.errors import (
    AlreadySettled,
    ImageRefused,
    LeaseLost,
    PromptRefused,
    VidstudioError,
)
from vidstudio.base.failpoints import failpoint
from vidstudio.db.columns import row_of, table_of
from vidstudio.db.session import touch
from vidstudio.db.tables import Asset, Message, Outbox, Task, TaskEvent
from vidstudio.rules import lifecycle, sentences, webhooks
from vidstudio.rules.catalog import DEMO_PROVIDER
from vidstudio.rules.lifecycle import PUBLIC_STATUS, TERMINAL, TaskState, allowed
from vidstudio.rules.pricing import Quote, charge

# Failures of what was asked for: what expired meanwhile stays expired.
_THEIRS = (PromptRefused, ImageRefused)


@dataclass(frozen=True)
class Move:
    """A wish to move `task` (as it was read) to `target`. `values` are further columns."""

    task: Task
    target: TaskState
    actor: str
    now: datetime
    reason: str = ""
    message: str = ""
    values: dict[str, Any] = field(default_factory=dict[str, Any])


def begin(session: Session, task: Task, actor: str) -> None:
    """Insert a new task, its first event and its line in the conversation."""
    event = TaskEvent(
        task_id=task.id,
        n=1,
        to_state=task.state,
        lease_token=task.lease_token,
        actor=actor,
        at=task.created_at,
    )
    line = _line(task, sentences.started(task.number, task.quoted), task.created_at)
    session.flush()  # what the rows point at
    for statement, row in zip(_BEGINNING, (task, event, line), strict=True):
        session.connection().execute(statement, row_of(row))
    touch(session, task.workspace_id, wake=True)


_BEGINNING = tuple(insert(table_of(table)) for table in (Task, TaskEvent, Message))


def move(session: Session, wish: Move) -> None:
    """Change the state if the task is still as read and the lease still ours."""
    task, source = wish.task, TaskState(wish.task.state)
    if not allowed(source, wish.target):
        raise ValueError(f"{source} -> {wish.target} is no move of a task")
    terminal = {"terminal_at": wish.now} if wish.target in TERMINAL else {}
    values = {
        "state": wish.target,
        "state_reason": wish.reason[:60],
        "state_message": wish.message[:500],
        **terminal,
        **wish.values,
    }
    update_guarded(session, task, values)
    if wish.target in TERMINAL or wish.target == TaskState.QUEUED:
        places.leave(session, task.id)
    number = select(func.coalesce(func.max(col(TaskEvent.n)), 0) + 1)
    session.add(
        TaskEvent(
            task_id=task.id,
            n=session.exec(number.where(TaskEvent.task_id == task.id)).one(),
            from_state=source,
            to_state=wish.target,
            reason=wish.reason[:60],
            lease_token=task.lease_token,
            actor=wish.actor,
            at=wish.now,
        )
    )


def update_guarded(session: Session, task: Task, values: dict[str, Any]) -> None:
    """Write columns of a task that is still as it was read. Raises LeaseLost otherwise."""
    changed = session.exec(
        update(Task)
        .where(
            col(Task.id) == task.id,
            col(Task.state) == task.state,
            col(Task.lease_token) == task.lease_token,
        )
        .values(**values)
        .returning(col(Task.id))
        .execution_options(synchronize_session=False)
    ).scalar()
    if changed is None:
        raise LeaseLost
    touch(session, task.workspace_id)


@dataclass(frozen=True)
class Output:
    """The verified file of a finished task, with its poster, as stored."""

    video: Asset
    poster: Asset
    duration_seconds: float


def succeed(session: Session, task: Task, output: Output, actor: str, now: datetime) -> int:
    """Asset + capture + succeeded + outbox, all or nothing. Answers the credits charged."""
    amount = charge(Quote.model_validate(task.quote), output.duration_seconds)
    values = {"charged": amount, **_shown(output)}
    move(session, Move(task, TaskState.SUCCEEDED, actor, now, values=values))
    _keep(session, output)
    failpoint("c12")
    ledger.capture(session, claimant(task, actor), amount, now)
    # The wish to stop may have come after the task was read.
    wished = select(Task.cancel_requested_at).where(Task.id == task.id)
    done = sentences.done if session.exec(wished).one() is None else sentences.not_stopped
    _end(session, task, TaskState.SUCCEEDED, now, done(task.number, amount))
    usage.ended(session, task, TaskState.SUCCEEDED, amount, now)
    return amount


def fail(  # noqa: PLR0913  the ending, who says so, and what it may have cost
    session: Session,
    task: Task,
    error: VidstudioError,
    actor: str,
    now: datetime,
    *,
    exposed: bool = False,
) -> None:
    """Release + failed + outbox. Nothing is charged.

    `exposed`: the provider may have made the video all the same. Then the operator may have to
    pay for it, and it is looked for later.
    """
    values: dict[str, Any] = {}
    if exposed and task.provider != DEMO_PROVIDER:  # what is drawn here costs nobody anything
        watch = timedelta(seconds=lifecycle.late_look_seconds(0))
        values = {"exposure": task.quoted, "next_run_at": now + watch}
    wish = Move(task, TaskState.FAILED, actor, now, error.code, str(error), values)
    move(session, wish)
    ledger.release(session, claimant(task, actor), now, grace=not isinstance(error, _THEIRS))
    _end(session, task, TaskState.FAILED, now, sentences.failed(task.number, error.code))
    usage.ended(session, task, TaskState.FAILED, 0, now)


def cancel(session: Session, task: Task, actor: str, now: datetime, why: str = "") -> None:
    """Release + cancelled + outbox. Only for what surely costs nothing. `why` is an admin's."""
    why = why or task.stop_reason
    wish = Move(task, TaskState.CANCELLED, actor, now, "cancelled", values={"stop_reason": why})
    move(session, wish)
    ledger.release(session, claimant(task, actor), now)
    _end(session, task, TaskState.CANCELLED, now, sentences.stopped(task.number, why))
    usage.ended(session, task, TaskState.CANCELLED, 0, now)


def recover(session: Session, task: Task, output: Output, now: datetime) -> None:
    """Give a failed task the video that came after all: free, once, told once; it stays failed.

    Raises AlreadySettled when it has one, LeaseLost when somebody else has taken it over.
    """
    if task.state != TaskState.FAILED or task.recovered_at is not None:
        raise AlreadySettled
    values = {"recovered_at": now, "free_reason": "recovered", **_shown(output)}
    update_guarded(session, task, values)
    _keep(session, output)
    told = {
        "status": PUBLIC_STATUS[TaskState.FAILED],
        "finished_at": task.terminal_at.isoformat() if task.terminal_at else None,
        "recovered_at": now.isoformat(),
    }
    _tell(session, task, (f"rec_{task.id}", "task.recovered"), now, told)
    _say(session, task, sentences.recovered(task.number), now)


def _shown(output: Output) -> dict[str, Any]:
    return {
        "progress": 100,
        "result_asset_id": output.video.id,
        "poster_asset_id": output.poster.id,
    }


def _keep(session: Session, output: Output) -> None:
    session.add(output.video)
    session.add(output.poster)
    session.flush()


def claimant(task: Task, actor: str) -> ledger.Claimant:
    return ledger.Claimant(task.workspace_id, task.id, actor)


def _end(session: Session, task: Task, state: TaskState, now: datetime, line: str) -> None:
    told = {"status": PUBLIC_STATUS[state], "finished_at": now.isoformat()}
    _tell(session, task, (f"msg_{task.id}", f"task.{state}"), now, told)
    _say(session, task, line, now)


def _tell(
    session: Session, task: Task, named: tuple[str, str], now: datetime, told: dict[str, Any]
) -> None:
    """Write what the webhook is told; `named` are the row's id and type."""
    about = {"task_id": task.id, "model": task.model, "campaign_id": task.campaign_id}
    row = {"id": named[0], "type": named[1], "body": about | told, "created_at": now}
    whose = {"workspace_id": task.workspace_id, "task_id": task.id}
    session.add(Outbox(**row, **whose, **webhooks.first_try(task.webhook_url, now)))


def _say(session: Session, task: Task, text: str, now: datetime) -> None:
    """One line per take: the ending takes the place of the beginning."""
    line = session.exec(select(Message).where(Message.task_id == task.id)).first()
    line = line or _line(task, text, now)
    line.text, line.created_at = text, now
    session.add(line)


def _line(task: Task, text: str, now: datetime) -> Message:
    return Message(
        id=task.id,
        workspace_id=task.workspace_id,
        campaign_id=task.campaign_id,
        author="studio",
        kind="take",
        text=text,
        task_id=task.id,
        created_at=now,
    )
