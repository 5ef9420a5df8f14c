"""The campaign screen's State: what it shows, and which news it lets in."""

import pytest
from reflex.utils.token_manager import LocalTokenManager

from tests.studio_fixtures import Home, settle_in
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import screens, tasks
from vidstudio.studio import Studio, use
from vidstudio.ui.frame import demo_title, hub
from vidstudio.ui.live import ScreenState
from vidstudio.views import ScreenView, TaskView


@pytest.fixture
async def screen_state(studio: Studio, home: Home) -> ScreenState:
    """A tab on the owner's campaign, not opened yet."""
    use(studio)
    cookie = await signed_in(studio, home)
    return opened_by(ScreenState, cookie, f"/c/{home.campaign_id}?take=none")


async def opened(state: ScreenState) -> object:
    return await ScreenState.event_handlers["opened"].fn(state)


async def a_take(studio: Studio, home: Home) -> TaskView:
    request = TaskRequest(
        model="animatic",
        prompt="A cup by a window",
        duration_seconds=4,
        aspect_ratio="16:9",
        campaign_id=home.campaign_id,
        shot_id=home.shot_id,
    )
    return (await tasks.create(studio, home.who, request))[0]


async def read(studio: Studio, home: Home) -> ScreenView:
    return await screens.screen(studio, home.who, home.campaign_id, home.shot_id)


async def test_opening_shows_the_campaign_and_registers_the_tab(
    screen_state: ScreenState, home: Home
) -> None:
    assert await opened(screen_state) is None
    assert screen_state.ready
    assert screen_state.campaign.id == home.campaign_id
    assert screen_state.shot_id == home.shot_id
    assert screen_state.account.name == "Ada"
    assert screen_state.credits.available == "500"
    (watch,) = hub.watched(home.who.workspace_id)
    assert (watch.campaign_id, watch.shot_id) == (home.campaign_id, home.shot_id)


async def test_a_foreign_campaign_leads_home(screen_state: ScreenState, studio: Studio) -> None:
    other = await settle_in(studio, "Bea")
    screen_state = opened_by(
        ScreenState, screen_state.router.headers.cookie, f"/c/{other.campaign_id}"
    )
    assert "location.replace('/')" in str(await opened(screen_state))
    assert not screen_state.ready
    assert screen_state.campaign.name == ""


async def test_a_new_take_arrives_by_a_push(
    screen_state: ScreenState, studio: Studio, home: Home
) -> None:
    await opened(screen_state)
    take = await a_take(studio, home)
    screen_state._push(await read(studio, home))
    assert [shown.id for shown in screen_state.cards] == [take.id]
    assert screen_state.making + screen_state.waiting == 1
    assert screen_state.queue.waiting[0].card.id == take.id


async def test_an_older_screen_is_left_aside(
    screen_state: ScreenState, studio: Studio, home: Home
) -> None:
    old = await read(studio, home)
    await a_take(studio, home)
    await opened(screen_state)
    screen_state._push(old)
    assert len(screen_state.cards) == 1


async def test_a_screen_of_another_shot_is_left_aside(
    screen_state: ScreenState, studio: Studio, home: Home
) -> None:
    await opened(screen_state)
    await a_take(studio, home)
    newer = await read(studio, home)
    screen_state._push(newer.model_copy(update={"shot_id": "another", "version": 10**6}))
    assert screen_state.cards == []


async def test_what_has_not_changed_does_not_travel(
    screen_state: ScreenState, studio: Studio, home: Home
) -> None:
    await a_take(studio, home)
    await opened(screen_state)
    screen_state._clean()
    screen_state._push(await read(studio, home))
    assert screen_state.dirty_vars <= {"_version", "_untold"}


async def test_an_ending_is_told_once(
    screen_state: ScreenState, studio: Studio, home: Home
) -> None:
    take = await a_take(studio, home)
    await opened(screen_state)
    assert screen_state.news == ""
    await tasks.cancel(studio, home.who, take.id)
    screen_state._push(await read(studio, home))
    assert screen_state.news == "Take 01 stopped, nothing charged"
    screen_state.news = ""
    screen_state._push(await read(studio, home))
    assert screen_state.news == ""


async def test_choosing_a_foreign_shot_changes_nothing_of_the_campaign(
    screen_state: ScreenState, studio: Studio, home: Home
) -> None:
    other = await settle_in(studio, "Bea")
    await opened(screen_state)
    await ScreenState.event_handlers["choose_shot"].fn(screen_state, other.shot_id)
    assert screen_state.campaign.id == home.campaign_id
    assert screen_state.shot_id == home.shot_id


async def test_the_banner_names_the_demo(studio: Studio) -> None:
    assert demo_title(studio) == "No provider connected: the built-in demo is on."


async def test_reflex_still_says_which_tabs_a_process_holds() -> None:
    tokens = LocalTokenManager()
    await tokens.link_token_to_sid("tab", "socket")
    assert tokens.token_to_socket["tab"].instance_id == tokens.instance_id
