"""The story of one take, as its rows tell it: held, sent, accepted, rendered, saved, charged."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from vidstudio import pace, reading
from vidstudio.db.tables import LedgerEntry, SubmitAttempt, Task, TaskEvent
from vidstudio.rules.lifecycle import TERMINAL, AttemptOutcome, TaskState
from vidstudio.services.guards import find
from vidstudio.studio import Studio, Who
from vidstudio.views import StepView, TimelineView

S = TaskState
_NOT_TAKEN = {AttemptOutcome.NOT_SENT, AttemptOutcome.REJECTED}


async def timeline(studio: Studio, who: Who, task_id: str) -> TimelineView:
    """NotFound for foreign ids."""
    return await studio.db.read(lambda session: _timeline(session, studio, who, task_id))


def _timeline(session: Session, studio: Studio, who: Who, task_id: str) -> TimelineView:
    task = find(session, Task, task_id, who)
    events = session.exec(
        select(TaskEvent).where(TaskEvent.task_id == task_id).order_by(col(TaskEvent.n))
    ).all()
    attempts = session.exec(
        select(SubmitAttempt).where(SubmitAttempt.task_id == task_id).order_by(col(SubmitAttempt.n))
    ).all()
    steps = (
        _held(task),
        *_sending(task, attempts),
        *_making(task, attempts, events),
        *_ending(session, task),
    )
    key, now = (task.model, task.provider), studio.clock.now()
    own = pace.paces(session, [key], now).get(key)
    return TimelineView(
        task=reading.task_views(session, [task], studio.catalog, now)[0],
        steps=_marked(task, steps),
        slow_seconds=round(task.usual_seconds * own.p95) if own else None,
    )


def _held(task: Task) -> StepView:
    return StepView(key="held", mark="past", at=task.created_at, credits=task.quoted)


def _sending(task: Task, attempts: Sequence[SubmitAttempt]) -> list[StepView]:
    """Each attempt, and what came of it. Before the first: sent is still to come."""
    steps = list[StepView]()
    for attempt in attempts:
        sent = {"provider": attempt.provider, "attempt": attempt.n, "attempts": len(attempts)}
        steps.append(_past("sent", attempt.started_at, **sent))
        if attempt.outcome == AttemptOutcome.ACCEPTED:
            job_id = attempt.provider_job_id or ""
            steps.append(_past("accepted", attempt.ended_at, job_id=job_id))
        elif attempt.outcome in _NOT_TAKEN:
            steps.append(_past("not_taken", attempt.ended_at, reason=attempt.error_class))
        elif attempt.outcome == AttemptOutcome.UNKNOWN:
            steps.append(_past("lost", attempt.ended_at))
    if task.state == S.QUEUED:
        steps.append(StepView(key="sent", mark="next", provider=task.provider))
    return steps


def _past(key: str, at: object, **facts: object) -> StepView:
    return StepView.model_validate({"key": key, "mark": "past", "at": at, **facts})


def _making(
    task: Task, attempts: Sequence[SubmitAttempt], events: Sequence[TaskEvent]
) -> list[StepView]:
    accepted = next((one for one in attempts if one.outcome == AttemptOutcome.ACCEPTED), None)
    steps = list[StepView]()
    if accepted is not None and task.state == S.RUNNING and task.started_at is None:
        steps.append(_past("waiting", accepted.ended_at))
    if task.started_at is not None:
        percent = task.progress if task.state == S.RUNNING else None
        steps.append(_past("rendering", task.started_at, percent=percent))
    elif task.state not in TERMINAL:
        steps.append(StepView(key="rendering", mark="next"))
    saving = next((event.at for event in events if event.to_state == S.FETCHING), None)
    if saving is not None:
        steps.append(_past("saving", saving))
    elif task.state not in TERMINAL:
        steps.append(StepView(key="saving", mark="next"))
    return steps


def _ending(session: Session, task: Task) -> list[StepView]:
    at = task.terminal_at
    match task.state:
        case S.SUCCEEDED if task.charged:
            charged = _charged_at(session, task) or at
            return [_past("charged", charged, credits=task.charged)]
        case S.SUCCEEDED:
            return [_past("free", at)]
        case S.FAILED:
            ended = _past("not_charged", at, reason=task.state_message)
            came = task.recovered_at
            return [ended, _past("recovered", came)] if came else [ended]
        case S.CANCELLED:
            return [_past("stopped", at)]
        case _ if task.quoted:
            return [StepView(key="charged", mark="next", credits=task.quoted)]
        case _:
            return [StepView(key="free", mark="next")]


def _charged_at(session: Session, task: Task) -> object:
    query = select(LedgerEntry.created_at).where(
        LedgerEntry.task_id == task.id, LedgerEntry.kind == "capture"
    )
    return session.exec(query.limit(1)).first()


def _marked(task: Task, steps: Sequence[StepView]) -> tuple[StepView, ...]:
    """While the take lives, its last step behind it is what happens now."""
    if task.state in TERMINAL:
        return tuple(steps)
    last = max(place for place, step in enumerate(steps) if step.mark == "past")
    return tuple(
        step.model_copy(update={"mark": "now"}) if place == last else step
        for place, step in enumerate(steps)
    )
