"""What can be done with a take: making it again, from wherever it is seen."""

import pytest

from tests.studio_fixtures import Home
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import campaigns, screens, tasks
from vidstudio.studio import Studio, use
from vidstudio.ui.takeactions import TakesState
from vidstudio.views import TaskView


async def a_take(studio: Studio, home: Home, campaign_id: str) -> TaskView:
    request = TaskRequest(model="animatic", prompt="A cup by a window", campaign_id=campaign_id)
    return (await tasks.create(studio, home.who, request))[0]


@pytest.fixture
async def state(studio: Studio, home: Home) -> TakesState:
    use(studio)
    cookie = await signed_in(studio, home)
    return opened_by(TakesState, cookie, f"/c/{home.campaign_id}")


async def again(state: TakesState, task_id: str) -> None:
    await TakesState.event_handlers["retry"].fn(state, task_id)


async def look(state: TakesState, studio: Studio, home: Home) -> list[str]:
    """Bring the tab up to date; the ids of the takes in the works."""
    screen = await screens.screen(studio, home.who, home.campaign_id)
    state._apply(screen)
    return [view.id for view in screen.queue]


async def test_the_same_press_sent_twice_makes_one_take(
    state: TakesState, studio: Studio, home: Home
) -> None:
    first = await a_take(studio, home, home.campaign_id)
    await look(state, studio, home)
    await again(state, first.id)
    await again(state, first.id)
    assert len(await look(state, studio, home)) == 2


async def test_a_take_of_another_campaign_can_be_made_again_and_again(
    state: TakesState, studio: Studio, home: Home
) -> None:
    """The queue shows takes of the whole workspace, beside a shot that does not change."""
    new = campaigns.NewCampaign(name="Elsewhere")
    elsewhere = (await campaigns.create(studio, home.who, new)).id
    first = await a_take(studio, home, elsewhere)
    await look(state, studio, home)
    for made in (2, 3):
        await again(state, first.id)
        assert len(await look(state, studio, home)) == made


async def press(name: str, state: TakesState, *given: object) -> object:
    return await TakesState.event_handlers[name].fn(state, *given)


async def test_stars_and_favourites_are_kept(state: TakesState, studio: Studio, home: Home) -> None:
    take = await a_take(studio, home, home.campaign_id)
    await press("rate", state, take.id, 4)
    await press("favourite", state, take.id, True)
    kept = await tasks.get(studio, home.who, take.id)
    assert (kept.rating, kept.favourite) == (4, True)
    await press("rate", state, take.id, -1)
    assert (await tasks.get(studio, home.who, take.id)).rating is None


async def test_a_variation_comes_from_its_take_with_another_seed(
    state: TakesState, studio: Studio, home: Home
) -> None:
    take = await a_take(studio, home, home.campaign_id)
    await look(state, studio, home)
    await press("vary", state, take.id)
    await press("vary", state, take.id)
    screen = await screens.screen(studio, home.who, home.campaign_id)
    varied = [view for view in screen.takes if view.origin == "vary"]
    assert [view.parent_id for view in varied] == [take.id]
    assert varied[0].seed != take.seed


async def test_a_take_that_is_being_made_is_not_binned(
    state: TakesState, studio: Studio, home: Home
) -> None:
    take = await a_take(studio, home, home.campaign_id)
    (told,) = await press("delete", state, take.id)  # type: ignore[misc]
    assert "warn" in str(told)
    assert (await tasks.get(studio, home.who, take.id)).removed_at is None
