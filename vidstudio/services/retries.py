"""Takes made again: from whole ones only, by presses that count once, several all or none."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from vidstudio import reading
from vidstudio.base.errors import CapabilityMismatch, Conflict, NotFound, VidstudioError
from vidstudio.db.tables import Idempotency, Task
from vidstudio.rules.requests import Parameters, TaskRequest
from vidstudio.services import remakes
from vidstudio.services.guards import require_maker
from vidstudio.services.orders import Order, prepare, write_all
from vidstudio.studio import Studio, Who
from vidstudio.views import TaskView

RETRIED_AT_ONCE = 20
# What one take cannot be helped with; the others are made all the same.
_ITS_OWN = (CapabilityMismatch, Conflict, NotFound)


def again(view: TaskView) -> TaskRequest:
    """The same settings, with a new seed unless one was chosen."""
    return remakes.again(view, "retry", seed=view.seed if view.seed_chosen else None)


async def retry_all(studio: Studio, who: Who, task_ids: Sequence[str]) -> int:
    """Make ended takes again in one transaction, checked over their sum; answers how many.

    One that is being made again already is not made twice. One that cannot be made any more is
    left out: its error is raised when the others are on their way. Otherwise all or none.
    """
    require_maker(who)
    ids = list(dict.fromkeys(task_ids))[:RETRIED_AT_ONCE]
    found = await studio.db.read(lambda session: _found(session, studio, who, ids))
    orders, refused = list[tuple[str, Order]](), list[VidstudioError]()
    for task_id in ids:
        try:
            view = whole(*found[task_id]) if task_id in found else None
            orders.append((task_id, await _order(studio, who, view)))
        except _ITS_OWN as error:
            refused.append(error)
    refused += await studio.db.write(
        lambda session: _make(session, who, orders), turn=who.workspace_id
    )
    if refused:
        raise refused[0]
    return len(ids)


async def _order(studio: Studio, who: Who, view: TaskView | None) -> Order:
    if view is None:
        raise NotFound
    return await prepare(studio, who, again(view))


def _make(session: Session, who: Who, orders: Sequence[tuple[str, Order]]) -> list[VidstudioError]:
    """Queue those that can be made, all or none; answers what is in the way of the others."""
    ready, refused = list[Order](), list[VidstudioError]()
    for task_id, order in orders:
        order.key = key_of_press(session, who, f"again-{task_id}")
        try:
            if order.answered(session) is None:
                order.shot(session)
                order.check(session)
            ready.append(order)
        except _ITS_OWN as error:
            refused.append(error)
    write_all(session, ready)
    return refused


def whole(task: Task, view: TaskView) -> TaskView:
    """A take to make another one from: with every picture, so that it is not made without.

    Raises Conflict where one was deleted.
    """
    there = {picture.id for picture in view.pictures}
    if not there.issuperset(Parameters.model_validate(task.parameters).pictures):
        raise Conflict("A picture of this take was deleted. Reuse its prompt with another one.")
    return view


def key_of_press(session: Session, who: Who, key: str) -> str:
    """The first of key, key.2, key.3 that no ended take was made with."""
    name, presses = key, 1
    while answered := session.get(Idempotency, (who.workspace_id, name)):
        live = select(Task.id).where(
            col(Task.id).in_(answered.task_ids), col(Task.terminal_at).is_(None)
        )
        if session.exec(live.limit(1)).first() is not None:
            return name
        presses += 1
        name = f"{key}.{presses}"
    return name


def _found(
    session: Session, studio: Studio, who: Who, ids: Sequence[str]
) -> dict[str, tuple[Task, TaskView]]:
    query = select(Task).where(Task.workspace_id == who.workspace_id, col(Task.id).in_(ids))
    rows = session.exec(query).all()
    views = reading.task_views(session, rows, studio.catalog, studio.clock.now())
    return {task.id: (task, view) for task, view in zip(rows, views, strict=True)}
