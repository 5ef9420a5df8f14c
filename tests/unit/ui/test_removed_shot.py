"""A tab that shows a shot which somebody removes."""

from tests.studio_fixtures import Home
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.services import screens, shots
from vidstudio.services.shots import NewShot
from vidstudio.studio import Studio, use
from vidstudio.ui.live import ScreenState

opened = ScreenState.event_handlers["opened"].fn
choose = ScreenState.event_handlers["choose_shot"].fn


async def test_it_shows_the_first_shot_instead(studio: Studio, home: Home) -> None:
    use(studio)
    second = await shots.add(studio, home.who, home.campaign_id, NewShot())
    state = opened_by(ScreenState, await signed_in(studio, home), f"/c/{home.campaign_id}")
    await opened(state)
    await choose(state, second)
    await shots.remove(studio, home.who, second)
    screen = await screens.screen(studio, home.who, home.campaign_id, second)
    state._push(screen)
    assert (state.shot_id, [shot.id for shot in state.shots]) == (home.shot_id, [home.shot_id])


async def test_a_screen_of_a_shot_left_behind_is_put_aside(studio: Studio, home: Home) -> None:
    use(studio)
    second = await shots.add(studio, home.who, home.campaign_id, NewShot())
    state = opened_by(ScreenState, await signed_in(studio, home), f"/c/{home.campaign_id}")
    await opened(state)
    late = await screens.screen(studio, home.who, home.campaign_id, home.shot_id)
    await choose(state, second)
    state._push(late)
    assert state.shot_id == second
