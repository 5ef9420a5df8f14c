"""The shot list as it is shown: one row a shot, counted by the database."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from vidstudio.arrivals import ARRIVED, LATE
from vidstudio.db.tables import Shot, Task
from vidstudio.reading import asset_url
from vidstudio.rules.lifecycle import TaskState
from vidstudio.views import ShotView


def listed(session: Session, campaign_id: str) -> list[Shot]:
    """The shots of a campaign in their order, without removed ones; never empty."""
    query = select(Shot).where(Shot.campaign_id == campaign_id, col(Shot.removed_at).is_(None))
    return list(session.exec(query.order_by(col(Shot.place), col(Shot.number))).all())


def shot_views(session: Session, shots: Sequence[Shot]) -> tuple[ShotView, ...]:
    ids = [shot.id for shot in shots]
    counts = session.exec(
        select(Task.shot_id, Task.state, LATE, func.count())
        .where(col(Task.shot_id).in_(ids), col(Task.removed_at).is_(None))
        .group_by(Task.shot_id, Task.state, LATE)
    ).all()
    states: dict[str, dict[str, int]] = {}
    for shot_id, state, late, count in counts:
        of_shot = states.setdefault(shot_id, {})
        word = TaskState.SUCCEEDED if late else state
        of_shot[word] = of_shot.get(word, 0) + count
    best = _best(session, shots)
    return tuple(
        _view(place, shot, states.get(shot.id, {}), best.get(shot.id))
        for place, shot in enumerate(shots, start=1)
    )


def _best(session: Session, shots: Sequence[Shot]) -> dict[str, Task]:
    """By shot the take that somebody chose, else the newest finished one."""
    there = (ARRIVED, col(Task.removed_at).is_(None))
    newest = (
        select(Task.shot_id, func.max(Task.number).label("number"))
        .where(col(Task.shot_id).in_([shot.id for shot in shots]), *there)
        .group_by(Task.shot_id)
        .subquery()
    )
    query = select(Task).where(Task.shot_id == newest.c.shot_id, Task.number == newest.c.number)
    chosen = [shot.best_task_id for shot in shots if shot.best_task_id]
    picked = select(Task).where(col(Task.id).in_(chosen), *there)
    tasks = [*session.exec(query).all(), *(session.exec(picked).all() if chosen else ())]
    return {task.shot_id: task for task in tasks}


def _view(place: int, shot: Shot, states: dict[str, int], best: Task | None) -> ShotView:
    poster = best.poster_asset_id if best else None
    made = best.parameters if best else {}
    return ShotView(
        id=shot.id,
        number=place,
        title=shot.title,
        intent=shot.intent,
        prompt=shot.prompt,
        takes=sum(states.values()),
        aspect_ratio=shot.aspect_ratio or made.get("aspect_ratio"),
        duration_seconds=shot.duration_seconds or made.get("duration_seconds"),
        poster_url=asset_url(poster) if poster else None,
        best_task_id=best.id if best else None,
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
