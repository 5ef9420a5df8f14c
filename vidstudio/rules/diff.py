"""What changed between two texts, word by word, as data."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

from pydantic import BaseModel, ConfigDict

_TOKEN = re.compile(r"\s*@?\w+(?:['’-]\w+)*|\s*[^\w\s]|\s+")
MOST_TOKENS = 3000  # of either text; longer ones are told apart as wholes
_ISLAND_LETTERS = 3


class Piece(BaseModel):
    """A stretch of text. Same and gone pieces are the text before, same and new the one after."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["same", "gone", "new"]
    text: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in reading order: in a change, what went stands before what came."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces = list[Piece]()
    for same, (a, b, c, d) in _runs(old, new):
        if same:
            pieces.append(Piece(kind="same", text="".join(old[a:b])))
            continue
        both = (
            Piece(kind="gone", text="".join(old[a:b])),
            Piece(kind="new", text="".join(new[c:d])),
        )
        pieces += [piece for piece in both if piece.text]
    return tuple(pieces)


def changes(pieces: tuple[Piece, ...]) -> int:
    """How many places differ: words that went and those in their stead are one change."""
    before = ("same", *(piece.kind for piece in pieces))
    return sum(
        then == "same" and piece.kind != "same" for then, piece in zip(before, pieces, strict=False)
    )


_Run = tuple[bool, tuple[int, int, int, int]]


def _runs(old: list[str], new: list[str]) -> list[_Run]:
    """Equal and unequal stretches in turn, each as the bounds in both lists."""
    if max(len(old), len(new)) > MOST_TOKENS:
        return [(old == new, (0, len(old), 0, len(new)))]
    matched = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    runs: list[_Run] = [(tag == "equal", (a, b, c, d)) for tag, a, b, c, d in matched]
    joined = list[_Run]()
    for same, bounds in _without_islands(runs, old):
        if joined and not same and not joined[-1][0]:
            a, _, c, _ = joined[-1][1]
            joined[-1] = (False, (a, bounds[1], c, bounds[3]))
        else:
            joined.append((same, bounds))
    return joined


def _without_islands(runs: list[_Run], old: list[str]) -> Iterator[_Run]:
    """A comma or an “of” between two changes belongs to them: it reads as one."""
    for at, (same, bounds) in enumerate(runs):
        words = "".join(old[bounds[0] : bounds[1]]).split()
        island = (
            0 < at < len(runs) - 1 and len(words) <= 1 and sum(map(len, words)) <= _ISLAND_LETTERS
        )
        yield same and not island, bounds
