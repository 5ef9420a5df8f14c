"""What people read about a take that has ended: its word, its money, the one way on."""

from vidstudio.base.texts import text
from vidstudio.ui.amounts import credits
from vidstudio.ui.cards import ActionView, Saying, action
from vidstudio.ui.refusals import ending
from vidstudio.ui.takenames import take_name
from vidstudio.views import TaskView


def done(view: TaskView) -> Saying:
    files = _files(view)
    news: Saying = {"tone": "good", "news": text("takes.done.news", name=take_name(view))}
    if not view.short:
        line = _unstoppable(view) if view.unstoppable else ""
        return files | news | {"cost_line": price(view.charged_credits), "line": line}
    return files | {
        "word": text("takes.done.check"),
        "mark": "check-it",
        "tone": "warn",
        "line": _short_words(view),
        "actions": (action("keep"),),
        "news": text("takes.done.short_news", name=take_name(view)),
    }


def _unstoppable(view: TaskView) -> str:
    return text("takes.done.unstoppable" if view.charged_credits else "takes.done.unstoppable_free")


def _files(view: TaskView) -> Saying:
    return {"video_url": view.video_url or "", "download_url": view.download_url or ""}


def recovered(view: TaskView) -> Saying:
    """It had failed, and then its video came."""
    return _files(view) | {
        "tone": "good",
        "cost_line": text("takes.free"),
        "cost_tone": "good",
        "line": text("takes.recovered.line"),
        "news": text("takes.recovered.news", name=take_name(view)),
    }


def price(amount: int) -> str:
    return credits(amount) if amount else text("takes.free")


def _short_words(view: TaskView) -> str:
    got = f"{view.delivered_seconds or 0:.0f}"
    charged = view.charged_credits
    if not charged:
        money = text("takes.done.short_free")
    elif charged < view.quoted_credits:
        money = text("takes.done.short_partly", got=got)
    else:
        money = text("takes.done.short_whole", price=credits(charged))
    return text("takes.done.short", asked=view.duration_seconds, got=got, money=money)


def stopped(view: TaskView) -> Saying:
    return {
        "word": text("takes.stopped.word"),
        "mark": "stopped",
        "look": "dim",
        "cost_line": text("takes.nothing_charged"),
        "cost_tone": "good",
        "line": by_admin("stopped", view),
        "actions": (action("retry", "make_again"),),
        "news": text("takes.stopped.news", name=take_name(view)),
    }


def by_admin(word: str, view: TaskView) -> str:
    """Who stopped it and why, where that was an admin."""
    why = view.stopped_why.rstrip(".")
    return text(f"takes.{word}.by_admin", why=why) if why else ""


def failed(view: TaskView) -> Saying:
    end, name = ending(view), take_name(view)
    charged = view.failure is not None and view.failure.charged
    told = "takes.failed.news" if charged else "takes.failed.news_free"
    return {
        "word": end.word,
        "mark": end.mark,
        "tone": "bad",
        "look": "dim",
        "cost_line": credits(view.charged_credits) if charged else text("takes.not_charged"),
        "cost_tone": "quiet" if charged else "good",
        "line": end.line,
        "actions": (ActionView(key=end.action, label=end.label),),
        "news": text(told, name=name, word=end.word.lower()),
    }
