"""What people read about a take: one picture of a row in, the words and marks of a card out."""

from vidstudio.ui.amounts import THIN, clock, credits, number, roughly
from vidstudio.ui.cards import ActionView, CardView
from vidstudio.ui.refusals import ending, lost_line
from vidstudio.ui.takenames import (
    is_wide,
    made_here,
    may_cost,
    moment,
    provider_name,
    ratio_words,
    still_url,
    take_name,
)
from vidstudio.views import TaskView

__all__ = ["ActionView", "CardView", "card"]

FEW_SECONDS = 10
Saying = dict[str, object]


def card(view: TaskView) -> CardView:
    return CardView.model_validate(_constant(view) | _said(view))


def _constant(view: TaskView) -> Saying:
    """What does not depend on the state."""
    return {
        "id": view.id,
        "shot_id": view.shot_id,
        "name": take_name(view.number),
        "model_name": view.model_name,
        "state": view.state,
        "ratio": ratio_words(view.aspect_ratio),
        "wide": is_wide(view.aspect_ratio),
        "still_url": still_url(view),
        "poster_url": view.poster_url or "",
        "runtime": clock(view.delivered_seconds or view.duration_seconds),
        "demo": view.demo,
        "in_creatives": view.in_creatives,
        "price": _price(view.quoted_credits),
        "created_at": moment(view.created_at),
        "finished_at": moment(view.finished_at),
    }


def _said(view: TaskView) -> Saying:
    match view.status:
        case "succeeded":
            return _done(view)
        case "failed":
            return _failed(view)
        case "cancelled":
            return _stopped(view)
        case _:
            return _stopping(view) if view.cancelling else _alive(view)


def _alive(view: TaskView) -> Saying:
    match view.stage:
        case "starting":
            return _starting(view)
        case "throttled":
            return _throttled(view)
        case "checking":
            return _checking(view)
        case "making":
            return _making(view)
        case "late":
            return _late(view)
        case "saving":
            return _saving()
        case _:
            return _waiting(view)


def _starting(view: TaskView) -> Saying:
    held = view.held_credits
    line = f"Holding {credits(held)}" if held else "Getting ready"
    return {"word": "Starting", "mark": "ring", "look": "wait", "line": line}


def _waiting(view: TaskView) -> Saying:
    line = f"{number(view.ahead)} ahead of you" if view.ahead else "Next in line"
    stop = ActionView(key="cancel", label="Cancel")
    return {"word": "Waiting", "mark": "ring", "look": "wait", "line": line, "actions": (stop,)}


def _throttled(view: TaskView) -> Saying:
    usual = f" Usual wait {roughly(view.usual_seconds)}" if view.usual_seconds else ""
    return {
        "word": "Waiting for the provider",
        "mark": "bead-warn",
        "tone": "warn",
        "look": "wait",
        "line": f"{view.model_name} is busy.{usual}",
    } | _stop(view, "main")


def _making(view: TaskView) -> Saying:
    known = view.progress is not None
    return {
        "word": "Making",
        "mark": "bead",
        "tone": "live",
        "look": "make",
        "percent": f"{view.progress}{THIN}%" if known else "",
        "progress": view.progress if known else -1,
        "scan": True,
    } | (_left(view) | _stop(view, "plain"))


def _left(view: TaskView) -> Saying:
    if view.left_seconds is not None:
        if view.left_seconds < FEW_SECONDS:
            return {"line": "A few seconds left"}
        return {"line": f"About {roughly(view.left_seconds)} left"}
    if not view.usual_seconds or view.started_at is None:
        return {"line": "Being made"}
    return {"line": f"Usually {roughly(view.usual_seconds)}", "since": moment(view.started_at)}


def _late(view: TaskView) -> Saying:
    where = "" if made_here(view) else " at the provider"
    return {
        "word": "Taking longer",
        "mark": "bead-warn",
        "tone": "warn",
        "look": "make",
        "line": f"Still rendering{where}. Nothing to do.",
        "progress": -1 if view.progress is None else view.progress,
        "scan": True,
    } | _stop(view, "plain")


def _saving() -> Saying:
    return {
        "word": "Saving",
        "mark": "bead",
        "tone": "live",
        "look": "make",
        "line": "Copying to your storage",
        "progress": 100,
        "scan": True,
    }


def _checking(view: TaskView) -> Saying:
    return {
        "word": "Checking",
        "mark": "bead-warn",
        "tone": "warn",
        "look": "wait",
        "cost_line": f"{number(view.held_credits)} on hold" if view.held_credits else "Free",
        "line": lost_line(view),
        "actions": (ActionView(key="details", label="Details"),),
    }


def _stopping(view: TaskView) -> Saying:
    words: Saying = {"word": "Stopping", "mark": "ring", "look": "make", "tone": "quiet"}
    if not may_cost(view):
        return words | {"line": "Nothing will be charged"}
    return words | {"cost_line": f"{number(view.held_credits)} on hold", "line": _cannot_stop(view)}


def _stop(view: TaskView, kind: str) -> Saying:
    """Cancel at once where it is free; where it may cost, a button that asks first."""
    if not may_cost(view):
        return {"actions": (ActionView(key="cancel", label="Cancel", kind=kind),)}
    through = f"{view.model_name} through {provider_name(view.served_by_provider)}"
    known = "" if view.progress is None else f", {view.progress}{THIN}%"
    return {
        "actions": (ActionView(key="ask_stop", label="Cancel…", kind=kind),),
        "stop_line": through + known,
        "stop_words": _cannot_stop(view),
    }


def _cannot_stop(view: TaskView) -> str:
    price = credits(view.held_credits or view.quoted_credits)
    return (
        "The provider cannot stop it. If the video still arrives it is yours "
        f"for {price}; if not, nothing is charged."
    )


def _done(view: TaskView) -> Saying:
    files: Saying = {"video_url": view.video_url or "", "download_url": view.download_url or ""}
    news: Saying = {"tone": "good", "news": f"{take_name(view.number)} done"}
    if not view.short:
        return files | news | {"cost_line": _price(view.charged_credits)}
    return files | {
        "word": "Check",
        "mark": "check-it",
        "tone": "warn",
        "line": _short_words(view),
        "actions": (ActionView(key="keep", label="Keep"),),
        "news": f"{take_name(view.number)} is shorter than asked",
    }


def _price(amount: int) -> str:
    return credits(amount) if amount else "Free"


def _short_words(view: TaskView) -> str:
    got = f"{view.delivered_seconds or 0:.0f}"
    charged = view.charged_credits
    if not charged:
        money = "Not charged."
    elif charged < view.quoted_credits:
        money = f"Charged for {got} s."
    else:
        money = f"Charged {credits(charged)}."
    return f"Asked {view.duration_seconds} s, got {got} s. {money}"


def _stopped(view: TaskView) -> Saying:
    return {
        "word": "Stopped",
        "mark": "stopped",
        "look": "dim",
        "cost_line": "Nothing charged",
        "cost_tone": "good",
        "actions": (ActionView(key="retry", label="Make again"),),
        "news": f"{take_name(view.number)} stopped, nothing charged",
    }


def _failed(view: TaskView) -> Saying:
    end, name = ending(view), take_name(view.number)
    charged = view.failure is not None and view.failure.charged
    return {
        "word": end.word,
        "mark": end.mark,
        "tone": "bad",
        "look": "dim",
        "cost_line": credits(view.charged_credits) if charged else "Not charged",
        "cost_tone": "quiet" if charged else "good",
        "line": end.line,
        "actions": (ActionView(key=end.action, label=end.label),),
        "news": f"{name} {end.word.lower()}" + ("" if charged else ", not charged"),
    }
