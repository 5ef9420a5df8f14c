"""Takes: make, look, cancel, retry, keep. Making one ends at a commit; no provider is called."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlmodel import Session

from vidstudio import ledger, reading, transitions
from vidstudio.base.errors import AlreadySettled, Conflict, LeaseLost
from vidstudio.base.failpoints import failpoint
from vidstudio.db.tables import Task
from vidstudio.rules import lifecycle, mapping, requests
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.mapping import Mapped
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import admission, prices, remakes, retries
from vidstudio.services.choosing import choose
from vidstudio.services.guards import find, require_maker
from vidstudio.services.orders import prepare, write_all
from vidstudio.studio import Studio, Who
from vidstudio.views import FinalOffer, TaskView


async def create(
    studio: Studio, who: Who, request: TaskRequest, key: str | None = None
) -> tuple[TaskView, ...]:
    """Hold the credits and queue one task per take, all or none; answer them at once.

    The same `key` with the same request answers the same tasks; with another request it
    raises InvalidRequest. Raises InsufficientCredits, CapabilityMismatch, NotFound for
    foreign ids, TooManyRequests, DiskFull.
    """
    order = await prepare(studio, who, request, key)
    failpoint("c0")

    def work(session: Session) -> tuple[TaskView, ...]:
        made = write_all(session, [order])
        failpoint("c1-within")
        return made

    views = await studio.db.write(work, turn=who.workspace_id)
    failpoint("c1")
    return views


async def get(studio: Studio, who: Who, task_id: str) -> TaskView:
    return await studio.db.read(lambda session: _one(session, studio, who, task_id))


async def cancel(studio: Studio, who: Who, task_id: str) -> TaskView:
    """A waiting take stops at once and free; one on its way is asked to stop.

    It ends free when the provider confirms, or when it fails; a video that arrives all the same
    is charged as usual. While it is being sent the wish is kept. Raises AlreadySettled for one
    that has ended, Conflict for a video that is being saved.
    """
    require_maker(who)
    now = studio.clock.now()
    return await _change(studio, who, task_id, lambda s, task: stop(s, task, who, now))


def stop(session: Session, task: Task, who: Who, now: datetime, why: str = "") -> None:
    """As `cancel`, in the caller's transaction. `why` is what an admin says."""
    if task.state not in lifecycle.KNOWN:
        raise Conflict("A newer release is at work on this take. Stop it there.")
    match TaskState(task.state):
        case TaskState.QUEUED:
            transitions.cancel(session, task, who.user_id, now, why)
        case TaskState.SUBMITTING | TaskState.SUBMIT_UNKNOWN | TaskState.RUNNING:
            _wish_stopped(session, task, now, why)
        case state if state in lifecycle.TERMINAL:
            raise AlreadySettled
        case _:
            raise Conflict("This take is made and being saved. It cannot be stopped any more.")


def _wish_stopped(session: Session, task: Task, now: datetime, why: str) -> None:
    values: dict[str, object] = {"cancel_requested_at": task.cancel_requested_at or now}
    if why:
        values["stop_reason"] = why
    # While it is being sent, whoever sends it looks for the wish.
    if task.state != TaskState.SUBMITTING:
        values["next_run_at"] = now
    transitions.update_guarded(session, task, values)


async def keep(studio: Studio, who: Who, task_id: str) -> TaskView:
    """Accept a take that differs from what was asked for."""
    require_maker(who)
    values = {"kept_at": studio.clock.now()}
    return await _change(
        studio, who, task_id, lambda s, task: transitions.update_guarded(s, task, values)
    )


async def retry(
    studio: Studio, who: Who, task_id: str, key: str | None = None, model_id: str | None = None
) -> TaskView:
    """A new take with the same settings: a new hold, and a new seed unless one was chosen.
    With another model they are fitted to it.

    Here and in `vary` and `render_final` the `key` is that of a press: it answers the same take
    while that is being made, and makes another one afterwards. Raises Conflict where a picture
    of the take was deleted.
    """
    request = retries.again(await _whole(studio, who, task_id))
    if model_id:
        request = mapping.map_request(request, choose(studio, model_id).card).request
    return await _pressed(studio, who, request, key)


async def vary(studio: Studio, who: Who, task_id: str, key: str | None = None) -> TaskView:
    """The same settings with a new seed."""
    old = await _whole(studio, who, task_id)
    return await _pressed(studio, who, remakes.again(old, "vary", seed=None), key)


async def draft(
    studio: Studio, who: Who, request: TaskRequest, model_id: str, key: str | None = None
) -> tuple[TaskView, ...]:
    """Takes of the same wish by a cheaper model, as near as it comes; the wish is kept as final.

    `request` has every setting of its own model chosen.
    """
    wanted = remakes.drafted(_settled(studio, request), model_id)
    card = choose(studio, model_id).card
    return await create(studio, who, mapping.map_request(wanted, card).request, key)


async def render_final(
    studio: Studio, who: Who, task_id: str, model_id: str | None = None, key: str | None = None
) -> TaskView:
    """The draft for real, on the model it was meant for or another: same prompt, frames, seed."""
    final = _final(studio, await _whole(studio, who, task_id), model_id)
    return await _pressed(studio, who, final.request, key)


async def final_offer(
    studio: Studio, who: Who, task_id: str, model_id: str | None = None
) -> FinalOffer:
    """What `render_final` would make and cost now. Raises InvalidRequest for unknown models."""
    view = await get(studio, who, task_id)
    final = _final(studio, view, model_id)
    choice = studio.choice(final.request.model)
    wanted = requests.settle(final.request, choice.card, view.seed)
    price = prices.quote(await prices.book(studio), choice.card, wanted).amount_credits
    available, left = await studio.db.read(lambda s: _left(s, studio, who, view.campaign_id))
    return FinalOffer(
        task_id=view.id,
        model_id=choice.card.id,
        model_name=choice.card.name,
        **wanted.model_dump(include=_OFFERED),
        price_credits=price,
        difference_credits=price - (view.charged_credits if view.ended else view.quoted_credits),
        left_credits=max(0, available - price),
        missing_credits=max(0, price - available),
        campaign_left_credits=None if left is None else left - price,
        usual_seconds=choice.usual_seconds(wanted.duration_seconds),
        adapted=final.changes,
        unavailable_reason=choice.unavailable_reason,
    )


async def _whole(studio: Studio, who: Who, task_id: str) -> TaskView:
    """A take to make another one from: with every picture, so that it is not made without."""

    def look(session: Session) -> TaskView:
        task = find(session, Task, task_id, who)
        return retries.whole(task, _one(session, studio, who, task_id))

    return await studio.db.read(look)


async def _pressed(studio: Studio, who: Who, request: TaskRequest, key: str | None) -> TaskView:
    if key is not None:
        key = await studio.db.read(partial(retries.key_of_press, who=who, key=key))
    return (await create(studio, who, request, key))[0]


_OFFERED = {"duration_seconds", "aspect_ratio", "resolution", "audio", "seed"}


def _final(studio: Studio, view: TaskView, model_id: str | None) -> Mapped:
    wish = remakes.final(view)
    return mapping.map_request(wish, studio.catalog.card(model_id or wish.model))


def _settled(studio: Studio, request: TaskRequest) -> TaskRequest:
    """With every setting that was left open."""
    wanted = requests.settle(request, studio.catalog.card(request.model), 0)
    return request.model_copy(update=wanted.model_dump(include=_OFFERED - {"seed"}))


def _left(session: Session, studio: Studio, who: Who, campaign_id: str) -> tuple[int, int | None]:
    balance = ledger.balance(session, who.workspace_id, studio.clock.now())
    return balance.available, admission.budget_left(session, campaign_id)


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
