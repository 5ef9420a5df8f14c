"""The queue in its four groups: the words, bars and money of each row."""

from collections.abc import Collection, Iterable
from typing import Literal

from vidstudio.base.texts import text
from vidstudio.ui.amounts import clock, number
from vidstudio.ui.cards import CardView
from vidstudio.ui.takenames import made_here, moment, provider_name
from vidstudio.ui.words import card
from vidstudio.views import FrameView, QueuedView, TaskView, View

WAITING_STAGES = frozenset({"waiting", "throttled", "starting"})
DONE_ROWS = 5
Group = Literal["needs", "making", "waiting", "done"]


class QueueAction(View):
    """A button of a row. With `href` it is a link into the make panel."""

    key: str
    label: str
    name: str  # the label and what it is done to, for those who hear it alone
    href: str = ""
    letter: str = ""


class QueueRow(View):
    """`bar` is a percent, −1 without one. `since` is when the clock began that runs beside
    `usual`; `took` stands there once it has ended. `was` is what was held where less was charged.
    `settled` is shown once, when the take ends under somebody's eyes."""

    card: CardView
    href: str
    title: str
    made_with: str
    line: str
    person: str = ""
    picture_url: str
    bar: int = -1
    since: str = ""
    usual: str = ""
    took: str = ""
    money: str = ""
    was: str = ""
    settled: str = ""
    alive: bool = False
    actions: tuple[QueueAction, ...] = ()


class QueueCard(View):
    """`needs`: ended without a video, or not certain. `done` is the newest first."""

    needs: tuple[QueueRow, ...] = ()
    making: tuple[QueueRow, ...] = ()
    waiting: tuple[QueueRow, ...] = ()
    done: tuple[QueueRow, ...] = ()


def queue_card(frame: FrameView) -> QueueCard:
    """The drawer's. A take of another campaign than the frame's says so in its title."""
    here = frame.campaign.id
    rows = list[tuple[Group, QueueRow]]()
    for view in frame.queue:
        rows.append((group(view, frame.needs), _row(view, _title(view, here))))
    return _grouped(rows, DONE_ROWS)


def page_card(queued: Iterable[QueuedView]) -> QueueCard:
    """The page's: each row says whose take it is, and of which campaign."""
    rows = list[tuple[Group, QueueRow]]()
    for one in queued:
        view = one.task
        whose = text("queue.of_campaign", person=one.person, campaign=view.campaign_name)
        row = _row(view, _title(view, view.campaign_id)).model_copy(update={"person": whose})
        rows.append((group(view, (view.id,) if one.needs_you else ()), row))
    return _grouped(rows)


def _grouped(rows: list[tuple[Group, QueueRow]], most_done: int | None = None) -> QueueCard:
    groups: dict[Group, list[QueueRow]] = {"needs": [], "making": [], "waiting": [], "done": []}
    for name, row in rows:
        groups[name].append(row)
    groups["done"] = groups["done"][:most_done]
    return QueueCard(**{name: tuple(found) for name, found in groups.items()})


def group(view: TaskView, needs: Collection[str]) -> Group:
    """`needs` are the ids of ended takes that nobody has gone on from."""
    if view.ended:
        return "needs" if view.id in needs else "done"
    if view.stage == "checking":
        return "needs"
    return "waiting" if view.stage in WAITING_STAGES else "making"


def in_place(view: TaskView) -> str:
    return f"/c/{view.campaign_id}?shot={view.shot_id}"


def made_with(view: TaskView) -> str:
    """“Kling 3, kie.ai”."""
    where = text("queue.here") if made_here(view) else provider_name(view.served_by_provider)
    return text("queue.made_with", model=view.model_name, provider=where)


def _row(view: TaskView, title: str) -> QueueRow:
    shown = card(view)
    return QueueRow(
        card=shown,
        href=f"{in_place(view)}&take={view.id}",
        title=title,
        made_with=made_with(view),
        line=_line(view, shown),
        picture_url=shown.poster_url or shown.still_url,
        bar=-1 if view.ended else _share(view, shown),
        since="" if view.ended else moment(view.started_at or view.created_at),
        usual=clock(view.usual_seconds) if view.usual_seconds and view.started_at else "",
        took=_took(view),
        money=_money(view),
        was=number(view.quoted_credits) if _less(view) else "",
        settled=_settled(view),
        alive=not view.ended,
        actions=_actions(view, shown, title),
    )


def _title(view: TaskView, here: str) -> str:
    named = {"shot": view.shot_title, "take": card(view).name.lower()}
    if view.campaign_id == here:
        return text("queue.row_title", **named)
    return text("queue.elsewhere", campaign=view.campaign_name, **named)


def _share(view: TaskView, shown: CardView) -> int:
    """What the provider tells; a late take's bar is full."""
    return 100 if view.stage == "late" and shown.progress < 0 else shown.progress


def _less(view: TaskView) -> bool:
    return view.status == "succeeded" and 0 < view.charged_credits < view.quoted_credits


def _money(view: TaskView) -> str:
    if not view.ended:
        return number(view.held_credits) if view.held_credits else text("queue.free")
    if view.arrived and not view.charged_credits:
        return text("queue.free")
    return number(view.charged_credits)


def _took(view: TaskView) -> str:
    came = view.recovered_at or view.finished_at
    if came is None or view.started_at is None:
        return ""
    return clock((came - view.started_at).total_seconds())


def _settled(view: TaskView) -> str:
    if view.status != "succeeded":
        return ""
    seconds = f"{view.delivered_seconds or view.duration_seconds:.0f}"
    if not view.quoted_credits:
        return text("queue.settled_free", seconds=seconds)
    held, charged = number(view.quoted_credits), number(view.charged_credits)
    return text("queue.settled", held=held, charged=charged, seconds=seconds)


def _line(view: TaskView, shown: CardView) -> str:
    if not view.ended:
        known = shown.line in {"", shown.word} or view.stage in {"waiting", "throttled"}
        return shown.line if known else f"{shown.word}. {shown.line}"
    if view.arrived:
        return shown.line or text("queue.finished")
    if view.status == "cancelled":
        return f"{shown.word}. {shown.cost_line}."
    return f"{shown.line} {shown.cost_line}.".strip() if shown.cost_line else shown.line


def _actions(view: TaskView, shown: CardView, title: str) -> tuple[QueueAction, ...]:
    """What the card offers, in the queue's words, and the way to another model."""
    keys = [action.key for action in shown.actions]
    failed = view.status == "failed" and not view.arrived
    if failed and "retry" not in keys:
        keys.append("retry")
    if "other_model" not in keys and (failed or view.stage == "throttled"):
        keys.append("other_model")
    return tuple(_action(view, key, title) for key in keys if key in _ACTIONS)


_ACTIONS = {
    "cancel": "x",
    "ask_stop": "x",
    "retry": "r",
    "keep": "",
    "edit_prompt": "",
    "change_image": "",
    "other_model": "",
}
# What the make panel takes over from the take.
_REUSED = {"edit_prompt": "settings", "change_image": "settings", "other_model": "other_model"}


def _action(view: TaskView, key: str, title: str) -> QueueAction:
    label = text(f"queue.actions.{'cancel' if key == 'ask_stop' else key}")
    what = _REUSED.get(key, "")
    return QueueAction(
        key=key,
        label=label,
        name=text("queue.actions.of_take", action=label, title=title),
        href=f"{in_place(view)}&reuse={view.id}&what={what}" if what else "",
        letter=_ACTIONS[key],
    )
