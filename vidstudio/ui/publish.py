"""The page "Publish": approved creatives as one download, and where they went."""

from typing import Annotated, Any, Literal

import reflex as rx
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from reflex.event import EventType

from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.base.texts import counted
from vidstudio.base.texts import text as said
from vidstudio.services import creatives, packs, publish
from vidstudio.services.packs import PackOptions, PackRequest
from vidstudio.services.publish import NewPublication
from vidstudio.studio import current
from vidstudio.ui.creative_cards import RowCard
from vidstudio.ui.creative_empty import nothing_picked
from vidstudio.ui.creative_words import row_card
from vidstudio.ui.frame import PageState, live_page
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.publish_cards import PackCard, WentCard, blank, pack_card, went_cards
from vidstudio.ui.publish_pack import pack_panel
from vidstudio.ui.publish_rows import choosing, where_they_went
from vidstudio.ui.session import access
from vidstudio.ui.shell import page_frame
from vidstudio.views import CreativeView

ROUTE = "/c/[campaign_id]/publish"
TITLE = "Publish"
Part = Literal["videos", "posters", "captions", "metadata", "story"]
Key = Annotated[str, StringConstraints(max_length=80)]
MAKERS = {"owner", "maker"}


class PublicationForm(BaseModel):
    """The open row. Reflex adds fields of its own to a form, which are left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    creative_id: Key
    publication_id: Key = ""
    network: Key = ""
    url: Annotated[str, StringConstraints(max_length=20_000)] = ""
    published_on: Key = ""

    def asked(self) -> NewPublication:
        """Raises InvalidRequest on a day that is none."""
        try:
            day = self.published_on or None
            return NewPublication.model_validate(
                {"network": self.network, "url": self.url, "published_on": day}
            )
        except ValidationError as error:
            raise InvalidRequest("Choose a day.", "published_on") from error


@live_page
class PublishState(PageState):
    """`chosen` are approved creatives only; `editing` is the key of the row that is open."""

    PAGE = "publish"
    tiles: list[RowCard] = []
    went: list[WentCard] = []
    chosen: list[str] = []
    options: PackOptions = PackOptions()
    pack: PackCard = PackCard()
    counts_words: str = ""
    went_words: str = ""
    editing: str = ""
    fault: str = ""
    may_make: bool = False
    loaded: bool = False
    _campaign: str = ""
    _views: tuple[CreativeView, ...] = ()

    @rx.event
    @access("member")
    async def opened(self) -> EventType[()] | None:
        """Everything that is approved is chosen to begin with."""
        try:
            await self._open_page(self._campaign_id())
        except NotFound:
            return rx.call_script("location.replace('/')")
        self._campaign, self.editing, self.fault = self._campaign_id(), "", ""
        self.chosen, self.options = [], PackOptions()
        await self._renew()
        await self._choose(self._approved())
        self.loaded = True
        return None

    @rx.event
    @access("member")
    async def toggle(self, creative_id: Key) -> None:
        here = creative_id in self.chosen
        rest = [key for key in self.chosen if key != creative_id]
        await self._choose(rest if here else [*rest, creative_id])

    @rx.event
    @access("member")
    async def choose_all(self) -> None:
        await self._choose(self._approved())

    @rx.event
    @access("member")
    async def switch(self, part: Part) -> None:
        self.options = self.options.model_copy(update={part: not getattr(self.options, part)})
        await self._choose(self.chosen)

    @rx.event
    @access("member")
    async def edit(self, key: Key) -> None:
        """Opens the row `key`; that of a creative opens an empty one. Empty closes."""
        self.editing, self.fault = key, ""
        self._show_went()

    @rx.event
    @access("member")
    async def mark(self, form: PublicationForm) -> EventType[()] | None:
        """Keeps the open row. What was typed stays there when it is refused."""
        studio, who = current(), await self._who()
        try:
            if form.publication_id:
                await publish.edit(studio, who, form.publication_id, form.asked())
            else:
                await publish.mark(studio, who, form.creative_id, form.asked())
        except InvalidRequest as error:
            self.fault = str(error)
            return None
        return await self._closed("publish.saved" if form.publication_id else "publish.noted")

    @rx.event
    @access("member")
    async def unmark(self, publication_id: Key) -> EventType[()]:
        await publish.unmark(current(), await self._who(), publication_id)
        return await self._closed("publish.taken_back")

    async def _closed(self, key: str) -> EventType[()]:
        self.editing, self.fault = "", ""
        await self._renew()
        return toast(said(key))

    def _approved(self) -> list[str]:
        return [tile.id for tile in self.tiles if tile.look == "approved"]

    async def _choose(self, keys: list[str]) -> None:
        able = self._approved()
        self._assign("chosen", [key for key in able if key in keys])
        request = PackRequest(
            campaign_id=self._campaign, creative_ids=tuple(self.chosen), options=self.options
        )
        plan = await packs.plan(current(), await self._who(), request)
        self._assign("pack", pack_card(plan, self._campaign, self.chosen, self.options))

    async def _renew(self) -> None:
        who = await self._who()
        self._views = await creatives.of_campaign(current(), who, self._campaign)
        self._assign("may_make", who.role in MAKERS)
        self._assign("tiles", [row_card(view) for view in self._views])
        approved = len(self._approved())
        words = counted("publish.counts", len(self._views), approved=approved)
        self._assign("counts_words", words)
        self._show_went()
        await self._choose(self.chosen)

    def _show_went(self) -> None:
        """The rows, with an empty one where somebody adds another place."""
        today = current().clock.now().date()
        rows: list[WentCard] = []
        for view in self._views:
            mine = went_cards(view, today)
            if view.publications and self.editing == view.id:
                mine.append(blank(view, today))
            rows += mine
        self._assign("went", rows)
        creatives_there = {row.creative_id for row in rows}
        published = {row.creative_id for row in rows if row.published}
        words = counted("publish.went", len(creatives_there), published=len(published))
        self._assign("went_words", words)


ON_LOAD = [PublishState.opened]


def page() -> rx.Component:
    state: Any = PublishState
    return page_frame(
        rx.cond(
            state.loaded,
            rx.cond(
                state.tiles.length() > 0,
                rx.fragment(
                    rx.el.div(choosing(state), where_they_went(state), class_name="publish-main"),
                    pack_panel(state),
                ),
                nothing_picked(
                    state,
                    said("publish.empty.title"),
                    said("publish.empty.words"),
                    said("publish.empty.button"),
                ),
            ),
        ),
        place="publish",
    )
