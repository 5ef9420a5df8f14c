"""The guide: what is answered where no language model is set. Scripted, pure, always the same.

It leads from the person's own sentence over brief, angles, shots and the cost gate to creatives,
with the tools a model has. Texts are in texts/en/guide.toml, what it plans in texts/en/scenes.toml.
"""

from collections.abc import Callable

from vidstudio.base.texts import text
from vidstudio.rules import guide_aims, guide_brief, guide_change, guide_steps, guide_wishes
from vidstudio.rules.guide_aims import Aim, aim_of
from vidstudio.rules.guide_hear import Heard, hear
from vidstudio.rules.guide_stage import is_unwritten, next_words, planned, thousands
from vidstudio.rules.situation import Call, Say, Situation

Answer = tuple[Say | Call, ...]


def reply(situation: Situation) -> Answer:
    """Words and tool calls, in the order they are shown. Never empty, never an exception."""
    if not any(letter.isalnum() for letter in situation.message):
        return _talk("unclear", situation)
    aim = aim_of(situation.message)
    if aim is not None and not _is_a_product(situation, aim):
        return _ANSWERS[aim](situation)
    return _free(situation)


def _is_a_product(situation: Situation, aim: Aim) -> bool:
    """“An app to publish recipes” is no question about publishing while there is no brief."""
    if situation.brief.product or aim not in {"finish", "takes", "credits", "more"}:
        return False
    heard = hear(situation.message)
    return len(heard.product.split()) > _FEW or (bool(heard.product) and _tells(heard))


def _free(situation: Situation) -> Answer:
    """Everything that is no command: a wish for a shot, words for the brief, or unclear."""
    heard = hear(situation.message)
    by_name = guide_brief.commanded(situation.message)
    if planned(situation) and not by_name and (wish := guide_wishes.shot_wish(situation)):
        return wish
    if not by_name and is_unwritten(situation):
        return _first(situation, heard)
    if arguments := guide_brief.edit(situation):
        calls = (Call(name="read_page", arguments={"url": heard.url}),) if heard.url else ()
        written = Call(name="write_brief", arguments=arguments)
        return (*calls, Say(text=text("guide.brief.edit")), written)
    if heard.url:
        return _page(situation, heard)
    if not planned(situation) and _is_new_product(heard):
        return guide_brief.first(situation, heard)
    if heard.channels:
        return (Say(text=text("guide.brief.same", next=next_words(situation))),)
    early = not planned(situation) and guide_change.understood(situation.message)
    return _talk("early" if early else "unclear", situation)


def _first(situation: Situation, heard: Heard) -> Answer:
    known = situation.brief.product or situation.brief.page_summary
    if not (heard.product or heard.url or known) and not _tells(heard):
        return _ask(situation, text("guide.ask.product"))
    if not (heard.url or known) and guide_aims.is_nonsense(situation.message):
        return _ask(situation, text("guide.ask.product"))
    answer = guide_brief.first(situation, heard)
    wrote = next(part for part in reversed(answer) if isinstance(part, Call)).arguments
    if wrote.get("product") or situation.brief.product or situation.brief.page_summary:
        return answer
    asked = "sale" if "sale" in heard.offer.lower() else "product"
    question = _ask(situation, text(f"guide.ask.{asked}"))
    said = {name: value for name, value in heard._asdict().items() if name in _KEPT and value}
    return (*question, Call(name="write_brief", arguments=said)) if said else question


_KEPT = {"audience", "offer", "tone", "must_show", "never_say", "channels"}


def _tells(heard: Heard) -> bool:
    return any((heard.audience, heard.offer, heard.channels, heard.shots))


_FEW = 2


def _is_new_product(heard: Heard) -> bool:
    """A sentence that names a thing and something about it: the brief is written anew."""
    return len(heard.product.split()) >= _FEW and _tells(heard)


def _page(situation: Situation, heard: Heard) -> Answer:
    read = Call(name="read_page", arguments={"url": heard.url})
    return (read, Say(text=next_words(situation)))


def _ask(situation: Situation, question: str) -> Answer:
    """A question for what is promoted; asked a second time, it says that it did not understand."""
    if guide_aims.is_nonsense(situation.message):
        question = text("guide.ask.again", question=question)
    elif guide_brief.foreign(situation.message):
        question = f"{question} {guide_brief.key_note(situation)}"
    return (Say(text=question),)


def _talk(name: str, situation: Situation) -> Answer:
    return (Say(text=text(f"guide.talk.{name}", next=next_words(situation))),)


def _talker(name: str) -> Callable[[Situation], Answer]:
    return lambda situation: _talk(name, situation)


def _asker(name: str) -> Callable[[Situation], Answer]:
    """A starter: a question while nothing is known, else on with what is."""

    def answer(situation: Situation) -> Answer:
        known = situation.brief.product or situation.brief.page_summary
        return guide_steps.on(situation) if known else (Say(text=text(f"guide.ask.{name}")),)

    return answer


def _hello(situation: Situation) -> Answer:
    fresh = not situation.brief.product and not planned(situation)
    return (
        _ask(situation, f"{text('guide.ask.hello')} {text('guide.ask.product')}")
        if fresh
        else (_talk("hello", situation))
    )


def _credits(situation: Situation) -> Answer:
    told = text(
        "guide.talk.credits",
        credits=thousands(situation.available_credits),
        charged=thousands(situation.charged_credits),
        held=thousands(situation.held_credits),
        next=next_words(situation),
    )
    return (Say(text=told),)


_ANSWERS: dict[Aim, Callable[[Situation], Answer]] = {
    "go_on": guide_steps.on,
    "write_brief": guide_steps.on,
    "angles": guide_steps.angles,
    "more": guide_steps.more_angles,
    "own": guide_steps.own_angle,
    "plan": guide_steps.plan,
    "add": guide_steps.add_shot,
    "accepted": guide_steps.accepted,
    "make": guide_steps.make,
    "takes": guide_steps.takes,
    "finish": guide_steps.finish,
    "launch": _asker("product"),
    "sale": _asker("sale"),
    "page": _asker("page"),
    "hello": _hello,
    "credits": _credits,
    "help": _talker("help"),
    "who": _talker("who"),
    "thanks": _talker("thanks"),
    "stop": _talker("stop"),
    "undo": _talker("undo"),
}
