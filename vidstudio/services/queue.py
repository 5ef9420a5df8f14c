"""The queue of a workspace: what needs somebody, what is in the works, what has ended."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, case, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from vidstudio import pricelist, reading
from vidstudio.arrivals import ARRIVED, FAILED
from vidstudio.db.session import touch
from vidstudio.db.tables import Asset, Member, Task, User
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.pricing import DURATION_TOLERANCE_SECONDS
from vidstudio.services import retries
from vidstudio.services.guards import require_maker
from vidstudio.services.retries import RETRIED_AT_ONCE
from vidstudio.studio import Studio, Who
from vidstudio.views import QueueCounts, QueuedView, QueuePageView

PAGE_ROWS = 40
LIVE_SHOWN = 60
ENDED_SHOWN = 5
NEEDS_SHOWN = 10
NEEDS_FOR = timedelta(days=1)  # afterwards an ending asks nobody any more

Tab = Literal["active", "done", "failed", "all"]
Ids = Annotated[tuple[str, ...], Field(max_length=RETRIED_AT_ONCE)]


class QueueQuery(BaseModel):
    """`page` counts from 1; one past the last is answered without rows."""

    model_config = ConfigDict(frozen=True)

    tab: Tab = "active"
    page: int = Field(default=1, ge=1, le=10_000)


async def page(studio: Studio, who: Who, query: QueueQuery) -> QueuePageView:
    """A page of 40 takes of the caller's workspace, with the counts of all tabs."""
    return await studio.db.read(lambda session: _page(session, studio, who, query))


async def pause(studio: Studio, who: Who, *, paused: bool) -> None:
    """While it is on, the caller's waiting takes are not started. The time does not count
    towards their deadlines; what has started goes on."""
    require_maker(who)
    now = studio.clock.now()
    await studio.db.write(lambda session: _pause(session, who, now, paused=paused))
    studio.bus.wake()


async def retry(studio: Studio, who: Who, task_ids: Ids) -> int:
    """Make ended takes again with the same settings, in one transaction; answers how many.

    One that is being made again already is not made twice. One that cannot be made any more does
    not keep the others back: its error is raised when they are on their way. Raises
    InsufficientCredits and the like before any of them is made.
    """
    return await retries.retry_all(studio, who, task_ids)


def shown(session: Session, who: Who, now: datetime) -> tuple[list[Task], set[str]]:
    """For the frame: what is in the works, what needs somebody, and the last that ended; and
    the ids of those that need somebody."""
    live = _of(who).where(col(Task.terminal_at).is_(None)).order_by(col(Task.created_at))
    ended = _of(who).where(col(Task.terminal_at).is_not(None))
    needs = session.exec(_newest(_of(who).where(_needs_you(now))).limit(NEEDS_SHOWN)).all()
    found = [
        *session.exec(live.limit(LIVE_SHOWN)).all(),
        *needs,
        *session.exec(_newest(ended).limit(ENDED_SHOWN)).all(),
    ]
    return list({task.id: task for task in found}.values()), {task.id for task in needs}


def _of(who: Who) -> SelectOfScalar[Task]:
    return select(Task).where(Task.workspace_id == who.workspace_id, col(Task.removed_at).is_(None))


def _newest(query: SelectOfScalar[Task]) -> SelectOfScalar[Task]:
    return query.order_by(col(Task.created_at).desc(), col(Task.id).desc())


def _needs_you(now: datetime) -> ColumnElement[bool]:
    """Ended lately without the whole video, and no later take of the shot has followed."""
    later = aliased(Task)
    followed = select(later.id).where(
        later.shot_id == Task.shot_id, col(later.created_at) > Task.terminal_at
    )
    file = select(Asset.id).where(
        Asset.id == Task.result_asset_id,
        col(Asset.duration_ms) + 1000 * DURATION_TOLERANCE_SECONDS
        < 1000 * col(Task.parameters)["duration_seconds"].as_integer(),
    )
    short = and_(Task.state == TaskState.SUCCEEDED, col(Task.kept_at).is_(None), file.exists())
    return and_(
        col(Task.terminal_at) > now - NEEDS_FOR,
        or_(FAILED, short),
        ~followed.exists(),
    )


def _tab(tab: Tab, now: datetime) -> ColumnElement[bool]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    match tab:
        case "active":
            return or_(col(Task.terminal_at).is_(None), _needs_you(now))
        case "done":
            came = func.coalesce(Task.recovered_at, Task.terminal_at)
            return and_(ARRIVED, came >= midnight)
        case "failed":
            return FAILED
        case "all":
            return col(Task.id) != ""


def _page(session: Session, studio: Studio, who: Who, query: QueueQuery) -> QueuePageView:
    now = studio.clock.now()
    counts = _counts(session, who, now)
    chosen = _of(who).where(_tab(query.tab, now))
    # What is in the works stands in the order in which it will be made.
    ordered = chosen.order_by(col(Task.created_at)) if query.tab == "active" else _newest(chosen)
    rows = session.exec(ordered.offset((query.page - 1) * PAGE_ROWS).limit(PAGE_ROWS)).all()
    needs = set(
        session.exec(
            select(Task.id).where(col(Task.id).in_([row.id for row in rows]), _needs_you(now))
        ).all()
    )
    failed = [row for row in rows if row.state == TaskState.FAILED and row.id in needs]
    return QueuePageView(
        rows=_queued(session, studio, who, rows, needs),
        counts=counts,
        pages=max(1, -(-getattr(counts, query.tab) // PAGE_ROWS)),
        retry_ids=tuple(row.id for row in failed[:RETRIED_AT_ONCE]),
        retry_credits=_again(session, studio, failed[:RETRIED_AT_ONCE]),
    )


def _counts(session: Session, who: Who, now: datetime) -> QueueCounts:
    tabs: tuple[Tab, ...] = ("active", "done", "failed", "all")
    sums = [func.coalesce(func.sum(case((_tab(tab, now), 1), else_=0)), 0) for tab in tabs]
    of_workspace = (Task.workspace_id == who.workspace_id, col(Task.removed_at).is_(None))
    row = session.connection().execute(select(*sums).where(*of_workspace)).one()
    return QueueCounts(**dict(zip(tabs, row, strict=True)))


def _queued(
    session: Session, studio: Studio, who: Who, rows: Sequence[Task], needs: set[str]
) -> tuple[QueuedView, ...]:
    named = select(User.id, User.name).where(col(User.id).in_({row.user_id for row in rows}))
    names = dict(session.exec(named).all()) if rows else {}
    views = reading.task_views(session, rows, studio.catalog, studio.clock.now())
    return tuple(
        QueuedView(
            task=view,
            person=names.get(row.user_id, ""),
            mine=row.user_id == who.user_id,
            needs_you=row.id in needs,
        )
        for row, view in zip(rows, views, strict=True)
    )


def _again(session: Session, studio: Studio, tasks: Iterable[Task]) -> int:
    """What making them again costs today."""
    book = pricelist.book(session, studio.catalog, studio.clock.now())
    return sum(pricelist.again(book, studio.catalog, task) for task in tasks)


def _pause(session: Session, who: Who, now: datetime, *, paused: bool) -> None:
    member = session.get_one(Member, (who.workspace_id, who.user_id), with_for_update=True)
    since = member.queue_paused_at
    if paused == (since is not None):
        return
    member.queue_paused_at = now if paused else None
    session.add(member)
    if since is not None:
        _move_deadlines(session, who, since, now)
    touch(session, who.workspace_id, wake=True)


def _move_deadlines(session: Session, who: Who, since: datetime, now: datetime) -> None:
    waiting = select(Task).where(
        Task.workspace_id == who.workspace_id,
        Task.user_id == who.user_id,
        Task.state == TaskState.QUEUED,
    )
    for task in session.exec(waiting).all():
        paused_for = now - max(since, task.created_at)
        session.exec(
            update(Task)
            .where(col(Task.id) == task.id, col(Task.state) == TaskState.QUEUED)
            .values(deadline_at=task.deadline_at + paused_for)
            .execution_options(synchronize_session=False)
        )
