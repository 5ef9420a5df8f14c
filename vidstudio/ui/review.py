"""The page "Review": the creatives of a campaign by their state, one of them open."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec, EventType

from vidstudio.base.errors import NotFound
from vidstudio.base.texts import text as said
from vidstudio.services import creatives, reviews
from vidstudio.studio import current
from vidstudio.ui.creative_cards import OpenCard, RowCard
from vidstudio.ui.creative_empty import nothing_picked
from vidstudio.ui.creative_words import open_card, row_card
from vidstudio.ui.deciding import TAKEN, CreativeId, NoteText, decision_input, taken
from vidstudio.ui.frame import PageState, live_page
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.review_rows import TABS, review_list, tabs
from vidstudio.ui.session import access
from vidstudio.ui.shell import page_frame
from vidstudio.views import CreativeView

ROUTE = "/c/[campaign_id]/review"
TITLE = "Review"


@live_page
class ReviewState(PageState):
    """The shown rows, and the one that is open. The address says which tab: `?show=waiting`."""

    PAGE = "review"
    rows: list[RowCard] = []
    counts: dict[str, int] = dict.fromkeys(TABS, 0)
    tab: str = "all"
    shown: OpenCard = OpenCard()
    may_decide: bool = False
    loaded: bool = False
    _campaign: str = ""

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        """The first creative that waits stands open, or the one that the address names."""
        try:
            await self._open_page(self._campaign_id())
        except NotFound:
            return rx.call_script("location.replace('/')")
        asked = self._asked("show")
        self.tab = asked if asked in TABS else "all"
        self._campaign, self.shown = self._campaign_id(), OpenCard(id=self._asked("creative"))
        await self._renew()
        if not self.shown.id:
            await self._open(next((row.id for row in self.rows if row.look == "waiting"), ""))
        self.loaded = True
        return None

    @rx.event
    @access("member")
    async def toggle(self, creative_id: CreativeId) -> None:
        await self._open("" if creative_id == self.shown.id else creative_id)

    @rx.event
    @access("member")
    async def look_at(self, n: int) -> None:
        """Another version of the open creative."""
        await self._open(self.shown.id, n)

    @rx.event
    @access("member")
    async def decide(self, note: NoteText) -> EventType[()]:
        """Goes on to the next creative that waits."""
        here = await taken(await self._who(), note)
        onward = self._next_after(here.creative_id) if here.kind != "comment" else None
        await self._renew()
        if onward is not None:
            await self._open(onward)
        return [rx.call_script(TAKEN), toast(self._told(here.kind, onward))]

    def _told(self, kind: str, onward: str | None) -> str:
        words = said(f"review.told.{kind}")
        if onward is None:
            return words
        title = next((row.title for row in self.rows if row.id == onward), "")
        rest = said("review.told.next", title=title) if title else said("review.told.last")
        return f"{words} {rest}"

    def _next_after(self, creative_id: str) -> str:
        """The next row that waits, from here on and around; empty when there is none."""
        ids = [row.id for row in self.rows]
        at = ids.index(creative_id) if creative_id in ids else 0
        around = [*self.rows[at + 1 :], *self.rows[:at]]
        return next((row.id for row in around if row.look == "waiting"), "")

    async def _open(self, creative_id: str, n: int = 0) -> None:
        if not creative_id:
            self._assign("shown", OpenCard())
            return
        view = await creatives.get(current(), await self._who(), creative_id)
        self._assign("shown", open_card(view, n))

    async def _renew(self) -> None:
        who = await self._who()
        self._assign("may_decide", reviews.may_decide(who))
        views = await creatives.of_campaign(current(), who, self._campaign)
        self._show(views)
        # A row that is open stays, whatever its state has become meanwhile.
        still = self.shown.id in {view.id for view in views}
        looked = 0 if self.shown.present else self.shown.n
        await self._open(self.shown.id if still else "", looked)

    def _show(self, views: tuple[CreativeView, ...]) -> None:
        fitting = [view for view in views if self.tab in {"all", view.state}]
        self._assign("rows", [row_card(view) for view in fitting])
        states = [view.state for view in views]
        counts = {tab: states.count(tab) for tab in TABS} | {"all": len(states)}
        self._assign("counts", counts)


ON_LOAD = [ReviewState.opened]


def page() -> rx.Component:
    state: Any = ReviewState
    return page_frame(
        decision_input(ReviewState.decide),
        rx.el.h2(said("review.title"), class_name="visually-hidden"),
        tabs(state),
        rx.cond(
            state.loaded,
            rx.cond(state.counts["all"] > 0, review_list(state), _nothing(state)),
        ),
        place="review",
    )


def _nothing(state: Any) -> rx.Component:
    return nothing_picked(
        state, said("review.empty.title"), said("review.empty.words"), said("review.empty.button")
    )
