"""The conversation between processes: one answer at a time, the same rows, strange letters."""

import asyncio

import pytest

from tests.twins.llm import LlmTwin
from tests.twins.llm_replies import Reply
from tests.unit.services.chat_rig import OVER, ChatRig, kinds, settings_for, tool
from tests.unit.services.conftest import rig as rig
from tests.unit.services.conftest import twin as twin
from vidstudio.base.errors import Conflict
from vidstudio.services import chat
from vidstudio.studio import close_studio, open_studio


@pytest.fixture
def setting_changes(twin: LlmTwin) -> dict[str, object]:
    return settings_for(twin)


async def test_of_five_who_press_at_once_one_is_heard(rig: ChatRig) -> None:
    """In two processes, so that only the database can tell."""
    rig.twin.script = lambda _asked: Reply(words="Yes.", hold=hold)
    hold = asyncio.Event()
    other = open_studio(rig.studio.settings)
    sends = [
        chat.send(studio, rig.who, rig.campaign_id, f"Line {n}")
        for n, studio in enumerate((rig.studio, other, rig.studio, other, rig.studio))
    ]
    results = await asyncio.gather(*sends, return_exceptions=True)
    hold.set()
    await other.answers.idle()
    lines = await rig.ended()
    await close_studio(other)
    assert [type(result) for result in results if result] == [Conflict] * 4
    assert [line.state for line in lines] == ["done", "done"]


async def test_blocks_and_strange_letters(rig: ChatRig) -> None:
    wish = tool("write_brief", goal="Sell \x00 the \ud83d roast")
    lines = await rig.send("Hello \x00 \ud83d", wish, OVER)
    assert kinds(lines)[1:] == [
        "assistant:step:done",
        "assistant:brief:done",
        "assistant:note:done",
    ]
    brief = await rig.brief()
    assert brief
    assert brief.goal == "Sell  the ? roast"


async def test_stopped_from_another_process(rig: ChatRig) -> None:
    rig.twin.replies.append(Reply(words="So far, and further.", hold_last=asyncio.Event()))
    await chat.send(rig.studio, rig.who, rig.campaign_id, "Hello")
    await rig.until(lambda: "So far" in (rig.studio.answers.text(rig.campaign_id) or ""))
    other = open_studio(rig.studio.settings)
    await chat.stop(other, rig.who, rig.campaign_id)
    await close_studio(other)
    answer = (await rig.ended())[-1]
    assert answer.state == "stopped"
    assert answer.text.startswith("So far")
