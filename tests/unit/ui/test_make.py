"""The make panel's State: what is kept, what a new model changes, what makes takes, what fails."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.studio_fixtures import Home, settle_in
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.services import campaigns, screens, uploads
from vidstudio.studio import Studio, use
from vidstudio.ui.live import ScreenState
from vidstudio.ui.make import MakeState
from vidstudio.views import DraftView, PictureView


@pytest.fixture
async def panel(studio: Studio, home: Home) -> MakeState:
    """A tab whose page is open: screen and panel, as its on_load does it."""
    use(studio)
    return await open_tab(await signed_in(studio, home), home)


async def open_tab(cookie: str, home: Home) -> MakeState:
    state = opened_by(MakeState, cookie, f"/c/{home.campaign_id}")
    screen = await state.get_state(ScreenState)
    await call(screen, "opened")
    await call(state, "opened")
    return state


async def call(state: Any, name: str, *given: Any) -> Any:
    return await state.event_handlers[name].fn(state, *given)


def message(home: Home, **values: Any) -> str:
    """What draft.js sends."""
    form = {
        "turn": 7,
        "key": "k1",
        "campaign_id": home.campaign_id,
        "shot_id": home.shot_id,
        "prompt": "A cup by a window",
        "model": "animatic",
        "duration_seconds": 4,
        "aspect_ratio": "9:16",
        "resolution": "720p",
    }
    return json.dumps(form | values)


async def takes(studio: Studio, home: Home) -> int:
    screen = await screens.screen(studio, home.who, home.campaign_id, home.shot_id)
    return len(screen.takes)


async def picture(studio: Studio, home: Home, folder: Path) -> PictureView:
    source = folder / "cup.png"
    Image.new("RGB", (320, 400), "sienna").save(source)
    return await uploads.receive(studio, home.who, source, source.name)


async def test_an_untouched_panel_offers_the_first_model_with_its_defaults(
    panel: MakeState, studio: Studio
) -> None:
    assert panel.model.id == "animatic"
    assert (panel.draft.duration_seconds, panel.draft.aspect_ratio) == (8, "16:9")
    assert panel.adjusted == []
    assert len(panel.models) == len(studio.catalog.cards)
    assert json.loads(panel.table)["kling-3"]["price_silent"]["720p"] == 7


async def test_what_was_typed_comes_back_with_its_pictures(
    panel: MakeState, studio: Studio, home: Home, tmp_path: Path
) -> None:
    cup = await picture(studio, home, tmp_path)
    form = message(home, mode="references", seed="42", takes=3, pictures=[cup.model_dump()])
    await call(panel, "save", form)
    assert panel.saved == 7
    again = await open_tab(panel.router.headers.cookie, home)
    assert again.draft.prompt == "A cup by a window"
    assert (again.draft.seed, again.draft.takes, again.draft.aspect_ratio) == ("42", 3, "9:16")
    assert json.loads(again.pictures)[0]["id"] == cup.id


async def test_opening_again_leaves_the_inputs_alone_unless_the_draft_changed_elsewhere(
    panel: MakeState, studio: Studio, home: Home
) -> None:
    await call(panel, "save", message(home))
    seeds = panel.seeds
    await call(panel, "opened")
    assert panel.seeds == seeds
    await campaigns.save_draft(studio, home.who, home.campaign_id, DraftView(prompt="Elsewhere"))
    await call(panel, "opened")
    assert panel.seeds != seeds
    assert panel.draft.prompt == "Elsewhere"


async def test_a_late_draft_of_another_campaign_is_kept_there(
    panel: MakeState, studio: Studio, home: Home
) -> None:
    other = await campaigns.create(studio, home.who, campaigns.NewCampaign(name="Winter"))
    await call(panel, "save", message(home, campaign_id=other.id, prompt="Snow"))
    assert (await campaigns.draft(studio, home.who, other.id)).prompt == "Snow"
    assert panel.draft.prompt == ""


async def test_a_foreign_campaign_keeps_nothing(
    panel: MakeState, studio: Studio, home: Home
) -> None:
    other = await settle_in(studio, "Bea")
    with pytest.raises(NotFound):
        await call(panel, "save", message(home, campaign_id=other.campaign_id))
    assert await campaigns.draft(studio, other.who, other.campaign_id) == DraftView()


async def test_a_new_model_keeps_what_it_can_and_says_what_moved(
    panel: MakeState, studio: Studio, home: Home
) -> None:
    seeds = panel.seeds
    form = message(home, model="veo-3-1", duration_seconds=40, resolution="1080p")
    await call(panel, "choose_model", form)
    assert panel.model.id == "veo-3-1"
    assert panel.adjusted == ["duration_seconds"]
    assert panel.notes == ["Length set to 8 s, the longest for this model."]
    assert (panel.draft.aspect_ratio, panel.draft.resolution) == ("9:16", "1080p")
    assert panel.seeds == seeds
    kept = await campaigns.draft(studio, home.who, home.campaign_id)
    assert (kept.model, kept.duration_seconds) == ("veo-3-1", 8)


async def test_generate_makes_a_take_and_shows_it_at_once(
    panel: MakeState, studio: Studio, home: Home
) -> None:
    await call(panel, "submit", message(home))
    assert panel.made == 7
    assert panel.fault.text == ""
    screen = await panel.get_state(ScreenState)
    assert [card.name for card in screen.cards] == ["Take 01"]


async def test_one_key_makes_one_take(panel: MakeState, studio: Studio, home: Home) -> None:
    await call(panel, "submit", message(home))
    await call(panel, "submit", message(home, turn=8))
    assert await takes(studio, home) == 1
    await call(panel, "submit", message(home, turn=9, key="k2"))
    assert await takes(studio, home) == 2


async def test_pictures_beyond_the_model_stay_behind(
    panel: MakeState, studio: Studio, home: Home, tmp_path: Path
) -> None:
    cup = await picture(studio, home, tmp_path)
    form = message(home, mode="references", pictures=[cup.model_dump()] * 5)
    await call(panel, "submit", form)
    screen = await screens.screen(studio, home.who, home.campaign_id, home.shot_id)
    assert len(screen.takes[0].references) == 4


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"prompt": "  "}, "prompt", "Add a prompt"),
        ({"prompt": "x" * 5001}, "prompt", "5001 characters"),
        ({"duration_seconds": 61}, "duration", "not 61 s"),
        ({"model": "kling-3", "aspect_ratio": "4:5"}, "aspect_ratio", "not 4:5"),
        ({"seed": "abc"}, "seed", "whole number"),
        ({"takes": 5}, "takes", "Between 1 and 4"),
    ],
)
async def test_a_wrong_value_is_named_at_its_field(
    panel: MakeState, home: Home, values: dict[str, Any], field: str, words: str
) -> None:
    await call(panel, "submit", message(home, **values))
    assert panel.fault.field == field
    assert words in panel.fault.text
    assert panel.made == 0
    screen = await panel.get_state(ScreenState)
    assert screen.cards == []


async def test_missing_credits_are_counted_at_the_bar(panel: MakeState, home: Home) -> None:
    form = message(home, model="kling-3", duration_seconds=15, resolution="4k")
    await call(panel, "submit", form)
    assert panel.fault.field == "bar"
    assert panel.fault.text.startswith("10 credits missing.")


async def test_reset_can_be_taken_back(panel: MakeState, studio: Studio, home: Home) -> None:
    await call(panel, "reset_panel", message(home, seed="42"))
    assert (panel.draft.prompt, panel.draft.seed, panel.undoable) == ("", "", True)
    assert (await campaigns.draft(studio, home.who, home.campaign_id)).prompt == ""
    await call(panel, "undo")
    assert (panel.draft.prompt, panel.draft.seed) == ("A cup by a window", "42")
    assert not panel.undoable
    kept = await campaigns.draft(studio, home.who, home.campaign_id)
    assert kept.prompt == "A cup by a window"


@pytest.mark.parametrize("text", ["", "[]", '{"takes": 0}', '{"mode": "magic"}'])
async def test_nonsense_is_refused(panel: MakeState, text: str) -> None:
    with pytest.raises(InvalidRequest, match="cannot be read"):
        await call(panel, "save", text)


async def test_a_picture_of_another_host_is_refused(panel: MakeState, home: Home) -> None:
    far = PictureView(
        id="p",
        url="https://example.com/p.jpg",
        thumbnail_url="/api/assets/p",
        width=1,
        height=1,
        size_bytes=1,
    )
    with pytest.raises(InvalidRequest, match="added first"):
        await call(panel, "save", message(home, pictures=[far.model_dump()]))
