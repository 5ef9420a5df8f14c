"""From a sentence to the cost gate with the guide: real rows and blocks, real presses."""

import asyncio

import pytest
from sqlmodel import Session, col, select

from tests.studio_fixtures import Home
from vidstudio.db.tables import Brief, Message, Task
from vidstudio.rules.blocks import BriefBlock, CostBlock, PlanBlock, PromptBlock, read_block
from vidstudio.services import blocks, chat
from vidstudio.studio import Studio


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"guide_word_seconds": 0}


class Story:
    def __init__(self, studio: Studio, home: Home) -> None:
        self.studio, self.who, self.campaign_id = studio, home.who, home.campaign_id

    async def say(self, text: str) -> list[Message]:
        """What the guide has added."""
        before = len(await self.lines())
        await chat.send(self.studio, self.who, self.campaign_id, text)
        await asyncio.wait_for(self.studio.answers.idle(), 20)
        return (await self.lines())[before:]

    async def lines(self) -> list[Message]:
        def look(session: Session) -> list[Message]:
            query = select(Message).where(Message.campaign_id == self.campaign_id)
            return list(session.exec(query.order_by(col(Message.created_at))).all())

        return await self.studio.db.read(look)


def block_of(lines: list[Message], kind: str) -> Message:
    return next(line for line in lines if line.kind == kind)


async def test_a_campaign_from_one_sentence(studio: Studio, home: Home) -> None:
    story, who = Story(studio, home), home.who
    lines = await story.say("Oat milk for home baristas, Reels, second carton free until 1 May")
    brief = block_of(lines, "brief")
    assert isinstance(read_block(brief.block), BriefBlock)
    assert await blocks.accept_brief(studio, who, brief.id)

    strategy = block_of(await story.say("Looks right."), "strategy")
    titles = await blocks.pick_angles(studio, who, strategy.id, (0, 2))
    plan = block_of(await story.say(f"Plan these shots: {', '.join(titles)}."), "plan")
    planned = read_block(plan.block)
    assert isinstance(planned, PlanBlock)
    count, _ = await blocks.accept_shots(studio, who, plan.id)
    assert count == len(planned.shots) == 3

    cost = block_of(await story.say(f"Accepted {count} shots."), "cost")
    gate = read_block(cost.block)
    assert isinstance(gate, CostBlock)
    assert len(gate.lines) == count

    changed = block_of(await story.say("make shot 2 calmer, warmer light"), "prompt")
    proposal = read_block(changed.block)
    assert isinstance(proposal, PromptBlock)
    assert proposal.before != proposal.after
    tasks = await studio.db.read(lambda session: session.exec(select(Task)).all())
    assert list(tasks) == []  # nobody has pressed Make
    assert [line.text for line in await story.lines() if line.state == "failed"] == []


async def test_channels_that_are_added_later_are_written(studio: Studio, home: Home) -> None:
    story, who = Story(studio, home), home.who
    first = block_of(await story.say("Oat milk for home baristas on Reels, warm"), "brief")
    assert await blocks.accept_brief(studio, who, first.id)
    later = block_of(await story.say("also LinkedIn"), "brief")
    assert await blocks.accept_brief(studio, who, later.id)
    brief = await studio.db.read(lambda session: session.get_one(Brief, home.campaign_id))
    assert (brief.channels, brief.product) == (["reels", "linkedin"], "Oat milk")
