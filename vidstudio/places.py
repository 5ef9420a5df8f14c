"""Places at a provider: one row for each take it may work on at once, shared by all engines.

Every function works inside the caller's transaction. A place is taken before anything is sent
and left when the take ends or goes back into the queue.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, insert, literal_column, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, and_, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from vidstudio.db.session import one_at_a_time
from vidstudio.db.tables import Member, ProviderSlot, Task
from vidstudio.rules import turns
from vidstudio.rules.lifecycle import TaskState


def ensure(session: Session, provider: str, count: int) -> None:
    """Make the provider have `count` places. Places in use above that go when they are left."""
    if _total(session, provider) == count:
        return
    one_at_a_time(session, f"places of {provider}")
    numbers = set(session.exec(_of(provider)).all())
    missing = [number for number in range(count) if number not in numbers]
    new = [{"provider": provider, "slot_no": n} for n in missing[: max(count - len(numbers), 0)]]
    if new:
        session.connection().execute(insert(ProviderSlot), new)
    if len(numbers) > count:
        _remove(session, provider, len(numbers) - count)


def free_count(session: Session, provider: str) -> int:
    """How many places nobody has."""
    query = select(func.count()).where(*_free(provider))
    return session.exec(query).one()


def used(session: Session, provider: str) -> tuple[int, int]:
    """How many places are taken, and how many there are."""
    total = _total(session, provider)
    return total - free_count(session, provider), total


def standing(session: Session, provider: str) -> dict[str, int]:
    """How many of the tasks that have a place are in which state."""
    query = (
        select(Task.state, func.count())
        .join(ProviderSlot, col(ProviderSlot.task_id) == Task.id)
        .where(ProviderSlot.provider == provider)
        .group_by(col(Task.state))
    )
    return dict(session.exec(query).all())


def working(session: Session, provider: str) -> dict[str, int]:
    """How many places each workspace has there."""
    query = (
        select(Task.workspace_id, func.count())
        .join(ProviderSlot, col(ProviderSlot.task_id) == Task.id)
        .where(ProviderSlot.provider == provider)
        .group_by(col(Task.workspace_id))
    )
    return dict(session.exec(query).all())


def take(session: Session, provider: str, task_id: str) -> bool:
    """Take a place for the task; True as well when it has one there already."""
    held = session.exec(
        select(ProviderSlot.provider).where(ProviderSlot.task_id == task_id)
    ).first()
    if held == provider:
        return True
    if held is not None:
        leave(session, task_id)
    return take_many(session, provider, [task_id]) == [task_id]


def take_many(session: Session, provider: str, task_ids: list[str]) -> list[str]:
    """Take places for tasks that have none, in their order; answers those that got one."""
    query = (
        select(ProviderSlot.slot_no)
        .where(*_free(provider))
        .order_by(col(ProviderSlot.slot_no))
        .limit(len(task_ids))
        .with_for_update(skip_locked=True)  # two engines never wait for, nor share, a place
    )
    served = list(zip(session.exec(query).all(), task_ids, strict=False))
    for number, task_id in served:
        session.exec(
            update(ProviderSlot)
            .where(col(ProviderSlot.provider) == provider, col(ProviderSlot.slot_no) == number)
            .values(task_id=task_id)
            .execution_options(synchronize_session=False)
        )
    return [task_id for _, task_id in served]


def positions(session: Session, tasks: Sequence[Task]) -> dict[str, int]:
    """How many takes, of all workspaces, have their turn before each of these that waits."""
    waiting = [task for task in tasks if task.state == TaskState.QUEUED]
    found = dict[str, int]()
    for provider in {task.provider for task in waiting}:
        queued = col(Task.state) == literal_column("'queued'"), col(Task.provider) == provider
        lines = select(Task.workspace_id, func.count()).where(*queued)
        counts = dict(session.exec(lines.group_by(col(Task.workspace_id))).all())
        mine = {task.id: task.workspace_id for task in waiting if task.provider == provider}
        turn = func.row_number().over(
            partition_by=col(Task.workspace_id), order_by=(col(Task.created_at), col(Task.id))
        )
        rooms = col(Task.workspace_id).in_(set(mine.values()))
        line = select(Task.id, turn.label("turn")).where(*queued, rooms).subquery()
        own = select(line.c.id, line.c.turn).where(line.c.id.in_(list(mine)))
        for task_id, n in session.exec(own).all():
            others = (count for room, count in counts.items() if room != mine[task_id])
            found[task_id] = turns.ahead(n - 1, others)
    return found


def positions_there(session: Session, tasks: Sequence[Task]) -> dict[str, int]:
    """The same for takes of one workspace that wait at their provider, where we know of our own
    alone; others are left out."""
    there = [task.id for task in tasks if _waits_there(task)]
    if not there:
        return {}
    wanted = {"workspace_id": tasks[0].workspace_id, "ids": there}
    found = session.connection().execute(_LINE, wanted)
    return {task_id: place - 1 for task_id, place in found}


def paused(session: Session, tasks: Sequence[Task]) -> set[str]:
    """Those of the tasks that wait because whoever made them has paused."""
    waiting = [task for task in tasks if task.state == TaskState.QUEUED]
    if not waiting:
        return set()
    wanted = {
        "rooms": list({task.workspace_id for task in waiting}),
        "people": list({task.user_id for task in waiting}),
    }
    rows = {tuple(row) for row in session.connection().execute(_PAUSED, wanted)}
    return {task.id for task in waiting if (task.workspace_id, task.user_id) in rows}


# Built once: these are asked with every new take.
_WAITING = (
    select(
        Task.id,
        func.row_number().over(order_by=(col(Task.created_at), col(Task.id))).label("place"),
    )
    .where(
        Task.workspace_id == bindparam("workspace_id"),
        col(Task.terminal_at).is_(None),
        or_(
            Task.state == TaskState.QUEUED,
            and_(Task.state == TaskState.RUNNING, Task.state_reason == "waiting"),
        ),
    )
    .subquery()
)
_LINE = sql_select(_WAITING.c.id, _WAITING.c.place).where(
    _WAITING.c.id.in_(bindparam("ids", expanding=True))
)
_PAUSED = select(Member.workspace_id, Member.user_id).where(
    col(Member.workspace_id).in_(bindparam("rooms", expanding=True)),
    col(Member.user_id).in_(bindparam("people", expanding=True)),
    col(Member.queue_paused_at).is_not(None),
)


def _waits_there(task: Task) -> bool:
    return task.state == TaskState.RUNNING and task.state_reason == "waiting"


def leave(session: Session, task_id: str) -> None:
    """Free the task's place, if it has one."""
    session.exec(
        update(ProviderSlot)
        .where(col(ProviderSlot.task_id) == task_id)
        .values(task_id=None)
        .execution_options(synchronize_session=False)
    )


def reclaim(session: Session, provider: str, now: datetime | ColumnElement[datetime]) -> None:
    """Free the places of takes that are not being sent: their engine died before it began."""
    idle = select(Task.id).where(
        Task.id == ProviderSlot.task_id,
        or_(
            col(Task.terminal_at).is_not(None),
            (col(Task.state) == TaskState.QUEUED)
            & or_(col(Task.lease_until).is_(None), col(Task.lease_until) < now),
        ),
    )
    session.exec(
        update(ProviderSlot)
        .where(col(ProviderSlot.provider) == provider, idle.exists())
        .values(task_id=None)
        .execution_options(synchronize_session=False)
    )


def _remove(session: Session, provider: str, surplus: int) -> None:
    query = select(ProviderSlot.slot_no).where(*_free(provider))
    highest = query.order_by(col(ProviderSlot.slot_no).desc()).limit(surplus)
    numbers = session.exec(highest.with_for_update(skip_locked=True)).all()
    session.exec(
        delete(ProviderSlot)
        .where(col(ProviderSlot.provider) == provider, col(ProviderSlot.slot_no).in_(numbers))
        .execution_options(synchronize_session=False)
    )


def _total(session: Session, provider: str) -> int:
    return session.exec(select(func.count()).where(ProviderSlot.provider == provider)).one()


def _of(provider: str) -> SelectOfScalar[int]:
    return select(ProviderSlot.slot_no).where(ProviderSlot.provider == provider)


def _free(provider: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(ProviderSlot.provider) == provider,
        col(ProviderSlot.task_id).is_(None),
    )
