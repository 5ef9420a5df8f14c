"""What the library page knows: its address, and the tiles that are on the screen, no more."""

from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints
from reflex.event import EventSpec

from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.services import library, models
from vidstudio.studio import current
from vidstudio.ui.frame import PageState, live_page
from vidstudio.ui.library_address import (
    EVERYWHERE,
    LONGEST_WORDS,
    PATH,
    USUAL_PX,
    Address,
    FilterName,
    Look,
    Sort,
    Tab,
    read_address,
)
from vidstudio.ui.library_clock import Clock, zone_minutes
from vidstudio.ui.library_tiles import (
    PickedTile,
    PictureTile,
    Tile,
    pages_of,
    picked_tile,
    picture_tile,
)
from vidstudio.ui.library_words import Option, labels
from vidstudio.ui.session import access
from vidstudio.views import CountsView

PAGES_SHOWN = 3
Words = Annotated[str, StringConstraints(max_length=LONGEST_WORDS)]
FilterWord = Annotated[str, StringConstraints(max_length=64)]


@live_page
class LibraryState(PageState):
    """`page_1` to `page_3` are a window on the list: only the one that changed travels."""

    PAGE = "library"

    tab: Tab = "takes"
    everywhere: bool = False
    q: str = ""
    sort: Sort = "newest"
    look: Look = "grid"
    size_px: int = USUAL_PX
    chosen: list[str] = []
    labels: dict[str, str] = {}
    filtered: bool = False
    from_day: str = ""
    to_day: str = ""
    counts: CountsView = CountsView()
    page_1: list[Tile] = []
    page_2: list[Tile] = []
    page_3: list[Tile] = []
    picked: list[PickedTile] = []
    pictures: list[PictureTile] = []
    earlier: bool = False
    more: bool = False
    shown: bool = False
    models: list[Option] = []
    makers: list[Option] = []
    _address: Address = Address()
    # Cursors of the pages behind us and on the screen.
    _starts: tuple[str, ...] = ("",)
    _first: int = 0
    _pages: int = 1

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        """On load and whenever the address changes. An address without a campaign gets one."""
        address = read_address(self.router.url.query_parameters)
        try:
            await self._open_page("" if address.campaign == EVERYWHERE else address.campaign)
        except NotFound:
            return rx.redirect(PATH, replace=True)
        if not address.campaign:
            return rx.redirect(address.changed(campaign=self.campaign.id).url(), replace=True)
        return await self._show(address)

    @rx.event
    @access("member")
    async def search(self, words: Words) -> EventSpec:
        return self._go(self._address.changed(q=words), replace=True)

    @rx.event
    @access("member")
    async def choose(self, name: FilterName, word: FilterWord) -> EventSpec:
        """Set a word of a filter, or take it back; an empty one clears the filter."""
        return self._go(self._address.toggled(name, word))

    @rx.event
    @access("member")
    async def choose_days(self, form: dict[str, Any]) -> EventSpec:
        first, last = (str(form.get(name, ""))[:10] for name in ("from", "to"))
        return self._go(self._address.toggled("date", f"{first}..{last}" if first or last else ""))

    @rx.event
    @access("member")
    async def clear(self) -> EventSpec:
        return self._go(self._address.cleared())

    @rx.event
    @access("member")
    async def show_tab(self, tab: Tab) -> EventSpec:
        kept = self._address if {tab, self.tab} == {"takes", "bin"} else self._address.cleared()
        return self._go(kept.changed(tab=tab))

    @rx.event
    @access("member")
    async def show_everywhere(self, everywhere: bool) -> EventSpec:
        wanted = EVERYWHERE if everywhere else self.campaign.id
        return self._go(self._address.changed(campaign=wanted))

    @rx.event
    @access("member")
    async def sort_by(self, sort: Sort) -> EventSpec:
        look = "grid" if self.look == "shots" else self.look
        return self._go(self._address.changed(sort=sort, look=look))

    @rx.event
    @access("member")
    async def lay_out(self, look: Look) -> EventSpec:
        return self._go(self._address.changed(look=look))

    @rx.event
    @access("member")
    async def resize(self, size: FilterWord) -> EventSpec:
        told = read_address({"size": size.partition(" ")[0]})
        return self._go(self._address.changed(size_px=told.size_px), replace=True)

    @rx.event
    @access("member")
    async def show_more(self) -> None:
        """One more page; beyond three, or of other tabs, the first leaves the screen."""
        if self._first + self._pages >= len(self._starts):
            return
        full = self._pages == PAGES_SHOWN or self._address.tab in {"creatives", "uploads"}
        self._first, self._pages = self._first + full, self._pages + (not full)
        await self._read()

    @rx.event
    @access("member")
    async def show_earlier(self) -> None:
        self._first = max(self._first - 1, 0)
        await self._read()

    @rx.event
    @access("member")
    async def back_to_start(self) -> None:
        self._first, self._pages = 0, 1
        await self._read()

    def _go(self, address: Address, *, replace: bool = False) -> EventSpec:
        return rx.redirect(address.url(), replace=replace)

    async def _show(self, address: Address) -> EventSpec | None:
        """From its first page on."""
        self._address = address
        self._starts, self._first, self._pages = ("",), 0, 1
        try:
            await self._read_choices()
            await self._read()
        except (NotFound, InvalidRequest):
            return rx.redirect(PATH, replace=True)
        day = address.chosen.get("date", ("",))[0].partition("..")
        for name, value in {
            "tab": address.tab,
            "everywhere": address.campaign == EVERYWHERE,
            "q": address.q,
            "sort": address.sort,
            "look": address.look,
            "size_px": address.size_px,
            "chosen": [
                f"{name}:{word}" for name, words in address.chosen.items() for word in words
            ],
            "labels": labels(address.chosen, (*self.models, *self.makers)),
            "filtered": bool(address.chosen or address.q),
            "from_day": day[0] if day[1] else "",
            "to_day": day[2],
            "shown": True,
        }.items():
            self._assign(name, value)
        return None

    async def _read_choices(self) -> None:
        studio, who = current(), await self._who()
        cards = await models.catalogue(studio)
        people = await library.makers(studio, who)
        self._assign("models", [Option(word=card.id, label=card.name) for card in cards])
        self._assign("makers", [Option(word=key, label=name) for key, name in people])

    async def _renew(self) -> None:
        if self.shown:
            await self._read()

    async def _read(self) -> None:
        if self._address.tab == "creatives":
            await self._read_picked()
        elif self._address.tab == "uploads":
            await self._read_pictures()
        else:
            await self._read_takes()

    async def _read_takes(self) -> None:
        studio, zone = current(), zone_minutes(self.router.headers.cookie)
        start = self._starts[self._first]
        query = self._address.query(cursor=start, pages=self._pages, zone_minutes=zone)
        found = await library.search(studio, await self._who(), query)
        if self._first and not found.tiles:  # what was here has been removed
            self._first, self._pages = 0, 1
            await self._read_takes()
            return
        behind = self._starts[: self._first + 1]
        ends = [cursor for cursor in (*found.cursors, found.next_cursor) if cursor]
        self._starts = (*behind, *ends)
        reader = Clock(now=studio.clock.now(), zone_minutes=zone)
        tiles = pages_of(found.tiles, found.groups, self._address.look == "shots", reader)
        for place in range(PAGES_SHOWN):
            page = tiles[place * library.PAGE_SIZE : (place + 1) * library.PAGE_SIZE]
            self._assign(f"page_{place + 1}", page)
        self._tell_ends(found.counts, bool(found.next_cursor))

    async def _read_picked(self) -> None:
        query = self._address.query(cursor=self._starts[self._first])
        found = await library.creatives(current(), await self._who(), query)
        self._starts = (*self._starts[: self._first + 1], *filter(None, [found.next_cursor]))
        self._assign("picked", [picked_tile(view) for view in found.creatives])
        self._tell_ends(found.counts, bool(found.next_cursor))

    async def _read_pictures(self) -> None:
        query = self._address.query(cursor=self._starts[self._first])
        found = await library.uploads(current(), await self._who(), query)
        self._starts = (*self._starts[: self._first + 1], *filter(None, [found.next_cursor]))
        self._assign("pictures", [picture_tile(view) for view in found.uploads])
        self._tell_ends(found.counts, bool(found.next_cursor))

    def _tell_ends(self, counts: CountsView, more: bool) -> None:
        self._assign("counts", counts)
        self._assign("more", more)
        self._assign("earlier", self._first > 0)
