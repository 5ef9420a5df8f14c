"""The steps the guide leads through: each says a sentence and does what can be done."""

import re
from collections.abc import Callable
from typing import Any

from vidstudio.base.texts import counted, text
from vidstudio.rules import guide_brief, guide_plan
from vidstudio.rules.blocks import SHOTS_LIMIT
from vidstudio.rules.guide_aims import number_in
from vidstudio.rules.guide_hear import Heard, hear
from vidstudio.rules.guide_stage import missing, next_words, planned, stage, thousands
from vidstudio.rules.situation import Call, Say, Situation

Answer = tuple[Say | Call, ...]
Step = Callable[[Situation], Answer]


def on(situation: Situation) -> Answer:
    """The next step from where the campaign stands: it does what can be done."""
    return _STEPS[stage(situation)](situation)


def angles(situation: Situation) -> Answer:
    """The first three, or those that wait."""
    if stage(situation) == "product":
        return _say("angles.early", question=text("guide.ask.product"))
    return _angles(situation, "strategy" in situation.open_blocks)


def more_angles(situation: Situation) -> Answer:
    if stage(situation) == "product":
        return _say("angles.early", question=text("guide.ask.product"))
    known = "strategy" in situation.open_blocks or situation.picked
    return _angles(situation, 2 if situation.picked else int(bool(known)))


_WORDS = ("angles.first", "angles.more", "angles.third")


def _angles(situation: Situation, again: int) -> Answer:
    offered = guide_plan.angles(_named(situation), again)
    return (*_say(_WORDS[again]), Call(name="propose_angles", arguments={"angles": offered}))


def own_angle(situation: Situation) -> Answer:
    words = situation.message.partition(":")[2] or re.sub(r"^my .*? is\b", "", situation.message)
    angle = guide_plan.own_angle(situation, words)
    return (*_say("angles.own"), Call(name="propose_angles", arguments={"angles": (angle,)}))


def plan(situation: Situation) -> Answer:
    """Shots of the picked angles; more of them where some stand already."""
    if stage(situation) == "product":
        return _say("angles.early", question=text("guide.ask.product"))
    rows = guide_plan.shots(_named(situation))[:SHOTS_LIMIT]
    if not rows:
        return _say("plan.waits")
    some = "more" if planned(situation) else "one" if len(rows) == 1 else "other"
    return (*_say(f"plan.{some}", count=len(rows)), _plan(rows))


def add_shot(situation: Situation) -> Answer:
    """“Add a shot: …” in the person's words; without any, one that is not in the list yet."""
    words = re.sub(r"^.*?\bshot\b(?: (?:of|with|where|that shows|showing|in which))?[\s:,–-]*", "",
                   situation.message.strip(), count=1, flags=re.I | re.S)  # fmt: skip
    named = _named(situation)
    if any(letter.isalpha() for letter in words):
        return (*_say("plan.added"), _plan((guide_plan.one_shot(named, words),)))
    rows = guide_plan.shots(named)[:1]
    return (*_say("plan.added"), _plan(rows)) if rows else plan(situation)


def accepted(situation: Situation) -> Answer:
    """Shots were accepted: what their takes cost."""
    lacking = missing(situation)
    if not lacking:
        return on(situation)
    return (Say(text=counted("guide.make.accepted", len(lacking))), _gate())


def make(situation: Situation) -> Answer:
    """The gate: for a shot that is named, for all that lack a take, or for the open one again."""
    here = planned(situation)
    if not here:
        return (*_say("make.plan_first"), *on(situation))
    number = number_in(situation.message, len(situation.shots))
    chosen = next((shot for shot in here if number and shot.number == number), None)
    if chosen is None and missing(situation):
        return _make_missing(situation)
    chosen = chosen or next((shot for shot in here if shot.id == situation.shot_id), here[0])
    wish = {"shot_id": chosen.id, "takes": min(hear_takes(situation.message), 4)}
    return (*_say("make.again", title=chosen.title), _gate((wish,)))


def hear_takes(message: str) -> int:
    found = re.search(
        r"\b(two|three|four|[2-9]) (?:more )?(?:takes|videos|versions)\b", message, re.I
    )
    return (
        {"two": 2, "three": 3, "four": 4}.get(found[1].lower(), 0)
        or int(found[1] if found[1].isdecimal() else 1)
        if found
        else 1
    )


def takes(situation: Situation) -> Answer:
    if any(shot.done or shot.live for shot in situation.shots):
        live = sum(shot.live for shot in situation.shots)
        said = counted("guide.make.making", live) if live else text("guide.takes.show")
        return (Say(text=said), Call(name="show_takes", arguments={}))
    return _say("takes.none", next=next_words(situation))


def finish(situation: Situation) -> Answer:
    """What Review and Publish wait for."""
    if not situation.creatives:
        return _say("finish.early", next=next_words(situation))
    return _review(situation) if situation.approved < situation.creatives else _publish(situation)


def _make_missing(situation: Situation) -> Answer:
    return (Say(text=counted("guide.make.gate", len(missing(situation)))), _gate())


def _cost(situation: Situation) -> Answer:
    return _say("make.waits", credits=thousands(situation.available_credits))


def _live(situation: Situation) -> Answer:
    count = sum(shot.live for shot in situation.shots)
    return (Say(text=counted("guide.make.making", count)),)


def _pick(situation: Situation) -> Answer:
    count = sum(shot.done for shot in situation.shots)
    return (Say(text=counted("guide.takes.pick", count)), Call(name="show_takes", arguments={}))


def _review(situation: Situation) -> Answer:
    if situation.approved:
        return _say("finish.some", approved=situation.approved, count=situation.creatives)
    return (Say(text=counted("guide.finish.review", situation.creatives)),)


def _publish(situation: Situation) -> Answer:
    return (Say(text=counted("guide.finish.publish", situation.creatives)),)


def _product(_situation: Situation) -> Answer:
    return _say("ask.product")


def _unwritten(situation: Situation) -> Answer:
    """The product is known, from a page or the dialog of a new campaign: the rest is guessed."""
    words = situation.brief.product
    heard = hear(words) if words else Heard(product=_from_page(situation))
    return guide_brief.first(situation, heard._replace(product=heard.product or words))


def _from_page(situation: Situation) -> str:
    return hear(situation.brief.page_summary).product or situation.campaign_name


def _named(situation: Situation) -> Situation:
    """With a product, whatever it is that stands for one."""
    if situation.brief.product:
        return situation
    product = _from_page(situation)[:100] or "product"
    return situation.model_copy(
        update={"brief": situation.brief.model_copy(update={"product": product})}
    )


def _waits(key: str) -> Step:
    def answer(_situation: Situation) -> Answer:
        return _say(key)

    return answer


_STEPS: dict[str, Step] = {
    "product": _product,
    "unwritten": _unwritten,
    "angles": lambda situation: _angles(situation, 0),
    "strategy": _waits("angles.waits"),
    "shots": plan,
    "plan": _waits("plan.waits"),
    "make": _make_missing,
    "cost": _cost,
    "live": _live,
    "pick": _pick,
    "review": _review,
    "publish": _publish,
}


def _say(key: str, **values: object) -> Answer:
    return (Say(text=text(f"guide.{key}", **values)),)


def _plan(rows: tuple[dict[str, Any], ...]) -> Call:
    return Call(name="plan_shots", arguments={"shots": rows})


def _gate(shots: tuple[dict[str, Any], ...] = ()) -> Call:
    return Call(name="propose_make", arguments={"shots": shots} if shots else {})
