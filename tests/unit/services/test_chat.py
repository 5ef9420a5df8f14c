"""A person's line and the answer to it: kept, streamed, stopped, failed, tried again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from tests.studio_fixtures import Home, settle_in
from tests.twins.llm import LlmTwin, llm_twin
from tests.twins.llm_replies import Reply, Tool
from tests.unit.services.chat_rig import KEY, ChatRig, kinds, settings_for
from vidstudio.base.errors import (
    Conflict,
    InvalidRequest,
    NotAllowed,
    NotFound,
    TooManyRequests,
)
from vidstudio.base.settings import Settings
from vidstudio.db.tables import Message
from vidstudio.services import chat, chat_turn, screens
from vidstudio.studio import Studio, close_studio, open_studio


@pytest.fixture
async def twin() -> AsyncIterator[LlmTwin]:
    async with llm_twin() as opened:
        yield opened


@pytest.fixture
def setting_changes(twin: LlmTwin) -> dict[str, object]:
    return settings_for(twin)


@pytest.fixture
def rig(studio: Studio, home: Home, twin: LlmTwin) -> ChatRig:
    return ChatRig(studio, home, twin)


async def test_a_line_and_its_answer(rig: ChatRig) -> None:
    line, answer = await rig.send("  Hello there ", Reply(words="Good morning. What is it about?"))
    assert (line.author, line.user_id, line.text) == ("user", rig.who.user_id, "Hello there")
    assert (answer.author, answer.kind, answer.state) == ("assistant", "note", "done")
    assert answer.text == "Good morning. What is it about?"
    assert (answer.turn_id, answer.lease_until) == (line.id, None)
    assert rig.studio.answers.text(rig.campaign_id) is None


async def test_every_request_leaves_a_usage_row(rig: ChatRig) -> None:
    wish = Tool("write_brief", {"goal": "Sell"})
    await rig.send("Hello", Reply(tools=(wish,)), Reply(words="Done.", usage=False))
    first, second = await rig.calls()
    assert (first.purpose, first.outcome, first.model) == ("chat", "done", rig.studio.llm.model)  # pyright: ignore
    assert (first.user_id, first.campaign_id) == (rig.who.user_id, rig.campaign_id)
    assert first.input_tokens == 100
    assert first.output_tokens
    assert first.cost_usd == pytest.approx((100 + 2 * first.output_tokens) / 1e6)
    assert (second.input_tokens, second.cost_usd) == (None, None)


async def test_words_are_heard_while_they_are_written(rig: ChatRig) -> None:
    last = asyncio.Event()
    rig.twin.replies.append(Reply(words="The first words, the last words.", hold_last=last))
    rooms: set[tuple[str, str]] = set()
    rig.studio.answers.subscribe(lambda room, campaign: rooms.add((room, campaign)))
    await chat.send(rig.studio, rig.who, rig.campaign_id, "Hello")
    await rig.until(lambda: "first words" in (rig.studio.answers.text(rig.campaign_id) or ""))
    assert (await rig.lines())[-1].state == "answering"
    assert rooms == {(rig.who.workspace_id, rig.campaign_id)}
    last.set()
    assert (await rig.ended())[-1].text == "The first words, the last words."


async def test_words_reach_the_database_while_they_are_written(
    rig: ChatRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_turn, "FLUSH_SECONDS", 0.02)
    last, told = asyncio.Event(), asyncio.Event()
    rig.twin.replies.append(Reply(words="The first words, the last words.", hold_last=last))
    await chat.send(rig.studio, rig.who, rig.campaign_id, "Hello")
    await rig.until(lambda: "first words" in (rig.studio.answers.text(rig.campaign_id) or ""))
    rig.studio.bus.subscribe(lambda _room: told.set())
    while "first words" not in (await rig.lines())[-1].text:
        await asyncio.wait_for(told.wait(), 20)
        told.clear()
    assert (await rig.lines())[-1].state == "answering"
    last.set()
    await rig.ended()


async def test_a_second_line_waits_for_the_first_answer(rig: ChatRig) -> None:
    hold = asyncio.Event()
    rig.twin.replies.append(Reply(words="Slow.", hold=hold))
    await chat.send(rig.studio, rig.who, rig.campaign_id, "One")
    with pytest.raises(Conflict, match="still answering"):
        await chat.send(rig.studio, rig.who, rig.campaign_id, "Two")
    with pytest.raises(Conflict):
        await chat.again(rig.studio, rig.who, rig.campaign_id)
    hold.set()
    assert [line.text for line in await rig.ended()] == ["One", "Slow."]


async def test_of_two_who_press_at_once_one_is_heard(rig: ChatRig) -> None:
    rig.twin.replies += [Reply(words="One."), Reply(words="Two.")]
    sends = (chat.send(rig.studio, rig.who, rig.campaign_id, text) for text in ("A", "B"))
    results = await asyncio.gather(*sends, return_exceptions=True)
    assert [type(result) for result in results if result] == [Conflict]
    assert len(await rig.ended()) == 2


class TestStopping:
    async def test_what_was_written_stays(self, rig: ChatRig) -> None:
        rig.twin.replies.append(Reply(words="So far, and further.", hold_last=asyncio.Event()))
        await chat.send(rig.studio, rig.who, rig.campaign_id, "Hello")
        await rig.until(lambda: "So far" in (rig.studio.answers.text(rig.campaign_id) or ""))
        await chat.stop(rig.studio, rig.who, rig.campaign_id)
        answer = (await rig.lines())[-1]
        assert answer.state == "stopped"
        assert answer.text.startswith("So far")
        assert [call.outcome for call in await rig.calls()] == ["stopped"]
        await asyncio.wait_for(rig.twin.hung_up.wait(), 5)

    async def test_before_the_first_word(self, rig: ChatRig) -> None:
        await chat.send(rig.studio, rig.who, rig.campaign_id, "Hello")
        await chat.stop(rig.studio, rig.who, rig.campaign_id)
        assert kinds(await rig.lines()) == ["user:note:done", "assistant:note:stopped"]
        assert (await rig.send("Again", Reply(words="Yes.")))[-1].text == "Yes."

    async def test_by_another_process(self, rig: ChatRig, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(chat_turn, "FLUSH_SECONDS", 0.02)
        rig.twin.replies.append(Reply(words="So far, and further.", hold_last=asyncio.Event()))
        await chat.send(rig.studio, rig.who, rig.campaign_id, "Hello")
        await rig.until(lambda: "So far" in (rig.studio.answers.text(rig.campaign_id) or ""))
        other = open_studio(rig.studio.settings)
        await chat.stop(other, rig.who, rig.campaign_id)
        await close_studio(other)
        answer = (await rig.ended())[-1]
        assert answer.state == "stopped"
        assert answer.text.startswith("So far")

    async def test_nothing_to_stop_is_no_mistake(self, rig: ChatRig) -> None:
        await chat.stop(rig.studio, rig.who, rig.campaign_id)
        assert await rig.lines() == []

    async def test_closing_the_studio(self, rig: ChatRig, settings: Settings) -> None:
        other = open_studio(settings)
        rig.twin.replies.append(Reply(words="So far, and further.", hold_last=asyncio.Event()))
        await chat.send(other, rig.who, rig.campaign_id, "Hello")
        inner = ChatRig(other, rig.home, rig.twin)
        await inner.until(lambda: "So far" in (other.answers.text(rig.campaign_id) or ""))
        await close_studio(other)
        answer = (await rig.lines())[-1]
        assert (answer.state, answer.text[:6]) == ("stopped", "So far")


class TestFailing:
    async def test_one_sentence_and_a_retry(self, rig: ChatRig) -> None:
        line, failed = await rig.send("Hello", Reply(status=500))
        assert (line.text, failed.state) == ("Hello", "failed")
        assert failed.text.endswith("Try again in a moment.")
        assert [call.outcome for call in await rig.calls()] == ["trouble"]
        rig.twin.replies.append(Reply(words="Here I am."))
        await chat.again(rig.studio, rig.who, rig.campaign_id)
        first, second = await rig.ended()
        assert (first.id, second.text, second.state) == (line.id, "Here I am.", "done")
        assert rig.twin.lines("user")[-1] == "Hello"

    async def test_words_that_had_come_stay_before_the_sentence(self, rig: ChatRig) -> None:
        lines = await rig.send("Hello", Reply(words="Half an answer and then nothing.", cut=4))
        assert kinds(lines)[1:] == ["assistant:note:done", "assistant:note:failed"]
        assert lines[1].text.startswith("Half an")
        assert lines[2].text == "The line to the assistant broke. Try again."

    async def test_an_endless_answer_is_cut(self, rig: ChatRig) -> None:
        lines = await rig.send("Hello", Reply(words="and on and on " * 1000))
        assert [line.state for line in lines] == ["done", "done", "failed"]
        assert len(lines[1].text) <= 12_000

    async def test_an_empty_answer(self, rig: ChatRig) -> None:
        lines = await rig.send("Hello", Reply())
        assert (lines[1].state, lines[1].text) == (
            "failed",
            "The assistant gave no answer. Try again.",
        )

    async def test_our_own_mistake_tells_nothing(
        self, rig: ChatRig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def broken(*_: object) -> None:
            raise RuntimeError(KEY)

        monkeypatch.setattr(chat, "by_model", broken)
        lines = await rig.send("Hello")
        assert (lines[1].state, lines[1].text) == (
            "failed",
            "Something went wrong on our side.",
        )

    async def test_an_answer_that_is_there_is_not_given_again(self, rig: ChatRig) -> None:
        await rig.send("Hello", Reply(words="Hi."))
        with pytest.raises(Conflict, match="answered already"):
            await chat.again(rig.studio, rig.who, rig.campaign_id)

    async def test_nothing_to_answer(self, rig: ChatRig) -> None:
        with pytest.raises(Conflict, match="nothing to answer"):
            await chat.again(rig.studio, rig.who, rig.campaign_id)

    @pytest.mark.parametrize("next_step", ["send", "again"])
    async def test_a_process_that_died(self, rig: ChatRig, next_step: str) -> None:
        await self._left_behind(rig)
        view = await screens.screen(rig.studio, rig.who, rig.campaign_id)
        assert view.messages[-1].state == "failed"
        rig.twin.replies.append(Reply(words="Here I am."))
        if next_step == "send":
            await chat.send(rig.studio, rig.who, rig.campaign_id, "Are you there?")
            expected = ["done", "failed", "done", "done"]
        else:
            await chat.again(rig.studio, rig.who, rig.campaign_id)
            expected = ["done", "done"]
        lines = await rig.ended()
        assert [line.state for line in lines] == expected
        assert lines[-1].text == "Here I am."

    async def _left_behind(self, rig: ChatRig) -> None:
        await rig.send("Hello", Reply(words="Half"))

        def work(session: Session) -> None:
            query = select(Message).where(Message.author == "assistant")
            row = session.exec(query).one()
            row.state = "answering"
            row.lease_until = rig.studio.clock.now() - timedelta(seconds=1)
            session.add(row)

        await rig.write(work)


class TestBadInput:
    @pytest.mark.parametrize(
        ("text", "words"), [("", "Write a message"), (" \n ", "Write"), ("x" * 4001, "4000 is")]
    )
    async def test_lines_that_cannot_be_kept(self, rig: ChatRig, text: str, words: str) -> None:
        with pytest.raises(InvalidRequest, match=words) as caught:
            await chat.send(rig.studio, rig.who, rig.campaign_id, text)
        assert caught.value.field == "message"
        assert await rig.lines() == []

    async def test_strange_letters_are_kept_as_far_as_they_can(self, rig: ChatRig) -> None:
        words = "<b>\x00Half \ud83d a face</b>"
        raw = b'data: {"id":"1","choices":[{"index":0,"delta":{"content":"a\\u0000\\ud83db"},'
        raw += b'"finish_reason":"stop"}]}\n\n'
        line, answer = await rig.send(words, Reply(raw=raw))
        assert line.text == "<b>Half ? a face</b>"
        assert (answer.text, answer.state) == ("a?b", "done")

    async def test_who_may_only_look(self, rig: ChatRig) -> None:
        viewer = type(rig.who)(rig.who.user_id, rig.who.workspace_id, role="viewer", via="browser")
        for verb in (chat.again, chat.stop):
            with pytest.raises(NotAllowed):
                await verb(rig.studio, viewer, rig.campaign_id)
        with pytest.raises(NotAllowed):
            await chat.send(rig.studio, viewer, rig.campaign_id, "Hello")

    async def test_somebody_elses_campaign(self, rig: ChatRig, studio: Studio) -> None:
        stranger = (await settle_in(studio, "Eve")).who
        for campaign_id in (rig.campaign_id, "no-such-campaign"):
            with pytest.raises(NotFound):
                await chat.send(studio, stranger, campaign_id, "Hello")
            with pytest.raises(NotFound):
                await chat.stop(studio, stranger, campaign_id)
        assert await rig.lines() == []

    async def test_twenty_a_minute(self, rig: ChatRig) -> None:
        for _ in range(20):
            rig.studio.rates.hit("chat", chat.SENDS, rig.who.user_id)
        with pytest.raises(TooManyRequests):
            await chat.send(rig.studio, rig.who, rig.campaign_id, "Hello")
        assert await rig.lines() == []
