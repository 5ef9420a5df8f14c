"""Without a model the guide answers, through the same rows and blocks."""

import asyncio

import pytest

from tests.studio_fixtures import Home
from tests.twins.llm import LlmTwin
from tests.unit.services.chat_rig import ChatRig
from vidstudio.rules import guide
from vidstudio.rules.situation import Call, Say, Situation
from vidstudio.services import chat
from vidstudio.studio import Studio


@pytest.fixture
def rig(studio: Studio, home: Home) -> ChatRig:
    return ChatRig(studio, home, LlmTwin())


async def test_a_first_line_leads_to_a_brief(rig: ChatRig) -> None:
    lines = await rig.send("Launch our autumn roast")
    assert [line.state for line in lines] == ["done"] * len(lines)
    assert any(line.kind == "note" and line.author == "assistant" for line in lines)
    assert any(line.kind == "brief" and line.block_state == "open" for line in lines)
    assert await rig.calls() == []


async def test_its_parts_come_in_order(rig: ChatRig, monkeypatch: pytest.MonkeyPatch) -> None:
    def reply(situation: Situation) -> tuple[Say | Call, ...]:
        assert situation.message == "Hello"
        return (
            Say(text="First.\n\nSecond line."),
            Call(name="write_brief", arguments={"goal": "Sell"}),
            Call(name="propose_make", arguments={}),  # refused: nothing is planned
            Say(text="Third."),
            Say(text="Fourth."),
        )

    monkeypatch.setattr(guide, "reply", reply)
    lines = await rig.send("Hello")
    assert [line.text or line.kind for line in lines] == [
        "Hello",
        "First.\n\nSecond line.",
        "Wrote the brief",
        "brief",
        "Third.\n\nFourth.",
    ]


class TestPace:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"guide_word_seconds": 1}

    async def test_many_words_come_one_by_one_and_within_a_moment(
        self, rig: ChatRig, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        words = tuple(f"word{n}" for n in range(300))
        monkeypatch.setattr(guide, "reply", lambda _known: (Say(text=" ".join(words)),))
        told: list[str | None] = []
        rig.studio.answers.subscribe(lambda _, c: told.append(rig.studio.answers.text(c)))
        started = asyncio.get_running_loop().time()
        await rig.send("Hello")
        assert len({text for text in told if text}) == len(words)
        assert asyncio.get_running_loop().time() - started < 10  # 300 s at a second a word

    async def test_it_can_be_stopped(self, rig: ChatRig, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(guide, "reply", lambda _known: (Say(text="One two"),))
        await chat.send(rig.studio, rig.who, rig.campaign_id, "Hello")
        await rig.until(lambda: rig.studio.answers.text(rig.campaign_id) == "One")
        await chat.stop(rig.studio, rig.who, rig.campaign_id)
        answer = (await rig.lines())[-1]
        assert (answer.state, answer.text) == ("stopped", "One")
