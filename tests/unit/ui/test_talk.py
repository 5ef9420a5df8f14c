"""The State of the conversation: what is sent, kept and decided through it."""

import json
from typing import Any

import pytest

from tests.studio_fixtures import Home, settle_in
from tests.unit.services.talking import line, planned, proposed
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.base.errors import Conflict, InvalidRequest, NotFound
from vidstudio.db.tables import Message
from vidstudio.rules.blocks import (
    Angle,
    BriefBlock,
    BriefLine,
    CostBlock,
    PlanBlock,
    PlannedShot,
    PromptBlock,
    StrategyBlock,
)
from vidstudio.services import campaigns, makes, screens, unsent
from vidstudio.studio import Studio, use
from vidstudio.ui.costgate import CostState
from vidstudio.ui.live import ScreenState
from vidstudio.ui.talk import ConversationState
from vidstudio.views import DraftView


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"demo": "true", "guide_word_seconds": 0}


@pytest.fixture
async def state(studio: Studio, home: Home) -> ConversationState:
    """A tab on the owner's campaign, opened."""
    use(studio)
    cookie = await signed_in(studio, home)
    state = opened_by(ConversationState, cookie, f"/c/{home.campaign_id}")
    await ScreenState.event_handlers["opened"].fn(state.parent_state)
    return state


async def press(state: Any, name: str, *args: Any) -> Any:
    return await type(state).event_handlers[name].fn(state, *args)


async def gate_of(state: ConversationState) -> CostState:
    gate = await state.get_state(CostState)
    assert isinstance(gate, CostState)
    return gate


async def said(studio: Studio, home: Home) -> list[str]:
    """What the person said, once the answers to it are over."""
    await studio.answers.idle()
    screen = await screens.screen(studio, home.who, home.campaign_id)
    return [message.text for message in screen.messages if message.author == "user"]


async def test_a_line_is_sent_and_the_box_let_go(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    told = await press(state, "send", {"message": "  Three roasts in one box  "})
    assert "vidstudio:sent" in str(told)
    assert await said(studio, home) == ["Three roasts in one box"]
    assert await press(state, "send", {"message": "  "}) is None


async def test_a_refused_line_stays_in_the_box(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    with pytest.raises(InvalidRequest):
        await press(state, "send", {"message": "x" * 4001})
    assert await said(studio, home) == []


async def test_what_is_typed_comes_back_on_another_tab(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    note = {"campaign_id": home.campaign_id, "text": "Half a sent"}
    await press(state, "keep_words", json.dumps(note))
    assert await unsent.words(studio, home.who, home.campaign_id) == "Half a sent"
    other = opened_by(
        ConversationState, state.router.headers.cookie, f"/c/{home.campaign_id}", "two"
    )
    await press(other, "opened_talk")
    assert (other.kept, other.kept_for) == ("Half a sent", home.campaign_id)
    assert other.guide
    with pytest.raises(InvalidRequest):
        await press(state, "keep_words", "nonsense")
    foreign = await settle_in(studio, "Bea")
    with pytest.raises(NotFound):
        await press(
            state, "keep_words", json.dumps({"campaign_id": foreign.campaign_id, "text": ""})
        )


async def test_decisions_go_on_with_words(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    brief = await proposed(
        studio, home, BriefBlock(lines=(BriefLine(field="goal", value="Be first"),))
    )
    await press(state, "brief_is_right", brief)
    await press(state, "brief_is_right", brief)
    angles = StrategyBlock(angles=(Angle(title="Quiet", hook=""), Angle(title="Loud", hook="")))
    strategy = await proposed(studio, home, angles)
    await studio.answers.idle()
    await press(state, "plan_angles", {"strategy": strategy, "angle-1": "on", "angle-0": "on"})
    plan = await proposed(studio, home, PlanBlock(shots=(PlannedShot(title="First light"),)))
    await studio.answers.idle()
    await press(state, "accept_shot", plan, 0)
    assert await said(studio, home) == [
        "Looks right.",
        "Plan these shots: Quiet, Loud.",
        "Accepted 1 shot.",
    ]


async def test_nothing_is_decided_while_an_answer_is_written(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    plan = await proposed(studio, home, PlanBlock(shots=(PlannedShot(title="First light"),)))
    state.parent_state.answering = True  # pyright: ignore[reportOptionalMemberAccess]
    with pytest.raises(Conflict):
        await press(state, "accept_shots", plan)
    assert (await line(studio, plan)).block_state == "open"


async def test_a_used_prompt_opens_its_shot_in_the_panel(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    (shot_id,) = await planned(studio, home, "First light")
    message = await proposed(studio, home, PromptBlock(shot_id=shot_id, after="Better"))
    reopen, choose, _ = await press(state, "use_prompt", message, False)
    assert shot_id in str(choose)
    assert "MakeState.opened" in str(reopen)
    assert (await campaigns.draft(studio, home.who, home.campaign_id)).prompt == "Better"


async def costly(studio: Studio, home: Home, *titles: str) -> None:
    await planned(studio, home, *titles)
    draft = DraftView(model="kling-3", resolution="720p")
    await campaigns.save_draft(studio, home.who, home.campaign_id, draft)


async def test_the_dialog_makes_what_is_ticked(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    await costly(studio, home, "First light", "The bag at dawn")
    gate = await gate_of(state)
    assert "confirm-cost" in str(await press(gate, "ask_missing"))
    assert [row.title for row in gate.cost_rows] == ["First light", "The bag at dawn"]
    assert all(row.ticked for row in gate.cost_rows)
    assert await press(gate, "make_chosen", {}) is None
    assert gate.cost_error
    done = await press(gate, "make_chosen", {"line-1": "on"})
    assert "close" in str(done[0])
    assert gate.cost_error == ""
    screen = await screens.screen(studio, home.who, home.campaign_id)
    assert [view.shot_title for view in screen.queue] == ["The bag at dawn"]


async def test_lines_are_ticked_as_far_as_the_credits_go(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    await costly(studio, home, *(f"Part {n}" for n in range(10)))
    gate = await gate_of(state)
    await press(gate, "ask_missing")
    ticked = [row for row in gate.cost_rows if row.ticked]
    assert 0 < len(ticked) < 10
    assert sum(row.amount_credits for row in ticked) <= gate.room.available == 500
    assert gate.room.over == "More than the credits you have"


async def test_an_error_leaves_the_dialog_as_it_is(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    await costly(studio, home, "First light")
    gate = await gate_of(state)
    await press(gate, "ask_missing")
    lines = await makes.offer(studio, home.who, home.campaign_id)
    await makes.make(studio, home.who, home.campaign_id, lines, "somebody else")
    assert await press(gate, "make_chosen", {"line-0": "on"}) is None
    assert "First light" in gate.cost_error
    assert len(gate.cost_rows) == 1


async def test_a_price_that_grew_is_shown_before_it_is_paid(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    await costly(studio, home, "First light")
    lines = await makes.offer(studio, home.who, home.campaign_id)
    old = tuple(one.model_copy(update={"amount_credits": 1}) for one in lines)
    message = await proposed(studio, home, CostBlock(lines=old))
    gate = await gate_of(state)
    await press(gate, "ask_gate", message)
    assert gate.cost_rows[0].price == "1"
    await press(gate, "make_chosen", {"line-0": "on"})
    assert "not 1" in gate.cost_error
    assert gate.cost_rows[0].amount_credits == lines[0].amount_credits
    assert await press(gate, "make_chosen", {"line-0": "on"})


async def test_the_gate_in_the_conversation_makes_once(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    await costly(studio, home, "First light")
    lines = await makes.offer(studio, home.who, home.campaign_id)
    message = await proposed(studio, home, CostBlock(lines=lines))
    assert await press(state, "make_gate", message)
    assert await press(state, "make_gate", message) is None


async def test_the_answering_line_shows_in_the_screen(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    row = Message(
        id=studio.clock.new_id(),
        workspace_id=home.who.workspace_id,
        campaign_id=home.campaign_id,
        author="assistant",
        text="",
        state="answering",
        created_at=studio.clock.now(),
    )
    await studio.db.write(lambda session: session.add(row))
    await ScreenState.event_handlers["refresh"].fn(state.parent_state)
    (shown,) = state.messages
    # nobody holds the line any more: it has broken off
    assert (shown.state, shown.last, state.answering) == ("failed", True, False)


async def test_a_line_of_another_campaign_is_decided_there(
    state: ConversationState, studio: Studio, home: Home
) -> None:
    """The old page may still be shown when the tab has moved on."""
    block = await proposed(studio, home, BriefBlock(lines=(BriefLine(field="goal", value="Sell"),)))
    new = campaigns.NewCampaign(name="Elsewhere")
    elsewhere = (await campaigns.create(studio, home.who, new)).id
    tab: Any = state.parent_state
    await tab._look(elsewhere, None)
    with pytest.raises(Conflict, match="another campaign"):
        await press(state, "brief_is_right", block)
    assert (await line(studio, block)).block_state == "open"
    await press(state, "send", {"message": "Warmer light.", "campaign": home.campaign_id})
    assert await said(studio, home) == ["Warmer light."]
