"""The make panel's tools: takes brought back, templates, earlier prompts, drafts, favourites."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.studio_fixtures import Home, settle_in
from tests.unit.ui.states import opened_by, signed_in
from tests.unit.ui.test_make import call, message, picture
from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import campaigns, screens, tasks
from vidstudio.studio import Studio, use
from vidstudio.ui.live import ScreenState
from vidstudio.ui.make import MakeState
from vidstudio.ui.make_tools import ToolState


@pytest.fixture
async def tools(studio: Studio, home: Home) -> ToolState:
    use(studio)
    state = opened_by(ToolState, await signed_in(studio, home), f"/c/{home.campaign_id}")
    await call(await state.get_state(ScreenState), "opened")
    await call(state.parent_state, "opened")
    return state


async def made(studio: Studio, home: Home, **changes: Any) -> str:
    values: dict[str, Any] = {
        "prompt": "First.",
        "model": "kling-3",
        "duration_seconds": 5,
        "aspect_ratio": "1:1",
    }
    request = TaskRequest.model_validate({**values, "shot_id": home.shot_id, **changes})
    return (await tasks.create(studio, home.who, request))[0].id


def wish(home: Home, task_id: str, what: str, **form: Any) -> str:
    return json.dumps({"task_id": task_id, "what": what, "form": json.loads(message(home, **form))})


async def test_settings_of_a_take_come_back_and_can_be_undone(
    tools: ToolState, studio: Studio, home: Home
) -> None:
    task_id = await made(studio, home, seed=7)
    await call(tools, "bring", wish(home, task_id, "settings", prompt="Typed since"))
    assert (tools.draft.prompt, tools.draft.model, tools.draft.seed) == ("First.", "kling-3", "7")
    assert (tools.draft.aspect_ratio, tools.draft.duration_seconds) == ("1:1", 5)
    assert tools.notes[0] == "The settings of Take 01 are here."
    await call(tools.parent_state, "undo")
    assert tools.draft.prompt == "Typed since"
    kept = await campaigns.draft(studio, home.who, home.campaign_id)
    assert kept.prompt == "Typed since"


async def test_another_model_opens_the_picker(tools: ToolState, studio: Studio, home: Home) -> None:
    task_id = await made(studio, home)
    await call(tools, "bring", wish(home, task_id, "other_model"))
    assert tools.opens == "other_model 7"
    assert tools.draft.model == "kling-3"


async def test_the_prompt_alone_leaves_the_settings(
    tools: ToolState, studio: Studio, home: Home
) -> None:
    await call(tools, "bring", wish(home, await made(studio, home), "prompt"))
    assert (tools.draft.prompt, tools.draft.model) == ("First.", "animatic")


async def test_a_draft_brings_back_what_its_final_was_to_be(
    tools: ToolState, studio: Studio, home: Home
) -> None:
    form = message(home, model="kling-3", resolution="1080p", draft_with="animatic")
    await call(tools.parent_state, "submit", form)
    screen = await screens.screen(studio, home.who, home.campaign_id)
    draft = screen.takes[0]
    assert (draft.origin, draft.model_id, draft.quoted_credits) == ("draft", "animatic", 0)
    assert draft.final is not None
    assert (draft.final["model"], draft.final["resolution"]) == ("kling-3", "1080p")
    await call(tools, "bring", wish(home, draft.id, "settings"))
    assert (tools.draft.model, tools.draft.resolution) == ("kling-3", "1080p")


async def test_nobody_else_s_take(tools: ToolState, studio: Studio, home: Home) -> None:
    other = await settle_in(studio, "Bea")
    with pytest.raises(NotFound):
        await call(tools, "bring", wish(home, await made(studio, other), "settings"))


@pytest.mark.parametrize("text", ["", "{}", '{"task_id": "x", "what": "money", "form": {}}'])
async def test_nonsense_is_refused(tools: ToolState, text: str) -> None:
    with pytest.raises(InvalidRequest, match="cannot be read"):
        await call(tools, "bring", text)


async def test_a_template_sets_its_ratio_and_length_and_is_kept(
    tools: ToolState, studio: Studio, home: Home
) -> None:
    values = {"product": "A bag"}
    form = message(home, template="product-showcase", template_values=values, aspect_ratio="16:9")
    await call(tools, "set_template", form)
    assert (tools.draft.aspect_ratio, tools.draft.duration_seconds) == ("9:16", 8)
    assert set(tools.adjusted) == {"aspect_ratio", "duration_seconds"}
    kept = await campaigns.draft(studio, home.who, home.campaign_id)
    assert (kept.template, kept.template_values) == ("product-showcase", values)
    with pytest.raises(NotFound):
        await call(tools, "set_template", message(home, template="poem"))


async def test_a_favourite_shows_in_the_list(tools: ToolState) -> None:
    await call(tools, "favour", json.dumps({"model": "kling-3", "on": True}))
    assert [row.id for row in tools.models if row.favourite] == ["kling-3"]


async def test_the_plan_takes_prompt_ratio_and_length(
    tools: ToolState, studio: Studio, home: Home
) -> None:
    await call(tools, "plan", message(home, prompt="Later.", duration_seconds=6))
    screen = await screens.screen(studio, home.who, home.campaign_id)
    shot = screen.shots[0]
    assert (shot.prompt, shot.aspect_ratio, shot.duration_seconds) == ("Later.", "9:16", 6)
    assert screen.takes == ()
    assert tools.notes == ["Added to the plan of Shot 1. Nothing was made."]


async def test_what_page_scripts_draw_is_not_kept(
    tools: ToolState, studio: Studio, home: Home
) -> None:
    await made(studio, home)
    await made(studio, home, prompt="Second.")
    answer = str(await call(tools, "recall", message(home)))
    assert "history.show" in answer
    assert answer.index("Second.") < answer.index("First.")
    form = message(home, template="social-media", template_values={"hook": "A kettle whistles"})
    assert "A kettle whistles" in str(await call(tools, "fill_template", form))


async def test_an_address_with_a_take_is_told_to_the_page_each_time(
    studio: Studio, home: Home
) -> None:
    use(studio)
    address = f"/c/{home.campaign_id}?reuse={await made(studio, home)}&what=prompt"
    state = opened_by(MakeState, await signed_in(studio, home), address)
    await call(state, "opened")
    first = state.opens
    await call(state, "opened")
    assert first.startswith("address ")
    assert state.opens.startswith("address ")
    assert state.opens != first


async def test_uploaded_pictures_join_until_all_are_references(
    tools: ToolState, studio: Studio, home: Home, tmp_path: Path
) -> None:
    pictures = [(await picture(studio, home, tmp_path)).id for _ in range(3)]
    form: dict[str, Any] = {"model": "kling-3", "mode": "first_frame"}
    await call(tools, "bring", wish(home, pictures[0], "reference", **form))
    assert tools.draft.first_frame is not None
    assert (tools.draft.mode, tools.draft.first_frame.id) == ("first_frame", pictures[0])
    for picture_id in pictures[1:]:
        form |= {"mode": tools.draft.mode, "pictures": json.loads(tools.pictures)}
        await call(tools, "bring", wish(home, picture_id, "reference", **form))
    assert [slot["id"] for slot in json.loads(tools.pictures)] == pictures
    with pytest.raises(NotFound):
        await call(tools, "bring", wish(home, "none", "reference"))
