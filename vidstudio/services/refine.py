"""Refine a prompt: by a language model where there is one, else by the template refiner."""

from typing import Literal

from vidstudio.base.errors import AssistantFailed, InvalidRequest, NoAssistant
from vidstudio.base.texts import text
from vidstudio.db.tables import Campaign
from vidstudio.rules import refine_answers, refining
from vidstudio.rules.diff import Piece, changes, word_diff
from vidstudio.rules.requests import PROMPT_LIMIT
from vidstudio.services import asking
from vidstudio.services.guards import find, require_maker
from vidstudio.studio import Studio, Who
from vidstudio.views.base import View

By = Literal["assistant", "template"]
_RULE = "30/minute"


class Refined(View):
    """`pieces` show `after` beside `before`. Equal texts: there was nothing to add.

    `note` says who refined where it was the template refiner, and why.
    """

    before: str
    after: str
    by: By
    changes: int
    note: str
    pieces: tuple[Piece, ...] = ()


async def refine(
    studio: Studio, who: Who, words: str, *, campaign_id: str | None = None, model_id: str = ""
) -> Refined:
    """A better prompt in the person's own language, within the limit of the model.

    A language model that fails or answers nonsense is no error: the template refiner takes over
    and says so. Raises InvalidRequest on `prompt` for an empty or too long one, NotFound for a
    foreign campaign, TooManyRequests.
    """
    require_maker(who)
    limit = _limit(studio, model_id)
    _check(words, limit)
    if campaign_id is not None:
        await studio.db.read(lambda session: find(session, Campaign, campaign_id, who))
    studio.rates.hit("refine", _RULE, who.user_id)
    if asking.voice(studio, who) is None:
        return _by_template(words, limit, text("guide.refine.template"))
    return await _by_assistant(studio, who, words, campaign_id, limit)


async def _by_assistant(
    studio: Studio, who: Who, words: str, campaign_id: str | None, limit: int
) -> Refined:
    system = refine_answers.system_words(limit)
    try:
        answer = await asking.ask(
            studio, who, purpose="refine", system=system, words=words, campaign_id=campaign_id
        )
    except (AssistantFailed, NoAssistant) as error:
        return _by_template(words, limit, text("guide.refine.unreached", reason=str(error)))
    after = refine_answers.usable(answer, words, limit)
    if after is None:
        return _by_template(words, limit, text("guide.refine.failed"))
    return _refined(words, after, "assistant", "")


def _by_template(words: str, limit: int, note: str) -> Refined:
    after = refining.refined(words, limit)
    if after != words and not refining.knows(words):
        note = f"{note} {text('guide.refine.tidied')}"
    return _refined(words, after, "template", note)


def _refined(before: str, after: str, by: By, note: str) -> Refined:
    if after == before.strip():
        nothing = " ".join(filter(None, (text("guide.refine.nothing"), note)))
        same = word_diff(before, before)
        return Refined(before=before, after=before, by=by, changes=0, note=nothing, pieces=same)
    pieces = word_diff(before, after)
    return Refined(
        before=before, after=after, by=by, changes=changes(pieces), note=note, pieces=pieces
    )


def _limit(studio: Studio, model_id: str) -> int:
    """Of the model, or of any. Raises InvalidRequest for a model that is not there."""
    card = studio.catalog.card(model_id) if model_id else None
    return min(PROMPT_LIMIT, card.prompt_limit) if card else PROMPT_LIMIT


def _check(words: str, limit: int) -> None:
    if not words.strip():
        raise InvalidRequest("Add a prompt: one sentence is enough.", "prompt", code="no_prompt")
    if "\x00" in words:
        raise InvalidRequest("The prompt has a character that cannot be kept (NUL).", "prompt")
    if len(words) > limit:
        raise InvalidRequest(
            f"The prompt has {len(words)} characters. {limit} is the most.",
            "prompt",
            code="too_long",
        )
