"""What the frame of every page shows: read on load, then brought up to date on every change.

A page of its own derives its State from `PageState` and names it with `live_page`. The hub then
calls `renew` after each change in the workspace.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.rules.catalog import DEMO_PROVIDER
from vidstudio.services import accounts, screens
from vidstudio.studio import Studio, current
from vidstudio.ui.cards import CardView
from vidstudio.ui.credit_rows import CreditCard, SpendingCard, credit_card, spending_card
from vidstudio.ui.hub import Hub, Watch
from vidstudio.ui.queue_rows import QueueCard, queue_card
from vidstudio.ui.session import SessionState, access, session_token
from vidstudio.ui.words import card
from vidstudio.views import AccountView, BalanceView, CampaignLine, CampaignView, FrameView

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
_NOWHERE = CampaignView(id="", name="", sample=False, created_at=datetime.min.replace(tzinfo=UTC))


class FrameState(SessionState):
    """What every page shows of the database around its own part. Written by `_apply_frame`."""

    ready: bool = False
    signed_out: bool = False  # live.js then leads to the sign-in
    demo: bool = False
    demo_title: str = ""
    account: AccountView = _NOBODY
    campaign: CampaignView = _NOWHERE
    campaigns: list[CampaignLine] = []
    queue: QueueCard = QueueCard()
    queue_paused: bool = False
    to_review: int = 0
    making: int = 0
    waiting: int = 0
    balance: BalanceView = BalanceView(available_credits=0, held_credits=0, lots=())
    credits: CreditCard = CreditCard()
    credit_price_usd: float = 0.01
    spending: SpendingCard = SpendingCard()
    news: str = ""
    _version: int = -1
    _untold: frozenset[str] = frozenset()

    def _watch(self, workspace_id: str, page: str, campaign_id: str, shot_id: str | None) -> None:
        """From now on this tab hears of changes; call it before reading what it shows."""
        session = session_token(self.router.headers.cookie) or ""
        tab = self.router.session.client_token
        hub.watch(tab, Watch(session, workspace_id, page, campaign_id, shot_id))

    @rx.event
    @access("member")
    async def asked_again(self) -> None:
        """Does nothing: where a page's States were lost, Reflex loads the page with any event."""

    async def _apply_account(self) -> None:
        studio = current()
        self._assign("account", await accounts.account(studio, await self._who()))
        self._assign("demo", studio.demo)
        self._assign("demo_title", demo_title(studio))

    def _apply_frame(self, frame: FrameView) -> None:
        studio = current()
        queue, balance = queue_card(frame), frame.balance
        in_works = len(queue.making) + len(queue.waiting)
        self._version = frame.version
        self._tell([card(view) for view in frame.queue])
        for name, value in {
            "campaign": frame.campaign,
            "campaigns": list(frame.campaigns),
            "queue": queue,
            "queue_paused": frame.queue_paused,
            "to_review": frame.to_review,
            "making": len(queue.making),
            "waiting": len(queue.waiting),
            "balance": balance,
            "credits": credit_card(
                balance,
                in_works,
                studio.settings.credit_usd,
                studio.clock.now(),
                studio.settings.low_balance_credits,
            ),
            "credit_price_usd": studio.settings.credit_usd,
            "spending": spending_card(frame.campaign.brief),
            "ready": True,
        }.items():
            self._assign(name, value)

    def _tell(self, cards: Sequence[CardView]) -> None:
        """`news` becomes what has ended since the last look, for those who cannot see it."""
        ended = [shown.news for shown in cards if shown.news and shown.id in self._untold]
        self._untold = frozenset(shown.id for shown in cards if not shown.news)
        if ended:
            self.news = ". ".join(ended)

    def _assign(self, name: str, value: Any) -> None:
        """Only what differs travels to the browser."""
        if getattr(self, name) != value:
            setattr(self, name, value)


class PageState(FrameState):
    """The State of a page that is not the campaign's own."""

    PAGE: ClassVar[str] = ""

    async def _open_page(self, campaign_id: str = "") -> None:
        """The frame, and from now on its changes. Without an id: the campaign opened last."""
        studio, who = current(), await self._who()
        self._watch(who.workspace_id, self.PAGE, campaign_id, None)
        frame = await self.get_state(FrameState)
        frame._apply_frame(await screens.frame(studio, who, campaign_id or None))
        await frame._apply_account()

    async def _renew(self) -> None:
        """Reads what this page shows anew; called when the workspace has changed."""


class Following(FrameState):
    """A State of the frame that reads something of its own anew after each change."""

    async def _renew(self) -> None:
        """Called when the workspace has changed."""


PAGES: dict[str, type[PageState]] = {}
FOLLOWING: list[type[Following]] = []
Page = TypeVar("Page", bound=PageState)
Follower = TypeVar("Follower", bound=Following)


def live_page(state: type[Page]) -> type[Page]:
    """Marks the State of a page that the hub keeps up to date."""
    # Reflex has made a Var of the class's own PAGE, and a field of its value.
    PAGES[str(state.get_fields()["PAGE"].default)] = state
    return state


def follows(state: type[Follower]) -> type[Follower]:
    """Marks such a State: it hears of changes on every page."""
    FOLLOWING.append(state)
    return state


def demo_title(studio: Studio) -> str:
    """The banner's first sentence; empty when every model is made by its provider."""
    if not studio.demo:
        return ""
    if set(studio.providers) <= {DEMO_PROVIDER}:
        return text("frame.demo_alone")
    return text("frame.demo_beside")
