"""The shot list: one row a shot, counted by the database."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from vidstudio.db.tables import Shot, Task
from vidstudio.reading import asset_url
from vidstudio.rules.lifecycle import TaskState
from vidstudio.views import ShotView


def shot_views(session: Session, shots: Sequence[Shot]) -> tuple[ShotView, ...]:
    ids = [shot.id for shot in shots]
    counts = session.exec(
        select(Task.shot_id, Task.state, func.count())
        .where(col(Task.shot_id).in_(ids))
        .group_by(Task.shot_id, Task.state)
    ).all()
    states: dict[str, dict[str, int]] = {}
    for shot_id, state, count in counts:
        states.setdefault(shot_id, {})[state] = count
    best = _newest_done(session, ids)
    return tuple(_view(shot, states.get(shot.id, {}), best.get(shot.id)) for shot in shots)


def _newest_done(session: Session, shot_ids: list[str]) -> dict[str, Task]:
    newest = (
        select(Task.shot_id, func.max(Task.number).label("number"))
        .where(col(Task.shot_id).in_(shot_ids), Task.state == TaskState.SUCCEEDED)
        .group_by(Task.shot_id)
        .subquery()
    )
    query = select(Task).where(Task.shot_id == newest.c.shot_id, Task.number == newest.c.number)
    return {task.shot_id: task for task in session.exec(query).all()}


def _view(shot: Shot, states: dict[str, int], best: Task | None) -> ShotView:
    poster = best.poster_asset_id if best else None
    return ShotView(
        id=shot.id,
        number=shot.number,
        title=shot.title,
        takes=shot.takes,
        aspect_ratio=best.parameters.get("aspect_ratio") if best else None,
        poster_url=asset_url(poster) if poster else None,
        bead=_bead(states),
    )


def _bead(states: dict[str, int]) -> str:
    ended = {TaskState.SUCCEEDED, TaskState.FAILED, TaskState.CANCELLED}
    live = set(states) - ended
    if live - {TaskState.QUEUED}:
        return "making"
    if live:
        return "waiting"
    return "done" if TaskState.SUCCEEDED in states else "empty"
