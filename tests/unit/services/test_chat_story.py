"""The twin's story from a sentence to a cost gate, with a person's presses in between."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session, select

from tests.twins.llm import LlmTwin, llm_twin
from tests.twins.llm_story import story
from tests.unit.services.chat_rig import ChatRig, settings_for
from vidstudio.db.tables import Message
from vidstudio.services import blocks, screens


@pytest.fixture
async def twin() -> AsyncIterator[LlmTwin]:
    async with llm_twin(story) as opened:
        yield opened


@pytest.fixture
def setting_changes(twin: LlmTwin) -> dict[str, object]:
    return settings_for(twin)


async def _open(rig: ChatRig, kind: str) -> str:
    def look(session: Session) -> str:
        query = select(Message.id).where(Message.kind == kind, Message.block_state == "open")
        return session.exec(query).one()

    return await rig.studio.db.read(look)


async def test_from_a_sentence_to_a_cost_gate(rig: ChatRig) -> None:
    studio, who = rig.studio, rig.who
    await rig.send("Launch our autumn roast")
    await blocks.accept_brief(studio, who, await _open(rig, "brief"))
    await rig.send("Looks right.")
    await blocks.pick_angles(studio, who, await _open(rig, "strategy"), (0, 1))
    await rig.send("These two.")
    await blocks.accept_shots(studio, who, await _open(rig, "plan"))
    lines = await rig.send("Go on.")
    assert [line.kind for line in lines if line.block_state] == [
        "brief",
        "strategy",
        "plan",
        "cost",
    ]
    assert lines[-1].text.endswith("Nothing is made before you press Make.")
    view = await screens.screen(studio, who, rig.campaign_id)
    assert (len(view.shots), view.missing.shots, view.takes) == (3, 3, ())
    assert view.campaign.stage == "make"
