"""The queue of all workspaces, for admins: what is in the works anywhere, and stopping one of them.

It reads what is open and what has failed today, by partial indexes: how much has ended in all
the time before does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, String, literal_column
from sqlmodel import Session, and_, col, func, or_, select

from vidstudio import pace, places, upstream
from vidstudio.base.errors import Conflict, LeaseLost, NotFound
from vidstudio.db.tables import Shot, Task, TaskEvent, User, Workspace
from vidstudio.rules import lifecycle
from vidstudio.rules.catalog import DEMO_PROVIDER
from vidstudio.rules.lifecycle import TaskState as S
from vidstudio.services import audit, tasks
from vidstudio.services.guards import require_admin
from vidstudio.services.members import Reason
from vidstudio.studio import Studio, Who
from vidstudio.views.whole_queue import OpenTakeView, WholeCounts, WholeQueueView

PAGE_ROWS = 50
PROMPT_SHOWN = 120
Show = Literal["open", "waiting", "making", "checking", "failed"]
_MAKING = (S.SUBMITTING, S.RUNNING, S.FETCHING, S.STORING)
_STATES = {"waiting": (S.QUEUED,), "making": _MAKING, "checking": (S.SUBMIT_UNKNOWN,)}
_STOPPABLE = frozenset({S.QUEUED, S.SUBMITTING, S.SUBMIT_UNKNOWN, S.RUNNING})
_LIVE = col(Task.terminal_at).is_(None)
# Written out: a partial index is only used for its own words.
_UNDONE = col(Task.state).in_(
    (literal_column("'failed'", String), literal_column("'cancelled'", String))
)


class WholeQueueQuery(BaseModel):
    """`after` is the take that the page before this one ended with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    show: Show = "open"
    after: str = Field(default="", max_length=36)


class StopRequest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    task_id: str = Field(max_length=64)
    reason: Reason


async def page(studio: Studio, who: Who, query: WholeQueueQuery) -> WholeQueueView:
    """What is open, the oldest first; what has failed since midnight UTC, the newest first."""
    require_admin(who)
    now = studio.clock.now()

    def look(session: Session) -> WholeQueueView:
        found = session.exec(_wanted(session, query, now).limit(PAGE_ROWS + 1)).all()
        ids = list(found[:PAGE_ROWS])
        return WholeQueueView(
            rows=_rows(session, studio, ids, now),
            counts=_counts(session, now),
            next=ids[-1] if len(found) > PAGE_ROWS else "",
            halted=upstream.halted(session),
        )

    return await studio.db.read(look)


async def stop(studio: Studio, who: Who, request: StopRequest) -> bool:
    """Stop anybody's take as its maker could, with a reason that they read. True: it has ended,
    free; False: it is asked to stop, and a video that arrives all the same is charged as usual.

    Asked twice it is asked once. Raises AlreadySettled for one that has ended, Conflict for a
    video that is being saved.
    """
    require_admin(who)
    now = studio.clock.now()

    def work(session: Session) -> bool:
        task = session.get(Task, request.task_id)
        if task is None:
            raise NotFound
        waited = task.state == S.QUEUED
        if task.terminal_at is None and task.stop_reason:
            return waited
        before = {"state": str(task.state), "held_credits": task.quoted}
        tasks.stop(session, task, who, now, request.reason)
        after = {"state": "cancelled", "held_credits": 0} if waited else {"asked_to_stop": True}
        thing = ("take.stop", "task", task.id)
        told = before if waited else {}
        audit.record(session, studio, who, *thing, reason=request.reason, before=told, after=after)
        return waited

    try:
        ended = await studio.db.write(work)
    except LeaseLost as error:  # the engine has moved it between our look and our write
        raise Conflict from error
    studio.bus.wake()
    return ended


def _wanted(session: Session, query: WholeQueueQuery, now: datetime):
    """The ids of a page and one more."""
    behind = session.get(Task, query.after) if query.after else None
    if query.show == "failed":
        at = col(Task.terminal_at)
        wanted = select(Task.id).where(*_failed(now)).order_by(at.desc(), col(Task.id).desc())
        if behind is None or behind.terminal_at is None:
            return wanted
        same = and_(at == behind.terminal_at, col(Task.id) < behind.id)
        return wanted.where(or_(at < behind.terminal_at, same))
    at = col(Task.created_at)
    wanted = select(Task.id).where(_LIVE).order_by(at, col(Task.id))
    if query.show in _STATES:
        wanted = wanted.where(col(Task.state).in_(_STATES[query.show]))
    if behind is None:
        return wanted
    same = and_(at == behind.created_at, col(Task.id) > behind.id)
    return wanted.where(or_(at > behind.created_at, same))


def _failed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return _UNDONE, col(Task.state) == S.FAILED, col(Task.terminal_at) >= midnight


def _counts(session: Session, now: datetime) -> WholeCounts:
    # The workspace is in no index that holds what has ended too: those are left alone.
    each = func.count(col(Task.workspace_id))
    by_state = select(Task.state, each).where(_LIVE).group_by(col(Task.state))
    standing = dict(session.exec(by_state).all())
    parts = {
        name: sum(standing.get(state, 0) for state in states) for name, states in _STATES.items()
    }
    failed = session.exec(select(func.count()).where(*_failed(now))).one()
    return WholeCounts(open=sum(standing.values()), failed=failed, **parts)


@dataclass(frozen=True)
class _Around:
    """What the rows of a page need beside the takes themselves."""

    now: datetime
    since: dict[str, datetime]
    ahead: dict[str, int]
    paused: set[str]
    paces: dict[pace.Key, pace.Pace]


def _rows(
    session: Session, studio: Studio, ids: Sequence[str], now: datetime
) -> tuple[OpenTakeView, ...]:
    """In the given order; the same few queries for a page as for one."""
    if not ids:
        return ()
    query = (
        select(Task, Workspace.name, User.name, Shot.title)
        .join(Workspace, col(Workspace.id) == Task.workspace_id)
        .join(User, col(User.id) == Task.user_id)
        .join(Shot, col(Shot.id) == Task.shot_id)
        .where(col(Task.id).in_(ids))
    )
    found = {row[0].id: row for row in session.exec(query).all()}
    rows = [found[one] for one in ids]
    them = [row[0] for row in rows]
    began = select(TaskEvent.task_id, func.max(TaskEvent.at)).where(col(TaskEvent.task_id).in_(ids))
    around = _Around(
        now=now,
        since=dict(session.exec(began.group_by(col(TaskEvent.task_id))).all()),
        ahead=places.positions(session, them),
        paused=places.paused(session, them),
        paces=pace.paces(session, pace.of_living(them), now),
    )
    return tuple(_view(studio, *row, around) for row in rows)


def _view(  # noqa: PLR0913, PLR0917  a row of three tables, and what is around it
    studio: Studio, task: Task, workspace: str, person: str, shot: str, around: _Around
) -> OpenTakeView:
    state = lifecycle.shown(task.state)
    card, provider = studio.catalog.cards.get(task.model), studio.providers.get(task.provider)
    held = 0 if task.terminal_at else task.quoted
    late = pace.is_late(task, around.paces, around.now)
    here = task.demo or task.provider == DEMO_PROVIDER
    return OpenTakeView(
        id=task.id,
        workspace_name=workspace,
        person=person,
        shot_title=shot,
        number=task.number,
        draft=task.origin == "draft",
        prompt=shorten(task.prompt, PROMPT_SHOWN, placeholder="…"),
        model_name=card.name if card else task.model,
        provider=task.provider,
        provider_title=provider.title if provider else task.provider,
        state=state,
        stage=lifecycle.stage(state, task.state_reason, late=late),
        waits_for=lifecycle.waits_for(state, task.state_reason, paused=task.id in around.paused),
        cancelling=task.cancel_requested_at is not None and task.terminal_at is None,
        since=around.since.get(task.id, task.created_at),
        ahead=around.ahead.get(task.id),
        held_credits=held,
        stoppable=state in _STOPPABLE and task.cancel_requested_at is None,
        may_cost=state != S.QUEUED and not here and held > 0,
        why=task.state_message if state == S.FAILED else "",
    )
