"""The campaign page's data, and the pushes that keep every open tab up to date."""

import contextlib
from collections.abc import AsyncGenerator

import reflex as rx
from reflex.event import Event, EventSpec
from reflex.state import BaseState, StateUpdate
from reflex_base.constants.state import FIELD_MARKER

from vidstudio.base.errors import NotFound, NotSignedIn
from vidstudio.services import accounts, campaigns, screens
from vidstudio.studio import current
from vidstudio.ui.cards import CardView
from vidstudio.ui.cost_words import foot_words
from vidstudio.ui.frame import FOLLOWING, PAGES, FrameState, hub
from vidstudio.ui.hub import SignedOut, Watch
from vidstudio.ui.session import access
from vidstudio.ui.talk_lines import talk_lines
from vidstudio.ui.talk_views import TalkLine
from vidstudio.ui.words import card
from vidstudio.views import FrameView, MissingView, ScreenView, ShotView, TaskView

CAMPAIGN_PAGE = "campaign"


class ScreenState(FrameState):
    """What the campaign page shows of the database, at one version. Written by `_apply` alone."""

    shots: list[ShotView] = []
    shot_id: str = ""
    cards: list[CardView] = []
    missing: MissingView = MissingView()
    missing_words: str = ""
    messages: list[TalkLine] = []
    answering: bool = False
    _takes: tuple[TaskView, ...] = ()

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        """On load and after every reconnect. A campaign that is gone leads to another one."""
        try:
            await campaigns.opened(current(), await self._who(), self._campaign_id())
            await self._look(self._campaign_id(), self._asked("shot") or None)
        except NotFound:
            return rx.call_script("location.replace('/')")
        return None

    @rx.event
    @access("member")
    async def choose_shot(self, shot_id: str) -> EventSpec:
        await self._look(self.campaign.id, shot_id)
        return rx.call_script(f"window.vidstudio.keepShot({self.shot_id!r})")

    @rx.event
    @access("member")
    async def refresh(self) -> None:
        await self._look(self.campaign.id, self.shot_id or None)

    async def _look(self, campaign_id: str, shot_id: str | None) -> None:
        """Reads the screen anew and makes it the one this tab is kept up to date with."""
        studio, who = current(), await self._who()
        self._watch(who.workspace_id, CAMPAIGN_PAGE, campaign_id, shot_id)
        screen = await screens.screen(studio, who, campaign_id, shot_id)
        self._watch(who.workspace_id, CAMPAIGN_PAGE, campaign_id, screen.shot_id)
        await self._apply_account()
        self._apply(screen)

    def _push(self, screen: ScreenView) -> None:
        """A screen read for this tab a moment ago: left aside when the tab has moved on."""
        # A shot that was removed meanwhile gives way to the first one, for good.
        removed = self.shot_id not in {shot.id for shot in screen.shots}
        here = screen.campaign.id == self.campaign.id
        if here and (removed or screen.shot_id == self.shot_id) and screen.version >= self._version:
            self._apply(screen)
            if removed:
                place = (CAMPAIGN_PAGE, self.campaign.id, self.shot_id)
                self._watch(self.account.workspace_id, *place)

    def _apply(self, screen: ScreenView) -> None:
        if self._takes != screen.takes:
            self._takes = screen.takes
        self._apply_frame(screen)
        for name, value in {
            "shots": list(screen.shots),
            "shot_id": screen.shot_id,
            "cards": [card(view) for view in screen.takes],
            "missing": screen.missing,
            "missing_words": foot_words(screen.missing),
            "messages": talk_lines(screen),
            "answering": any(line.state == "answering" for line in screen.messages),
        }.items():
            self._assign(name, value)


async def _load(watch: Watch) -> FrameView:
    """Raises LookupError when this session may not look at it any more, SignedOut when it ended."""
    studio = current()
    try:
        who = await accounts.who(studio, watch.session)
        if watch.page == CAMPAIGN_PAGE:
            return await screens.screen(studio, who, watch.campaign_id, watch.shot_id)
        return await screens.frame(studio, who, watch.campaign_id or None)
    except NotSignedIn as error:
        raise SignedOut from error
    except NotFound as error:
        raise LookupError(watch.campaign_id) from error


async def _show(root: BaseState, watch: Watch, frame: FrameView) -> None:
    """Into the States of one tab. Public methods of a State are events: these are not."""
    for following in FOLLOWING:
        await (await root.get_state(following))._renew()  # pyright: ignore[reportPrivateUsage]
    if isinstance(frame, ScreenView):
        (await root.get_state(ScreenState))._push(frame)  # pyright: ignore[reportPrivateUsage]
        return
    state = await root.get_state(FrameState)
    if frame.version >= state._version:  # pyright: ignore[reportPrivateUsage]
        state._apply_frame(frame)  # pyright: ignore[reportPrivateUsage]
    if watch.page in PAGES:
        await (await root.get_state(PAGES[watch.page]))._renew()  # pyright: ignore[reportPrivateUsage]


@contextlib.asynccontextmanager
async def kept_up_to_date(app: rx.App) -> AsyncGenerator[None, None]:
    """Lifespan of the hub. The studio must be open. Reflex passes `app` by this name."""

    def here(tab: str) -> rx.BaseStateToken:
        # Private, and the only place that says which tabs this process holds: reflex is pinned.
        tokens = app.event_namespace._token_manager  # pyright: ignore
        socket = tokens.token_to_socket.get(tab)
        if socket is None or socket.instance_id != tokens.instance_id:
            raise LookupError(tab)
        return rx.BaseStateToken(ident=tab, cls=FrameState)

    async def push(tab: str, watch: Watch, frame: FrameView) -> None:
        async with app.modify_state(here(tab)) as root:
            lost = (await root.get_state(FrameState))._version < 0  # pyright: ignore[reportPrivateUsage]
            if not lost:
                await _show(root, watch, frame)
        if lost:  # Redis was emptied. Any event from the page brings all of it anew.
            again = Event.from_event_type(FrameState.asked_again())
            await app.event_namespace.emit_update(StateUpdate(events=again), tab)  # pyright: ignore

    async def leave(tab: str) -> None:
        """Says so past the tab's State, which something slow may hold."""
        here(tab)
        said = {f"signed_out{FIELD_MARKER}": True}
        update = StateUpdate(delta={FrameState.get_full_name(): said})
        await app.event_namespace.emit_update(update, tab)  # pyright: ignore[reportOptionalMemberAccess]

    async with hub.running(current().bus, _load, push, leave):
        yield
