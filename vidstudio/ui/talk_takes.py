"""Takes as the conversation tells of them: small pictures and one sentence that ends with money."""

from collections.abc import Sequence

from vidstudio.base.texts import counted, text
from vidstudio.ui.amounts import credits
from vidstudio.ui.takenames import ratio_words, take_name
from vidstudio.ui.talk_views import TakeTile
from vidstudio.ui.words import card
from vidstudio.views import TaskView


def tile(view: TaskView) -> TakeTile:
    shown = card(view)
    done = view.arrived and view.video_url is not None
    return TakeTile(
        id=view.id,
        shot_id=view.shot_id,
        name=take_name(view),
        title=view.shot_title,
        line=shown.cost_line or shown.line,
        word=shown.word if not done else "",
        tone=shown.tone,
        ratio=ratio_words(view.aspect_ratio),
        poster_url=view.poster_url or "",
        in_creatives=view.in_creatives,
        done=done,
    )


def ended_words(takes: Sequence[TaskView]) -> str:
    """“3 takes are done. 192 credits.”, or how many are where."""
    done = [view for view in takes if view.arrived]
    live = [view for view in takes if not view.ended]
    if len(done) == len(takes):
        charged = sum(view.charged_credits for view in done)
        paid = credits(charged) if charged else text("conversation.cost.free")
        name = take_name(done[0])
        return counted("conversation.takes.done", len(done), take=name, credits=paid)
    lost = len(takes) - len(done) - len(live)
    parts = (("finished", len(done)), ("live", len(live)), ("failed", lost))
    return ", ".join(counted(f"conversation.takes.{key}", n) for key, n in parts if n) + "."
