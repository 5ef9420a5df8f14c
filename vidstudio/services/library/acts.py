"""What people do with several takes at once: all of them in one transaction, or told."""

from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import update
from sqlmodel import Session, col, select

from vidstudio import reading
from vidstudio.arrivals import has_arrived
from vidstudio.base.errors import Conflict, InvalidRequest, NotFound
from vidstudio.db.session import touch
from vidstudio.db.tables import Creative, CreativeVersion, Shot, Task
from vidstudio.services import creatives
from vidstudio.services.guards import find, require_maker
from vidstudio.services.library.queries import MOST_IDS, TakeIds
from vidstudio.studio import Studio, Who
from vidstudio.views import DoneView

BEST, REJECTED = 5, 0
_IDS: TypeAdapter[tuple[str, ...]] = TypeAdapter(TakeIds)


def some(count: int, one: str, many: str) -> str:
    """“1 take is …” or “3 takes are …”."""
    return f"1 take {one}" if count == 1 else f"{count} takes {many}"


async def rate(studio: Studio, who: Who, task_ids: Sequence[str], rating: int | None) -> DoneView:
    """1 to 5, 0 for rejected, None for no rating. Raises InvalidRequest, NotFound."""
    if rating is not None and not REJECTED <= rating <= BEST:
        raise InvalidRequest("A rating goes from 1 to 5; 0 rejects.", "rating")
    return await _set(studio, who, task_ids, {"rating": rating})


async def favourite(studio: Studio, who: Who, task_ids: Sequence[str], on: bool) -> DoneView:
    return await _set(studio, who, task_ids, {"favourite": on})


async def _set(
    studio: Studio, who: Who, task_ids: Sequence[str], values: dict[str, object]
) -> DoneView:
    require_maker(who)

    def work(session: Session) -> DoneView:
        ids = [task.id for task in takes(session, who, task_ids)]
        write(session, ids, values)
        touch(session, who.workspace_id)
        return DoneView(ids=tuple(ids))

    return await studio.db.write(work)


async def move(studio: Studio, who: Who, task_ids: Sequence[str], shot_id: str) -> DoneView:
    """To another shot of the same campaign, numbered behind what is there.

    Raises Conflict while one of them is being made, InvalidRequest on field `shot` for a shot
    of another campaign.
    """
    require_maker(who)

    def work(session: Session) -> DoneView:
        # The shot's count is read and written under one lock: numbers stay unique.
        find(session, Shot, shot_id, who)
        shot = session.get_one(Shot, shot_id, with_for_update=True, populate_existing=True)
        moving = [t for t in takes(session, who, task_ids) if t.shot_id != shot.id]
        _require_movable(moving, shot)
        for task in sorted(moving, key=lambda take: (take.created_at, take.number, take.id)):
            shot.takes += 1
            task.shot_id, task.number = shot.id, shot.takes
        ids = [task.id for task in moving]
        session.flush()
        _follow(session, ids, shot.id)
        touch(session, who.workspace_id)
        return DoneView(ids=tuple(ids))

    return await studio.db.write(work)


def _require_movable(moving: Sequence[Task], shot: Shot) -> None:
    if shot.removed_at is not None:
        raise Conflict("This shot has been removed. Choose another one.")
    if any(task.campaign_id != shot.campaign_id for task in moving):
        raise InvalidRequest("Takes stay in their campaign. Choose one of its shots.", "shot")
    running = sum(task.terminal_at is None for task in moving)
    if running:
        raise Conflict(f"{some(running, 'is', 'are')} still being made. Nothing was moved.")


def _follow(session: Session, task_ids: Sequence[str], shot_id: str) -> None:
    """The old shots lose them as their best; creatives of one version go along."""
    best = update(Shot).where(col(Shot.best_task_id).in_(task_ids), col(Shot.id) != shot_id)
    session.exec(best.values(best_task_id=None))
    versions = select(CreativeVersion.creative_id).where(col(CreativeVersion.task_id).in_(task_ids))
    single = update(Creative).where(col(Creative.id).in_(versions), col(Creative.versions) == 1)
    session.exec(single.values(shot_id=shot_id).execution_options(synchronize_session=False))


async def add_to_creatives(studio: Studio, who: Who, task_ids: Sequence[str]) -> DoneView:
    """Those with a video become creatives; the note tells of the others."""
    require_maker(who)

    def work(session: Session) -> DoneView:
        chosen = takes(session, who, task_ids)
        ready = [task for task in chosen if has_arrived(task) and task.removed_at is None]
        already = reading.picked(session, [task.id for task in ready])
        new = [task for task in ready if task.id not in already]
        kept = _taken_back(session, new)
        for task in new:
            if task.id not in kept:
                creatives.insert(session, studio, task, who.user_id)
        touch(session, who.workspace_id)
        left = len(chosen) - len(ready)
        note = f"{some(left, 'has', 'have')} no video yet." if left else ""
        return DoneView(ids=tuple(task.id for task in ready), note=note)

    return await studio.db.write(work)


def _taken_back(session: Session, tasks: Sequence[Task]) -> set[str]:
    """Creatives that somebody had taken off the list return as they were."""
    ids = [task.id for task in tasks]
    query = (
        select(CreativeVersion.task_id, Creative)
        .join(Creative, col(Creative.id) == CreativeVersion.creative_id)
        .where(col(CreativeVersion.task_id).in_(ids))
    )
    found = session.exec(query).all()
    for _, creative in found:
        creative.removed_at = None
    return {task_id for task_id, _ in found}


async def places(studio: Studio, who: Who, task_ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The shots these takes could move to: id and title, in the campaign's order.

    Raises Conflict when they are of several campaigns.
    """

    def work(session: Session) -> tuple[tuple[str, str], ...]:
        campaigns = {task.campaign_id for task in takes(session, who, task_ids)}
        if len(campaigns) > 1:
            raise Conflict("These takes are of several campaigns. Move those of one at a time.")
        query = select(Shot.id, Shot.title).where(
            col(Shot.campaign_id).in_(campaigns), col(Shot.removed_at).is_(None)
        )
        return tuple(session.exec(query.order_by(col(Shot.place), col(Shot.number))).all())

    return await studio.db.read(work)


def takes(session: Session, who: Who, task_ids: Sequence[str], *, lock: bool = False) -> list[Task]:
    """The takes of these ids, in their order. Raises NotFound when one is foreign or unknown."""
    ids = list(dict.fromkeys(checked_ids(task_ids)))
    query = select(Task).where(col(Task.id).in_(ids), Task.workspace_id == who.workspace_id)
    query = query.where(col(Task.purged_at).is_(None))
    found = session.exec(query.with_for_update() if lock else query).all()
    if len(found) != len(ids):
        raise NotFound
    place = {key: number for number, key in enumerate(ids)}
    return sorted(found, key=lambda task: place[task.id])


def checked_ids(task_ids: Sequence[str]) -> tuple[str, ...]:
    try:
        return _IDS.validate_python(tuple(task_ids))
    except ValidationError as error:
        raise InvalidRequest(f"Choose 1 to {MOST_IDS} takes.", "ids") from error


def write(session: Session, ids: Sequence[str], values: dict[str, object]) -> None:
    statement = update(Task).where(col(Task.id).in_(ids)).values(**values)
    session.exec(statement.execution_options(synchronize_session=False))
