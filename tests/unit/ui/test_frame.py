"""What every page shares: the frame on load and on every push, and the page's own part after it."""

import pytest
from sqlmodel import Session

from tests.studio_fixtures import Home, settle_in
from tests.unit.ui.states import opened_by, signed_in
from vidstudio.base.errors import NotFound, NotSignedIn
from vidstudio.db.tables import Campaign
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import screens, tasks
from vidstudio.studio import Studio, use
from vidstudio.ui import app as browser_door
from vidstudio.ui import live
from vidstudio.ui.frame import PAGES, FrameState, PageState, hub
from vidstudio.ui.hub import Watch
from vidstudio.ui.library import LibraryState
from vidstudio.ui.live import ScreenState
from vidstudio.ui.queue_page import QueueState
from vidstudio.ui.review import ReviewState


@pytest.fixture
async def cookie(studio: Studio, home: Home) -> str:
    use(studio)
    return await signed_in(studio, home)


async def a_take(studio: Studio, home: Home) -> str:
    request = TaskRequest(model="animatic", prompt="A cup", campaign_id=home.campaign_id)
    return (await tasks.create(studio, home.who, request))[0].id


def watch(home: Home, cookie: str, page: str, campaign_id: str = "") -> Watch:
    session = cookie.rpartition("=")[2]
    return Watch(session, home.who.workspace_id, page, campaign_id, None)


async def push(state: PageState, seen: Watch) -> None:
    root = state._get_root_state()
    await live._show(root, seen, await live._load(seen))


async def test_opening_a_page_shows_the_frame_and_registers_the_tab(
    cookie: str, home: Home
) -> None:
    state = opened_by(QueueState, cookie, "/queue", tab="frame-tab")
    await QueueState.event_handlers["opened"].fn(state)
    assert (state.ready, state.campaign.id, state.account.name) == (True, home.campaign_id, "Ada")
    watches = [
        seen for seen, tabs in hub.watched(home.who.workspace_id).items() if tabs == ["frame-tab"]
    ]
    assert [(seen.page, seen.campaign_id) for seen in watches] == [("queue", "")]


async def test_a_change_brings_the_frame_and_the_page_up_to_date(
    cookie: str, studio: Studio, home: Home
) -> None:
    state = opened_by(QueueState, cookie, "/queue")
    await QueueState.event_handlers["opened"].fn(state)
    task_id = await a_take(studio, home)
    await push(state, watch(home, cookie, "queue"))
    assert (state.making + state.waiting, state.counts.active) == (1, 1)
    assert [row.card.id for row in state.rows.waiting] == [task_id]


async def test_a_page_gets_the_frame_and_not_the_campaigns_screen(
    cookie: str, studio: Studio, home: Home
) -> None:
    state = opened_by(LibraryState, cookie, "/library")
    await a_take(studio, home)
    await push(state, watch(home, cookie, "library"))
    screen = await state.get_state(ScreenState)
    assert state.making + state.waiting == 1
    assert (screen.cards, screen.shots) == ([], [])


async def test_what_has_not_changed_does_not_travel(
    cookie: str, studio: Studio, home: Home
) -> None:
    await a_take(studio, home)
    state = opened_by(QueueState, cookie, "/queue")
    await QueueState.event_handlers["opened"].fn(state)
    root = state._get_root_state()
    root._clean()
    await push(state, watch(home, cookie, "queue"))
    sent = {name for part in root.get_delta().values() for name in part}
    assert sent == set()


async def test_the_page_of_a_foreign_campaign_is_not_shown(
    cookie: str, studio: Studio, home: Home
) -> None:
    other = await settle_in(studio, "Bea")
    state = opened_by(ReviewState, cookie, f"/c/{other.campaign_id}/review")
    with pytest.raises(NotFound):
        await state._open_page(other.campaign_id)
    assert not state.ready
    with pytest.raises(LookupError):
        await live._load(watch(home, cookie, "review", other.campaign_id))


async def test_nobody_signed_in_sees_nothing(studio: Studio, home: Home) -> None:
    use(studio)
    state = opened_by(QueueState, "", "/queue")
    with pytest.raises(NotSignedIn):
        await QueueState.event_handlers["opened"].fn(state)
    with pytest.raises(LookupError):
        await live._load(watch(home, "vidstudio_session=stale", "queue"))


async def test_a_page_without_a_campaign_shows_the_one_opened_last(
    studio: Studio, home: Home
) -> None:
    def another(session: Session) -> None:
        now = studio.clock.now()
        session.add(
            Campaign(
                id="newer",
                workspace_id=home.who.workspace_id,
                name="Newer",
                created_at=now,
                opened_at=now,
            )
        )

    await studio.db.write(another)
    assert (await screens.frame(studio, home.who)).campaign.name == "Newer"


def test_every_page_of_the_frame_is_kept_up_to_date() -> None:
    assert browser_door.PRODUCT == "vidstudio"  # importing the door has marked them
    assert {"library", "creative", "review", "publish", "queue"} <= set(PAGES)
    assert all(issubclass(page, FrameState) for page in PAGES.values())
