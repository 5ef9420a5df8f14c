"""The page "Creative": one picked film, its versions, what was decided, how it was made."""

from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints
from reflex.event import EventSpec, EventType

from vidstudio.base.errors import NotFound
from vidstudio.base.texts import text as said
from vidstudio.services import creatives, reviews, tasks
from vidstudio.studio import current
from vidstudio.ui.creative_cards import CreativeCard, OfferCard
from vidstudio.ui.creative_facts import creative_card, offer_card
from vidstudio.ui.creative_main import main_part, new_version_dialog
from vidstudio.ui.creative_side import side_part
from vidstudio.ui.deciding import TAKEN, CreativeId, NoteText, decision_input, film, taken
from vidstudio.ui.frame import PageState, live_page
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import access
from vidstudio.ui.shell import page_frame
from vidstudio.views import CreativeView, PictureView

ROUTE = "/creative/[creative_id]"
TITLE = "Creative"
MAKERS = {"owner", "maker"}
LONGEST = 20_000  # of a text on its way; the services name the real limits
Words = Annotated[str, StringConstraints(max_length=LONGEST)]


@live_page
class CreativeState(PageState):
    PAGE = "creative"
    shown: CreativeCard = CreativeCard()
    offers: list[OfferCard] = []
    before_id: str = ""
    after_id: str = ""
    may_decide: bool = False
    may_make: bool = False
    _creative: str = ""
    _captions: str = ""  # as this tab has seen them

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        """On load. A creative that is gone leads to those that are there."""
        self._creative = self._creative_id()
        try:
            view = await creatives.get(current(), await self._who(), self._creative)
            await self._open_page(view.campaign_id)
        except NotFound:
            return rx.call_script("location.replace('/library?tab=creatives')")
        self._captions, self.shown = view.captions, CreativeCard()
        await self._renew()
        return None

    @rx.event
    @access("member")
    async def look_at(self, n: int) -> None:
        await self._look(n)

    @rx.event
    @access("member")
    async def decide(self, note: NoteText) -> EventType[()]:
        done = await taken(await self._who(), note)
        await self._renew()
        return [rx.call_script(TAKEN), toast(said(f"review.told.{done.kind}"))]

    @rx.event
    @access("member")
    async def rename(self, title: Words) -> EventType[()] | None:
        if title.strip() == self.shown.opened.title:
            return None
        await creatives.rename(current(), await self._who(), self._creative, title)
        await self._renew()
        return toast(said("creatives.renamed"))

    @rx.event
    @access("member")
    async def choose_channel(self, channel: Words) -> None:
        await creatives.set_channel(current(), await self._who(), self._creative, channel)
        await self._renew()

    @rx.event
    @access("member")
    async def keep_captions(self, words: Words) -> EventType[()] | None:
        before, after = self._captions, words.strip()
        if after == before:
            return None
        await creatives.set_captions(current(), await self._who(), self._creative, before, after)
        self._captions = after
        return toast(said("creatives.captions_kept"))

    @rx.event
    @access("member")
    async def new_version(self, task_id: CreativeId) -> EventType[()]:
        n = await creatives.new_version(current(), await self._who(), self._creative, task_id)
        await self._look(0)
        return toast(said("creatives.now_version", n=n))

    @rx.event
    @access("member")
    async def remove(self) -> EventType[()]:
        await creatives.remove(current(), await self._who(), self.shown.task_id)
        return [
            rx.redirect(f"/c/{self.shown.campaign_id}/review"),
            toast(said("creatives.removed")),
        ]

    def _creative_id(self) -> str:
        """The one that the page's path names."""
        parts = self.router.url.path.split("/")
        return parts[2] if parts[1:2] == ["creative"] and len(parts) > 2 else ""  # noqa: PLR2004

    async def _renew(self) -> None:
        looked = self.shown.opened
        await self._look(0 if looked.present else looked.n)

    async def _look(self, n: int) -> None:
        studio, who = current(), await self._who()
        try:
            view = await creatives.get(studio, who, self._creative)
        except NotFound:
            return  # removed meanwhile: what is shown stays until somebody goes on
        version = next((known for known in view.versions if known.n == n), view.version)
        take = await tasks.get(studio, who, version.task_id)
        frames = [picture for picture in (take.first_frame, take.last_frame) if picture]
        pictures: tuple[PictureView, ...] = (*frames, *take.references)
        self._assign("shown", creative_card(view, n, pictures, studio.settings.credit_usd))
        offers = await creatives.candidates(studio, who, view.id)
        self._assign("offers", [offer_card(offer) for offer in offers])
        self._assign("may_decide", reviews.may_decide(who))
        self._assign("may_make", who.role in MAKERS)
        await self._find_neighbours(view)

    async def _find_neighbours(self, view: CreativeView) -> None:
        """The creatives before and after it in its campaign, around the end."""
        found = await creatives.of_campaign(current(), await self._who(), view.campaign_id)
        ids = [known.id for known in found]
        if view.id not in ids or len(ids) == 1:
            ids = []
        at = ids.index(view.id) if ids else 0
        self._assign("before_id", ids[at - 1] if ids else "")
        self._assign("after_id", ids[(at + 1) % len(ids)] if ids else "")


ON_LOAD = [CreativeState.opened]


def page() -> rx.Component:
    state: Any = CreativeState
    return page_frame(
        decision_input(CreativeState.decide),
        rx.cond(
            state.shown.opened.id != "",
            rx.fragment(
                rx.el.section(
                    film(state.shown.opened),
                    class_name="creative-stage",
                    aria_label=said("creatives.film"),
                ),
                main_part(state),
                side_part(state),
                new_version_dialog(state),
            ),
        ),
        place="creative",
    )
