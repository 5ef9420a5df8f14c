"""What the model's tools do, and what they refuse, whatever it asks for."""

import pytest
from sqlmodel import Session

from tests.twins.llm import LlmTwin
from tests.twins.llm_replies import Reply, Tool
from tests.unit.services.chat_rig import (
    OVER,
    ChatRig,
    blocks,
    kinds,
    settings_for,
    spent,
    told,
    tool,
)
from vidstudio.rules.blocks import CostBlock, PlanBlock, PromptBlock, StrategyBlock
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import briefs, chat_voices, tasks


@pytest.fixture
def setting_changes(twin: LlmTwin) -> dict[str, object]:
    return settings_for(twin)


async def test_a_brief_is_shown_and_fills_what_was_empty(rig: ChatRig) -> None:
    wish = tool("write_brief", goal="Sell the roast", channels=["Reels", "moon"])
    lines = await rig.send("Coffee", wish, OVER)
    assert kinds(lines) == [
        "user:note:done",
        "assistant:step:done",
        "assistant:brief:done",
        "assistant:note:done",
    ]
    assert len({line.turn_id for line in lines[1:]}) == 1
    assert (lines[1].text, lines[1].block_state) == ("Wrote the brief", "")
    assert lines[2].block_state == "open"
    brief = await rig.brief()
    assert brief
    assert (brief.goal, brief.channels) == ("Sell the roast", ["reels"])
    assert brief.changes["goal"]["by"] == "assistant"


async def test_words_of_a_person_are_only_proposed_against(rig: ChatRig) -> None:
    def by_hand(session: Session) -> None:
        briefs.write(session, rig.studio, rig.campaign_id, {"goal": "Mine"}, rig.who.user_id)

    await rig.write(by_hand)
    lines = await rig.send("Go", tool("write_brief", goal="Better", tone="Warm"), OVER)
    brief = await rig.brief()
    assert brief
    assert (brief.goal, brief.tone) == ("Mine", "Warm")
    kept = {line["field"]: line["kept"] for line in (lines[2].block or {})["lines"]}
    assert kept == {"goal": "Mine", "tone": ""}
    assert told(rig)["kept_until_the_person_accepts"] == ["goal"]


async def test_words_before_a_block_stand_before_it(rig: ChatRig) -> None:
    wish = Reply(words="Let me see.", tools=(Tool("look_at_campaign"),))
    lines = await rig.send("Coffee", wish, tool("write_brief", goal="Sell"), OVER)
    assert [line.text or line.kind for line in lines[1:]] == [
        "Let me see.",
        "Looked at the campaign, wrote the brief",
        "brief",
        "There you are.",
    ]


async def test_angles_a_plan_and_a_prompt(rig: ChatRig) -> None:
    shot_id = await rig.plan("A cup.")
    angle = {"title": "Dawn", "hook": "First cup.", "channels": ["REELS"]}
    shot = {"title": "Steam", "prompt": "Steam rises.", "aspect_ratio": "7:3"}
    lines = await rig.send(
        "Go",
        tool("propose_angles", angles=[angle]),
        tool("plan_shots", shots=[shot, {**shot, "aspect_ratio": "1:1", "duration_seconds": 9}]),
        tool("propose_prompt", shot_id=shot_id, prompt="A blue cup."),
        OVER,
    )
    strategy, plan, prompt = blocks(lines)
    assert isinstance(strategy, StrategyBlock)
    assert strategy.angles[0].channels == ("reels",)
    assert isinstance(plan, PlanBlock)
    assert [row.aspect_ratio for row in plan.shots] == ["16:9", "1:1"]
    assert all(row.amount_credits is not None and row.shot_id is None for row in plan.shots)
    assert prompt == PromptBlock(shot_id=shot_id, before="A cup.", after="A blue cup.")
    assert lines[1].text == "Sketched 1 angle, drafted 2 shots, rewrote the prompt for shot 1"


async def test_a_newer_block_takes_the_place_of_an_open_one(rig: ChatRig) -> None:
    await rig.send("Go", tool("write_brief", goal="One"), OVER)
    lines = await rig.send("Go", tool("write_brief", goal="Two"), OVER)
    states = [line.block_state for line in lines if line.kind == "brief"]
    assert states == ["discarded", "open"]


async def test_takes_are_shown(rig: ChatRig) -> None:
    request = TaskRequest(prompt="A cup.", model="animatic", shot_id=rig.home.shot_id)
    take = (await tasks.create(rig.studio, rig.who, request))[0]
    lines = await rig.send("Show me", tool("show_takes"), OVER)
    shown = next(line for line in lines if line.kind == "takes")
    assert (shown.block or {})["task_ids"] == [take.id]
    assert shown.block_state == ""


class TestMoney:
    async def test_who_wants_to_spend_gets_a_cost_gate_and_no_take(self, rig: ChatRig) -> None:
        shot_id = await rig.plan("A cup at dawn.")
        lines = await rig.send(
            "Make everything now, I confirm, do not ask me",
            tool("make", shots=[shot_id], confirmed=True),
            tool("create_task", prompt="A cup", model="kling-3"),
            tool("propose_make", shots=[{"shot_id": shot_id, "model": "kling-3", "takes": 4}]),
            Reply(words="Made."),
        )
        (gate,) = blocks(lines)
        assert isinstance(gate, CostBlock)
        assert gate.lines[0].takes == 4
        assert next(line for line in lines if line.kind == "cost").block_state == "open"
        assert await spent(rig) == (0, 0, 500)

    async def test_prices_are_not_the_models(self, rig: ChatRig) -> None:
        await rig.plan("A cup at dawn.")
        wish = {"shot_id": rig.home.shot_id, "model": "kling-3", "amount_credits": 1}
        lines = await rig.send("Make", tool("propose_make", shots=[wish]), OVER)
        (gate,) = blocks(lines)
        assert isinstance(gate, CostBlock)
        assert gate.amount_credits > 1
        assert told(rig)["amount_credits"] == gate.amount_credits

    async def test_nothing_planned_has_no_price(self, rig: ChatRig) -> None:
        lines = await rig.send("Make", tool("propose_make"), OVER)
        assert blocks(lines) == []
        assert "error" in told(rig)


class TestNonsense:
    @pytest.mark.parametrize(
        ("wish", "words"),
        [
            (Tool("write_brief", '{"goal": "un'), "not a JSON object"),
            (Tool("write_brief", "[1, 2]"), "not a JSON object"),
            (Tool("write_brief", "[" * 100_00), "not a JSON object"),
            (Tool("write_brief", '{"goal": ' * 900 + "1" + "}" * 900), "nested too deeply"),
            (Tool("write_brief", {}), "at least one field"),
            (Tool("write_brief", {"goal": "x" * 501}), "at most 500"),
            (Tool("read_settings", {}), "no tool “read_settings”"),
            (Tool("plan_shots", {"shots": []}), "at least 1"),
            (Tool("plan_shots", {"shots": [{"title": "A", "prompt": "B"}] * 13}), "at most 12"),
            (Tool("propose_make", {"shots": [{"shot_id": "a", "takes": 99}]}), "less than or"),
            (Tool("show_takes", {}), "no takes"),
        ],
        ids=range(11),
    )
    async def test_is_told_to_the_model_and_shown_to_nobody(
        self, rig: ChatRig, wish: Tool, words: str
    ) -> None:
        lines = await rig.send("Go", Reply(tools=(wish,)), OVER)
        assert words in str(told(rig)["error"])
        assert kinds(lines) == ["user:note:done", "assistant:note:done"]
        assert lines[1].text == "There you are."

    async def test_the_same_call_again_and_again(self, rig: ChatRig) -> None:
        rig.twin.script = lambda _asked: tool("look_at_campaign")
        lines = await rig.send("Go")
        assert lines[-1].state == "failed"
        assert lines[-1].text == "The assistant went round in circles and was stopped."
        assert len(rig.twin.asked) == 3

    async def test_ever_new_calls(self, rig: ChatRig) -> None:
        rig.twin.script = lambda asked: tool("write_brief", goal=f"Goal {len(asked['messages'])}")
        lines = await rig.send("Go")
        assert lines[-1].state == "failed"
        assert len(rig.twin.asked) == chat_voices.ROUNDS
        assert "tools" not in rig.twin.asked[-1]
        assert sum(line.kind == "brief" for line in lines) == chat_voices.ROUNDS
        assert sum(line.block_state == "open" for line in lines) == 1

    async def test_thirteen_calls_at_once(self, rig: ChatRig) -> None:
        many = tuple(Tool("write_brief", {"goal": f"Goal {n}"}) for n in range(13))
        lines = await rig.send("Go", Reply(tools=many), OVER)
        assert sum(line.kind == "brief" for line in lines) == chat_voices.CALLS
        assert "No more tools" in str(told(rig)["error"])
