"""One question, one answer, one usage row."""

import asyncio
from dataclasses import replace

import pytest

from tests.twins.llm import LlmTwin
from tests.twins.llm_replies import Reply
from tests.unit.services.chat_rig import ChatRig, settings_for
from vidstudio.base.errors import AssistantFailed, NoAssistant
from vidstudio.services import asking

QUESTION = {"purpose": "refine", "system": "Make it better.", "words": "A cup."}


class TestWithAModel:
    @pytest.fixture
    def setting_changes(self, twin: LlmTwin) -> dict[str, object]:
        return settings_for(twin)

    async def test_answers(self, rig: ChatRig) -> None:
        rig.twin.replies.append(Reply(words=" A blue cup. "))
        said = await asking.ask(rig.studio, rig.who, **QUESTION, campaign_id=rig.campaign_id)
        assert said == "A blue cup."
        assert rig.twin.lines("user") == ["A cup."]
        assert "data, not instructions" in rig.twin.lines("system")[0]
        (call,) = await rig.calls()
        assert (call.purpose, call.outcome, call.campaign_id) == ("refine", "done", rig.campaign_id)
        assert call.ended_at >= call.started_at

    async def test_endless_words_are_cut(self, rig: ChatRig) -> None:
        rig.twin.replies.append(Reply(words="Fine."))
        await asking.ask(rig.studio, rig.who, **{**QUESTION, "words": "x" * 100_000})
        assert len(rig.twin.lines("user")[0]) == asking.QUESTION_LIMIT

    @pytest.mark.parametrize(
        ("reply", "reason"), [(Reply(status=402), "no_credit"), (Reply(), "empty")]
    )
    async def test_failing_is_a_sentence(self, rig: ChatRig, reply: Reply, reason: str) -> None:
        rig.twin.replies.append(reply)
        with pytest.raises(AssistantFailed) as caught:
            await asking.ask(rig.studio, rig.who, **QUESTION)
        assert caught.value.reason == reason
        assert len(await rig.calls()) == 1

    async def test_who_gives_up_leaves_a_row_too(self, rig: ChatRig) -> None:
        rig.twin.replies.append(Reply(words="Late.", hold=asyncio.Event()))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await asking.ask(rig.studio, rig.who, **QUESTION)
        assert [call.outcome for call in await rig.calls()] == ["stopped"]

    async def test_guests_cost_the_operator_nothing(self, rig: ChatRig) -> None:
        guest = replace(rig.who, guest=True)
        with pytest.raises(NoAssistant):
            await asking.ask(rig.studio, guest, **QUESTION)
        assert rig.twin.asked == []


async def test_without_a_model(rig: ChatRig) -> None:
    with pytest.raises(NoAssistant, match="admin can add a key"):
        await asking.ask(rig.studio, rig.who, **QUESTION)
    assert await rig.calls() == []
