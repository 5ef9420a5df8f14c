"""The campaign screen's data: read on load, then brought up to date whenever it changes."""

import contextlib
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from vidstudio.base.errors import NotFound, NotSignedIn
from vidstudio.rules.catalog import DEMO_PROVIDER
from vidstudio.services import accounts, campaigns
from vidstudio.studio import Studio, current
from vidstudio.ui.cards import CardView
from vidstudio.ui.credit_rows import CreditCard, credit_card
from vidstudio.ui.hub import Hub, Watch
from vidstudio.ui.queue_rows import QueueCard, queue_card
from vidstudio.ui.session import SessionState, access, session_token
from vidstudio.ui.words import card
from vidstudio.views import (
    AccountView,
    BalanceView,
    CampaignView,
    MessageView,
    ScreenView,
    ShotView,
    TaskView,
)

hub = Hub()
_NOBODY = AccountView(
    user_id="",
    workspace_id="",
    name="",
    email="",
    initials="",
    role="",
    is_admin=False,
    guest=False,
)
_NOWHERE = CampaignView(
    id="", name="", brief="", audience="", sample=False, created_at=datetime.min.replace(tzinfo=UTC)
)


class ScreenState(SessionState):
    """What the campaign page shows of the database, at one version. Written by `_apply` alone."""

    ready: bool = False
    demo: bool = False
    demo_title: str = ""
    account: AccountView = _NOBODY
    campaign: CampaignView = _NOWHERE
    campaigns: list[CampaignView] = []
    shots: list[ShotView] = []
    shot_id: str = ""
    cards: list[CardView] = []
    queue: QueueCard = QueueCard()
    making: int = 0
    waiting: int = 0
    messages: list[MessageView] = []
    balance: BalanceView = BalanceView(available_credits=0, held_credits=0, lots=())
    credits: CreditCard = CreditCard()
    news: str = ""
    _takes: tuple[TaskView, ...] = ()
    _version: int = -1
    _untold: frozenset[str] = frozenset()

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        """On load and after every reconnect. A campaign that is gone leads to another one."""
        try:
            await campaigns.opened(current(), await self._who(), self._page_id())
            await self._look(self._page_id(), self._asked("shot") or None)
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
        session = session_token(self.router.headers.cookie) or ""
        tab = self.router.session.client_token
        hub.watch(tab, Watch(session, who.workspace_id, campaign_id, shot_id))
        screen = await campaigns.screen(studio, who, campaign_id, shot_id)
        account = await accounts.account(studio, who)
        hub.watch(tab, Watch(session, who.workspace_id, campaign_id, screen.shot_id))
        self._assign("account", account)
        self._assign("demo", studio.demo)
        self._assign("demo_title", demo_title(studio))
        self._apply(screen)

    def _push(self, screen: ScreenView) -> None:
        """A screen read for this tab a moment ago: left aside when the tab has moved on."""
        here = (screen.campaign.id, screen.shot_id) == (self.campaign.id, self.shot_id)
        if here and screen.version >= self._version:
            self._apply(screen)

    def _apply(self, screen: ScreenView) -> None:
        studio = current()
        queue = queue_card(screen)
        cards = [card(view) for view in screen.queue]
        balance = screen.balance
        in_works = len(queue.making) + len(queue.waiting)
        self._version = screen.version
        if self._takes != screen.takes:
            self._takes = screen.takes
        self._tell(cards)
        for name, value in {
            "campaign": screen.campaign,
            "campaigns": list(screen.campaigns),
            "shots": list(screen.shots),
            "shot_id": screen.shot_id,
            "cards": [card(view) for view in screen.takes],
            "queue": queue,
            "making": len(queue.making),
            "waiting": len(queue.waiting),
            "messages": list(screen.messages),
            "balance": balance,
            "credits": credit_card(
                balance, in_works, studio.settings.credit_usd, studio.clock.now()
            ),
            "ready": True,
        }.items():
            self._assign(name, value)

    def _tell(self, cards: Sequence[CardView]) -> None:
        """`news` becomes what has ended since the last screen, for those who cannot see it."""
        ended = [shown.news for shown in cards if shown.news and shown.id in self._untold]
        self._untold = frozenset(shown.id for shown in cards if not shown.news)
        if ended:
            self.news = ". ".join(ended)

    def _assign(self, name: str, value: Any) -> None:
        """Only what differs travels to the browser."""
        if getattr(self, name) != value:
            setattr(self, name, value)


def demo_title(studio: Studio) -> str:
    """The banner's first sentence; empty when every model is made by its provider."""
    if not studio.demo:
        return ""
    if set(studio.providers) <= {DEMO_PROVIDER}:
        return "No provider connected: the built-in demo is on."
    return "The built-in demo is on for models without a provider."


async def _load(watch: Watch) -> ScreenView:
    """Raises LookupError when this session may not look at it any more."""
    studio = current()
    try:
        who = await accounts.who(studio, watch.session)
        return await campaigns.screen(studio, who, watch.campaign_id, watch.shot_id)
    except (NotSignedIn, NotFound) as error:
        raise LookupError(watch.campaign_id) from error


@contextlib.asynccontextmanager
async def kept_up_to_date(app: rx.App) -> AsyncGenerator[None, None]:
    """Lifespan of the hub. The studio must be open. Reflex passes `app` by this name."""

    async def push(tab: str, screen: ScreenView) -> None:
        # Private, and the only place that says which tabs this process holds: reflex is pinned.
        tokens = app.event_namespace._token_manager  # pyright: ignore
        socket = tokens.token_to_socket.get(tab)
        if socket is None or socket.instance_id != tokens.instance_id:
            raise LookupError(tab)
        async with app.modify_state(rx.BaseStateToken(ident=tab, cls=ScreenState)) as root:
            state = await root.get_state(ScreenState)
            state._push(screen)  # pyright: ignore[reportPrivateUsage] public ones are events

    async with hub.running(current().bus, _load, push):
        yield
