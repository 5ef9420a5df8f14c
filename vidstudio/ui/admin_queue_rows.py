"""Takes of all workspaces in the words of their admin."""

from vidstudio.base.texts import text
from vidstudio.ui.amounts import credits, number
from vidstudio.ui.library_clock import Clock
from vidstudio.ui.money_words import when_words
from vidstudio.ui.takenames import provider_name
from vidstudio.views import View
from vidstudio.views.whole_queue import OpenTakeView

# By stage, or the state of one that has ended: the bead.
_MARKS = {
    "waiting": "quiet",
    "throttled": "warn",
    "starting": "quiet",
    "checking": "warn",
    "late": "warn",
    "failed": "bad",
}


class TakeLine(View):
    """`line` is why it stands as it stands, empty where there is nothing to tell. `since` is an
    ISO moment for a running clock, `at` the same in words. `stop_words` is what stopping means
    for the money."""

    id: str = ""
    title: str = ""
    prompt: str = ""
    made_with: str = ""
    person: str = ""
    workspace: str = ""
    word: str = ""
    mark: str = ""
    line: str = ""
    since: str = ""
    at: str = ""
    place: str = ""
    held: str = ""
    stoppable: bool = False
    stop_name: str = ""
    stop_words: str = ""


def take_line(view: OpenTakeView, reader: Clock) -> TakeLine:
    key = "stopping" if view.cancelling else view.stage or str(view.state)
    take = text("takes.draft" if view.draft else "takes.name", number=f"{view.number:02d}")
    title = text("admin_queue.title", shot=view.shot_title, take=take.lower())
    return TakeLine(
        id=view.id,
        title=title,
        prompt=view.prompt,
        made_with=text("admin_queue.made_with", model=view.model_name, provider=_provider(view)),
        person=view.person,
        workspace=view.workspace_name,
        word=text(f"admin_queue.state.{key}"),
        mark="warn" if view.waits_for else _MARKS.get(key, ""),
        line=_line(view, key),
        since="" if view.stage is None else view.since.isoformat(),
        at=when_words(view.since, reader),
        place=_place(view),
        held=number(view.held_credits),
        stoppable=view.stoppable,
        stop_name=text("admin_queue.stop_of", title=title, person=view.person),
        stop_words=_stop_words(view) if view.stoppable else "",
    )


def _provider(view: OpenTakeView) -> str:
    """By its own title; one that is set up no more by the name that people know."""
    known = view.provider_title != view.provider
    return view.provider_title if known else provider_name(view.provider)


def _line(view: OpenTakeView, key: str) -> str:
    if key == "failed":
        return text("admin_queue.line.failed", why=view.why).strip()
    if key == "stopping":
        return text(f"admin_queue.line.stopping{'' if view.may_cost else '_free'}")
    word = view.waits_for or key
    if word not in {"halted", "provider_down", "day_cap", "paused", "throttled", "checking"}:
        return ""
    return text(f"admin_queue.line.{word}", provider=_provider(view), person=view.person)


def _place(view: OpenTakeView) -> str:
    if view.ahead is None:
        return ""
    return number(view.ahead + 1) if view.ahead else text("admin_queue.next")


def _stop_words(view: OpenTakeView) -> str:
    held = credits(view.held_credits)
    if view.may_cost:
        return text("admin_queue.stop.may_cost", provider=_provider(view), credits=held)
    key = "free_on_hold" if view.held_credits else "free"
    return text(f"admin_queue.stop.{key}", credits=held)
