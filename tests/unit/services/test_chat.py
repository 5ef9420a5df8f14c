"""A person's line and the answer to it: kept, streamed, stopped, failed, tried again."""

import asyncio

import pytest

from tests.studio_fixtures import settle_in
from tests.twins.llm import LlmTwin
from tests.twins.llm_replies import Reply, Tool
from tests.unit.services.chat_rig import ChatRig, settings_for
from vidstudio.base.errors import (
    Conflict,
    InvalidRequest,
    NotAllowed,
    NotFound,
    TooManyRequests,
)
from vidstudio.services import chat, chat_turn
from vidstudio.studio import Studio


@pytest.fixture
def setting_changes(twin: LlmTwin) -> dict[str, object]:
    return settings_for(twin)


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
