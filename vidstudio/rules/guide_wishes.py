"""Wishes for shots: which one is meant, and its prompt with the wish worked in."""

from vidstudio.base.texts import text
from vidstudio.rules import guide_change, guide_plan
from vidstudio.rules.guide_aims import is_imperative, is_shape, means_all, number_in
from vidstudio.rules.languages import language_of
from vidstudio.rules.situation import Call, Say, ShotFacts, Situation

_MOST_AT_ONCE = 4


def shot_wish(situation: Situation) -> tuple[Say | Call, ...]:
    """Better prompts for the shots that are meant; empty when the message is no wish for one."""
    message = situation.message
    named = tuple(shot for shot in situation.shots if _is_named(shot, message))
    number = 0 if named else number_in(message, len(situation.shots))
    wished = (
        guide_change.understood(message)
        or is_imperative(message)
        or is_shape(message)
        or _is_foreign_wish(message)
    )
    if not (wished or named or number) or _is_question(message, wished):
        return ()
    if number and not 1 <= number <= len(situation.shots):
        return _said("prompt.no_shot", number=number, count=len(situation.shots))
    meant = _meant(situation, number, named)
    if not meant:
        return _said("prompt.which")
    if is_shape(message):
        return _said("prompt.panel", title=meant[0].title)
    return _proposed(situation, meant)


_FEW_WORDS = 2


def _is_foreign_wish(message: str) -> bool:
    """Words in another language go into the prompt as they are: the models read them."""
    return language_of(message) not in {"en", ""} and len(message.split()) >= _FEW_WORDS


def _is_question(message: str, wished: bool) -> bool:
    return message.rstrip().endswith("?") and not wished


def _is_named(shot: ShotFacts, message: str) -> bool:
    title = shot.title.casefold()
    return title in message.casefold() and not title.startswith("shot ")


def _meant(
    situation: Situation, number: int, named: tuple[ShotFacts, ...]
) -> tuple[ShotFacts, ...]:
    """By number, by name, all, else the open one, else the first with a prompt."""
    if number:
        return (situation.shots[number - 1],)
    if named:
        return named[:_MOST_AT_ONCE]
    written = tuple(shot for shot in situation.shots if shot.prompt)
    if means_all(situation.message):
        return written[:_MOST_AT_ONCE]
    opened = tuple(shot for shot in situation.shots if shot.id == situation.shot_id)
    return opened or written[:1]


def _proposed(situation: Situation, meant: tuple[ShotFacts, ...]) -> tuple[Say | Call, ...]:
    calls = list[Call]()
    for shot in meant:
        stands = shot.prompt or guide_plan.prompt_for(situation.brief)
        after = guide_change.changed(stands, _without_title(situation.message, shot))
        if after != shot.prompt and after.strip():
            calls.append(
                Call(name="propose_prompt", arguments={"shot_id": shot.id, "prompt": after})
            )
    if not calls:
        return _said("prompt.same", title=meant[0].title)
    if len(calls) > 1:
        return (*_said("prompt.many", count=len(calls)), *calls)
    key = "prompt.one" if meant[0].prompt else "prompt.first"
    title = next(shot.title for shot in meant if shot.id == calls[0].arguments["shot_id"])
    return (*_said(key, title=title), *calls)


def _without_title(message: str, shot: ShotFacts) -> str:
    """“Make The first look calmer” is about the shot, not about words in its picture."""
    at = message.casefold().find(shot.title.casefold())
    if at < 0 or len(message.casefold()) != len(message):
        return message
    return f"{message[:at]}it{message[at + len(shot.title) :]}".replace("@it", "it")


def _said(key: str, **values: object) -> tuple[Say, ...]:
    return (Say(text=text(f"guide.{key}", **values)),)
