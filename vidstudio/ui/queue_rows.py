"""The queue of a workspace in its four groups, and the count on the tally pill."""

from vidstudio.ui.amounts import exactly, number
from vidstudio.ui.cards import CardView
from vidstudio.ui.words import card
from vidstudio.views import FrameView, TaskView, View

WAITING_STAGES = frozenset({"waiting", "throttled", "starting"})
DONE_ROWS = 12


class QueueRow(View):
    """`bar` is a percent, −1 without one; `money` stands at the right of a finished take."""

    card: CardView
    campaign_id: str
    title: str
    line: str
    picture_url: str
    bar: int = -1
    money: str = ""


class QueueCard(View):
    """`needs`: ended without a video, or not certain. `done` is the newest first."""

    needs: tuple[QueueRow, ...] = ()
    making: tuple[QueueRow, ...] = ()
    waiting: tuple[QueueRow, ...] = ()
    done: tuple[QueueRow, ...] = ()
    tally: str = ""


def queue_card(frame: FrameView) -> QueueCard:
    groups: dict[str, list[QueueRow]] = {"needs": [], "making": [], "waiting": [], "done": []}
    for view in frame.queue:
        groups[group(view)].append(_row(view, frame))
    groups["done"] = groups["done"][:DONE_ROWS]
    tally = _tally(len(groups["making"]), len(groups["waiting"]))
    return QueueCard(**{name: tuple(rows) for name, rows in groups.items()}, tally=tally)


def group(view: TaskView) -> str:
    if view.stage == "checking" or (view.status == "succeeded" and view.short):
        return "needs"
    if view.status == "failed":
        return "needs"
    if view.ended:
        return "done"
    return "waiting" if view.stage in WAITING_STAGES else "making"


def _tally(making: int, waiting: int) -> str:
    words = [f"{making} making"] if making else []
    return " · ".join(words + ([f"{waiting} waiting"] if waiting else []))


def _row(view: TaskView, frame: FrameView) -> QueueRow:
    shown = card(view)
    whole = view.status == "succeeded" and not view.short
    return QueueRow(
        card=shown,
        campaign_id=view.campaign_id,
        title=f"{_place(view, frame)}, {shown.name.lower()}",
        line=_made_in(view) if whole else _line(view, shown),
        picture_url=shown.poster_url or shown.still_url,
        bar=-1 if view.ended else shown.progress,
        money=_money(view) if view.status == "succeeded" else "",
    )


def _money(view: TaskView) -> str:
    return number(view.charged_credits) if view.charged_credits else "Free"


def _line(view: TaskView, shown: CardView) -> str:
    if not view.ended:
        named = shown.line.startswith(view.model_name)
        return shown.line if named else f"{view.model_name}. {shown.line}"
    if view.status == "cancelled":
        return f"{shown.word}. {shown.cost_line}."
    return f"{shown.line} {shown.cost_line}.".strip() if shown.cost_line else shown.line


def _made_in(view: TaskView) -> str:
    if view.finished_at is None or view.started_at is None:
        return view.model_name
    return f"{view.model_name}, {exactly((view.finished_at - view.started_at).total_seconds())}"


def _place(view: TaskView, frame: FrameView) -> str:
    """The shot's title, after the campaign's name where it is another one's."""
    here = view.campaign_id == frame.campaign.id
    return view.shot_title if here else f"{view.campaign_name}, {view.shot_title}"
