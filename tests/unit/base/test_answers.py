"""What is being written now: by campaign, in memory."""

import asyncio
import logging

import pytest

from vidstudio.base.answers import Answers


async def _written(answers: Answers, words: tuple[str, ...], last: asyncio.Event) -> None:
    for word in words:
        answers.write("c", "line", word)
    await last.wait()


async def test_words_are_there_until_the_end() -> None:
    answers, last, heard = Answers(), asyncio.Event(), list[tuple[str, str]]()
    unsubscribe = answers.subscribe(lambda room, campaign: heard.append((room, campaign)))
    assert answers.text("c") is None
    answers.start("room", "c", _written(answers, ("One", "One two"), last))
    assert answers.text("c") == ""
    await asyncio.sleep(0)
    assert answers.text("c") == "One two"
    assert heard == [("room", "c")] * 2
    unsubscribe()
    last.set()
    await answers.idle()
    assert answers.text("c") is None
    assert heard == [("room", "c")] * 2


async def test_words_of_nobody_are_dropped() -> None:
    answers = Answers()
    answers.write("c", "line", "Hello")
    assert answers.text("c") is None


async def test_a_new_answer_outlives_the_end_of_the_old_one() -> None:
    answers, first, second = Answers(), asyncio.Event(), asyncio.Event()
    answers.start("room", "c", _written(answers, ("Old",), first))
    await asyncio.sleep(0)
    first.set()
    answers.start("room", "c", _written(answers, ("New",), second))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert answers.text("c") == "New"
    second.set()
    await answers.idle()


async def test_stopping_waits_until_it_is_written_down() -> None:
    answers, kept = Answers(), list[str]()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            kept.append("kept")

    answers.start("room", "c", work())
    await asyncio.sleep(0)
    assert await answers.stop("c")
    assert kept == ["kept"]
    assert not await answers.stop("c")


async def test_closing_stops_all() -> None:
    answers = Answers()
    for campaign in ("a", "b"):
        answers.start("room", campaign, asyncio.Event().wait())  # pyright: ignore[reportArgumentType] what it answers is not looked at
    await answers.close()
    await answers.idle()
    assert (answers.text("a"), answers.text("b")) == (None, None)


async def test_what_breaks_is_logged_and_over(caplog: pytest.LogCaptureFixture) -> None:
    answers = Answers()

    async def work() -> None:
        raise RuntimeError("oh")

    with caplog.at_level(logging.ERROR):
        answers.start("room", "c", work())
        await answers.idle()
    assert answers.text("c") is None
    assert "An answer broke off" in caplog.text


async def test_a_listener_that_breaks_spoils_nothing() -> None:
    answers, last, heard = Answers(), asyncio.Event(), list[str]()

    def broken(_room: str, _campaign: str) -> None:
        raise RuntimeError("oh")

    answers.subscribe(broken)
    answers.subscribe(lambda _room, campaign: heard.append(campaign))
    answers.start("room", "c", _written(answers, ("One",), last))
    await asyncio.sleep(0)
    assert heard == ["c"]
    last.set()
    await answers.idle()


async def test_the_line_before_is_still_known_whole() -> None:
    answers, last = Answers(), asyncio.Event()

    async def work() -> None:
        for line, text in (("1", "One"), ("2", "Two"), ("3", ""), ("3", "Three")):
            answers.write("c", line, text)
        await last.wait()

    assert answers.lines("c") is None
    answers.start("room", "c", work())
    await asyncio.sleep(0)
    assert answers.lines("c") == {"2": "Two", "3": "Three"}
    assert answers.text("c") == "Three"
    last.set()
    await answers.idle()
