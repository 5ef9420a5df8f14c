"""What people read about a take: one picture of a row in, the words and marks of a card out."""

from vidstudio.base.texts import text
from vidstudio.ui.amounts import THIN, clock, credits, number, roughly
from vidstudio.ui.cards import ActionView, CardView, Saying, action
from vidstudio.ui.refusals import lost_line
from vidstudio.ui.results import by_admin, done, failed, price, recovered, stopped
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


def card(view: TaskView) -> CardView:
    return CardView.model_validate(_constant(view) | _said(view))


def _constant(view: TaskView) -> Saying:
    """What does not depend on the state."""
    return {
        "id": view.id,
        "shot_id": view.shot_id,
        "name": take_name(view),
        "draft": view.origin == "draft",
        "rating": -1 if view.rating is None else view.rating,
        "favourite": view.favourite,
        "model_name": view.model_name,
        "state": view.state,
        "ratio": ratio_words(view.aspect_ratio),
        "wide": is_wide(view.aspect_ratio),
        "still_url": still_url(view),
        "poster_url": view.poster_url or "",
        "runtime": clock(view.delivered_seconds or view.duration_seconds),
        "demo": view.demo,
        "in_creatives": view.in_creatives,
        "price": price(view.again_credits),
        "price_credits": number(view.again_credits) if view.again_credits else "",
        "created_at": moment(view.created_at),
        "finished_at": moment(view.finished_at),
    }


def _said(view: TaskView) -> Saying:
    match view.status:
        case "succeeded":
            return done(view)
        case "failed":
            return recovered(view) if view.recovered_at else failed(view)
        case "cancelled":
            return stopped(view)
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
    holding = text("takes.starting.holding", credits=credits(held))
    return {
        "word": text("takes.starting.word"),
        "mark": "ring",
        "look": "wait",
        "line": holding if held else text("takes.starting.ready"),
    } | _stop(view, "plain")


def _waiting(view: TaskView) -> Saying:
    if view.waits_for:
        return _kept_back(view)
    ahead = text("takes.waiting.ahead", ahead=number(view.ahead))
    return {
        "word": text("takes.waiting.word"),
        "mark": "ring",
        "look": "wait",
        "line": ahead if view.ahead else text("takes.waiting.next"),
        "actions": (action("cancel"),),
    }


def _kept_back(view: TaskView) -> Saying:
    """It would be its turn, or not yet, but nothing is sent: why, and what comes next."""
    mine, down = view.waits_for == "paused", view.waits_for == "provider_down"
    here = made_here(view)
    provider = text("queue.here") if here else provider_name(view.served_by_provider)
    return {
        "word": text("takes.waiting.word"),
        "mark": "ring" if mine else "bead-warn",
        "tone": "quiet" if mine else "warn",
        "look": "wait",
        "line": text(f"takes.waiting.{view.waits_for}", provider=provider),
        "actions": (action("cancel"), *((action("other_model"),) if down else ())),
    }


def _throttled(view: TaskView) -> Saying:
    wait = roughly(view.usual_seconds)
    key = "takes.throttled.usual" if view.usual_seconds else "takes.throttled.line"
    return {
        "word": text("takes.throttled.word"),
        "mark": "bead-warn",
        "tone": "warn",
        "look": "wait",
        "line": text(key, model=view.model_name, wait=wait),
    } | _stop(view, "main")


def _making(view: TaskView) -> Saying:
    known = view.progress is not None
    return {
        "word": text("takes.making.word"),
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
            return {"line": text("takes.making.few")}
        return {"line": text("takes.making.left", wait=roughly(view.left_seconds))}
    if not view.usual_seconds or view.started_at is None:
        return {"line": text("takes.making.being_made")}
    usual = text("takes.making.usual", wait=roughly(view.usual_seconds))
    return {"line": usual, "since": moment(view.started_at)}


def _late(view: TaskView) -> Saying:
    return {
        "word": text("takes.late.word"),
        "mark": "bead-warn",
        "tone": "warn",
        "look": "make",
        "line": text("takes.late.here" if made_here(view) else "takes.late.there"),
        "progress": -1 if view.progress is None else view.progress,
        "scan": True,
    } | _stop(view, "plain")


def _saving() -> Saying:
    return {
        "word": text("takes.saving.word"),
        "mark": "bead",
        "tone": "live",
        "look": "make",
        "line": text("takes.saving.line"),
        "progress": 100,
        "scan": True,
    }


def _checking(view: TaskView) -> Saying:
    return {
        "word": text("takes.checking.word"),
        "mark": "bead-warn",
        "tone": "warn",
        "look": "wait",
        "cost_line": _on_hold(view) if view.held_credits else text("takes.free"),
        "line": lost_line(view),
    } | _stop(view, "main", action("details", kind="plain"))


def _stopping(view: TaskView) -> Saying:
    words: Saying = {
        "word": text("takes.stopping.word"),
        "mark": "ring",
        "look": "make",
        "tone": "quiet",
    }
    who = by_admin("stopping", view)
    if not may_cost(view):
        return words | {"line": f"{who} {text('takes.stopping.free')}".strip()}
    return words | {"cost_line": _on_hold(view), "line": f"{who} {_if_it_comes(view)}".strip()}


def _on_hold(view: TaskView) -> str:
    return text("takes.on_hold", amount=number(view.held_credits))


def _stop(view: TaskView, kind: str, *more: ActionView) -> Saying:
    """Cancel at once where it is free; where it may cost, a button that asks first."""
    if not may_cost(view):
        return {"actions": (action("cancel", kind=kind), *more)}
    known = view.progress is not None
    through = text(
        "takes.stopping.through_at" if known else "takes.stopping.through",
        model=view.model_name,
        provider=provider_name(view.served_by_provider),
        percent=f"{view.progress}{THIN}%",
    )
    return {
        "actions": (action("ask_stop", kind=kind), *more),
        "stop_line": through,
        "stop_words": _if_it_comes(view),
    }


def _if_it_comes(view: TaskView) -> str:
    """What a stop may still end in, by what is known of it over there."""
    held = credits(view.held_credits or view.quoted_credits)
    key = {"starting": "sending", "checking": "unknown"}.get(view.stage or "", "cannot")
    provider = provider_name(view.served_by_provider)
    return text(f"takes.stopping.{key}", price=held, provider=provider)
