"""An answer that is stopped, and one that fails: what was written stays, the line is never lost."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from tests.twins.llm import LlmTwin
from tests.twins.llm_replies import Reply
from tests.unit.services.chat_rig import KEY, ChatRig, kinds, settings_for
from vidstudio.base.errors import (
    Conflict,
)
from vidstudio.base.settings import Settings
from vidstudio.db.tables import Message
from vidstudio.services import chat, chat_turn, screens
from vidstudio.studio import close_studio, open_studio


@pytest.fixture
def setting_changes(twin: LlmTwin) -> dict[str, object]:
    return settings_for(twin)


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
