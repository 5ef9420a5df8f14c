"""Takes: make, look, cancel, retry, keep. Making one ends at a commit; no provider is called."""

from collections.abc import Callable

from sqlmodel import Session

from vidstudio import reading, transitions
from vidstudio.base.errors import AlreadySettled, Conflict, LeaseLost
from vidstudio.base.failpoints import failpoint
from vidstudio.db.tables import Task
from vidstudio.rules import lifecycle
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.requests import TaskRequest
from vidstudio.services.guards import find, require_maker
from vidstudio.services.orders import prepare, write_all
from vidstudio.studio import Studio, Who
from vidstudio.views import TaskView


async def create(
    studio: Studio, who: Who, request: TaskRequest, key: str | None = None
) -> tuple[TaskView, ...]:
    """Hold the credits and queue one task per take, all or none; answer them at once.

    The same `key` with the same request answers the same tasks; with another request it
    raises InvalidRequest. Raises InsufficientCredits, CapabilityMismatch, NotFound for
    foreign ids, TooManyRequests, DiskFull.
    """
    order = prepare(studio, who, request, key)
    failpoint("c0")
    views = await studio.db.write(lambda session: write_all(session, [order]))
    failpoint("c1")
    return views


async def get(studio: Studio, who: Who, task_id: str) -> TaskView:
    return await studio.db.read(lambda session: _one(session, studio, who, task_id))


async def cancel(studio: Studio, who: Who, task_id: str) -> TaskView:
    """A waiting take stops at once; a running one is asked to stop.

    Raises AlreadySettled for one that has ended, Conflict in the moments that cannot be cut.
    """
    require_maker(who)
    now = studio.clock.now()

    def stop(session: Session, task: Task) -> None:
        match TaskState(task.state):
            case TaskState.QUEUED:
                transitions.cancel(session, task, who.user_id, now)
            case TaskState.RUNNING:
                values = {"cancel_requested_at": now, "next_run_at": now}
                transitions.update_guarded(session, task, values)
            case state if state in lifecycle.TERMINAL:
                raise AlreadySettled
            case _:
                raise Conflict("This take cannot be stopped now. Try again in a few seconds.")

    return await _change(studio, who, task_id, stop)


async def keep(studio: Studio, who: Who, task_id: str) -> TaskView:
    """Accept a take that differs from what was asked for."""
    require_maker(who)
    values = {"kept_at": studio.clock.now()}
    return await _change(
        studio, who, task_id, lambda s, task: transitions.update_guarded(s, task, values)
    )


async def retry(studio: Studio, who: Who, task_id: str, key: str | None = None) -> TaskView:
    """A new take with the same settings: a new hold, and a new seed unless one was chosen."""
    old = await get(studio, who, task_id)
    request = TaskRequest(
        prompt=old.prompt,
        model=old.model_id,
        duration_seconds=old.duration_seconds,
        aspect_ratio=old.aspect_ratio,
        resolution=old.resolution,
        audio=old.audio,
        seed=old.seed if old.seed_chosen else None,
        negative_prompt=old.negative_prompt,
        references=tuple(picture.id for picture in old.references),
        first_frame=old.first_frame.id if old.first_frame else None,
        last_frame=old.last_frame.id if old.last_frame else None,
        shot_id=old.shot_id,
    )
    return (await create(studio, who, request, key))[0]


async def _change(
    studio: Studio, who: Who, task_id: str, work: Callable[[Session, Task], None]
) -> TaskView:
    def change(session: Session) -> TaskView:
        task = find(session, Task, task_id, who)
        work(session, task)
        session.expire_all()
        return _one(session, studio, who, task_id)

    try:
        view = await studio.db.write(change)
    except LeaseLost as error:
        # On PostgreSQL the engine may move the task between our look and our write.
        raise Conflict from error
    studio.bus.wake()
    return view


def _one(session: Session, studio: Studio, who: Who, task_id: str) -> TaskView:
    task = find(session, Task, task_id, who)
    return reading.task_views(session, [task], studio.catalog, studio.clock.now())[0]
