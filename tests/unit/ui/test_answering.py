"""Pieces of an answer on their way to the tabs that look at its campaign."""

import asyncio
from collections.abc import Iterator

import pytest

from vidstudio.ui.answering import Pieces
from vidstudio.ui.frame import hub
from vidstudio.ui.hub import Watch

PACE = 0.02


@pytest.fixture(autouse=True)
def tabs() -> Iterator[None]:
    watches = {
        "here": Watch("s", "room", "campaign", "c1", "shot"),
        "too": Watch("s", "room", "campaign", "c1", "other"),
        "elsewhere": Watch("s", "room", "campaign", "c2", None),
        "library": Watch("s", "room", "library", "c1", None),
        "foreign": Watch("s", "another", "campaign", "c1", None),
    }
    for tab, watch in watches.items():
        hub.watch(tab, watch)
    yield
    for tab in watches:
        hub.forget(tab)


class Stage:
    """Where the words stand, and what each tab was shown."""

    def __init__(self) -> None:
        self.words: dict[str, str] | None = {}
        self.shown: list[tuple[str, str]] = []
        self.came = asyncio.Event()
        self.pieces = Pieces(lambda _campaign: self.words, self.show, PACE)

    async def show(self, tab: str, words: dict[str, str]) -> None:
        if tab == "too":
            raise LookupError(tab)
        self.shown.append((tab, words["line"]))
        self.came.set()

    async def next(self) -> None:
        await asyncio.wait_for(self.came.wait(), 5)
        self.came.clear()

    def say(self, words: str | None) -> None:
        self.words = None if words is None else {"line": words}
        self.pieces.heard("room", "c1")


async def test_the_first_piece_goes_at_once_to_the_tabs_of_its_campaign() -> None:
    stage = Stage()
    stage.say("Here")
    await stage.next()
    assert stage.shown == [("here", "Here")]
    await stage.pieces.close()


async def test_pieces_that_come_together_travel_together() -> None:
    stage = Stage()
    for words in ("Here", "Here is", "Here is the", "Here is the brief"):
        stage.say(words)
        await asyncio.sleep(0)
    while stage.shown[-1:] != [("here", "Here is the brief")]:
        await stage.next()
    assert len(stage.shown) <= 2
    await stage.pieces.close()


async def test_an_answer_that_ended_is_followed_no_more() -> None:
    stage = Stage()
    stage.say("Done.")
    await stage.next()
    stage.say(None)
    await stage.pieces.idle()
    assert stage.shown == [("here", "Done.")]
    stage.say("Again")
    await stage.next()
    assert stage.shown[-1] == ("here", "Again")
    await stage.pieces.close()
