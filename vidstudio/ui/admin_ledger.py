"""The page "Credits, Ledger": every row of every workspace, found, explained and exported."""

from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints, ValidationError
from reflex.event import EventSpec

from vidstudio.base.errors import InvalidRequest
from vidstudio.base.texts import text
from vidstudio.services import ledger_pages
from vidstudio.services.ledger_query import LedgerQuery
from vidstudio.studio import current
from vidstudio.ui.admin_frame import AdminPageState, admin_page
from vidstudio.ui.admin_ledger_rows import FILTERS, PATH, LedgerCard, address, ledger_card
from vidstudio.ui.admin_refund import refund_button, refund_dialog
from vidstudio.ui.explaining import DRAWER, ExplainState, explain_drawer, why_bar
from vidstudio.ui.frame import live_page
from vidstudio.ui.library_clock import Clock, zone_minutes
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.menus import menu_chip
from vidstudio.ui.parts.words import filled
from vidstudio.ui.session import access

ROUTE = PATH
TITLE = text("admin.areas.credits")
COLUMNS = ("time", "person", "kind", "credits", "lot", "after", "what", "who")
LONGEST_WORDS = 120
Words = Annotated[str, StringConstraints(max_length=LONGEST_WORDS)]


@live_page
class LedgerState(AdminPageState):
    PAGE = "admin_credits_ledger"

    card: LedgerCard = LedgerCard()
    shown: bool = False
    _query: LedgerQuery = LedgerQuery()

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        """What the address asks for; where it makes no sense, everything."""
        away = await self._open_admin()
        if away is not None:
            return away
        (await self.get_state(ExplainState))._begin()  # pyright: ignore[reportPrivateUsage] public ones are events
        names = (*FILTERS, "q", "cursor")
        given = {name: word for name in names if (word := self._asked(name))}
        try:
            self._query = LedgerQuery.model_validate(given)
            await self._renew()
        except (ValidationError, InvalidRequest):
            return rx.redirect(PATH, replace=True)
        return None

    @rx.event
    @access("admin")
    async def search(self, words: Words) -> EventSpec:
        return rx.redirect(address(self._query, q=" ".join(words.split())), replace=True)

    @rx.event
    @access("admin")
    async def refresh(self) -> None:
        """After a deed in another workspace, which is not heard here."""
        await self._renew()

    async def _renew(self) -> None:
        studio, who = current(), await self._who()
        found = await ledger_pages.page(studio, who, self._query)
        offered = await ledger_pages.choices(studio, who)
        zone = zone_minutes(self.router.headers.cookie)
        reader = Clock(now=studio.clock.now(), zone_minutes=zone)
        self._assign("card", ledger_card(found, offered, self._query, reader))
        self._assign("shown", True)


ON_LOAD = [LedgerState.opened]


def page() -> rx.Component:
    card: Any = LedgerState.card
    return admin_page(
        "ledger",
        _tools(card),
        rx.cond(
            LedgerState.shown,
            rx.cond(card.rows.length() > 0, _table(card), _nothing(card)),
            rx.el.div(class_name="skeleton ledger-loading", custom_attrs={"aria-hidden": "true"}),
        ),
        _pages(card),
        explain_drawer(refund_button()),
        refund_dialog(LedgerState),
        export=card.export_href,
    )


def _tools(card: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            icon("search", "text-2"),
            rx.el.input(
                id="library-search",
                type="search",
                default_value=card.q,
                placeholder=text("ledger.search_hint"),
                aria_label=text("ledger.search"),
                max_length=LONGEST_WORDS,
                on_change=LedgerState.search.debounce(300),
                custom_attrs={"data-q": card.q, "autoComplete": "off"},
            ),
            class_name="input ledger-search",
        ),
        *(
            menu_chip(
                f"ledger-{name}",
                text(f"ledger.filter.{name}"),
                getattr(card, name),
                clear_label=text("ledger.clear", name=text(f"ledger.filter.{name}")),
            )
            for name in FILTERS
        ),
        rx.el.span(class_name="grow"),
        rx.el.span(text("ledger.rule"), class_name="small text-2 ledger-rule"),
        class_name="ledger-tools",
    )


def _table(card: Any) -> rx.Component:
    heads = [rx.el.th(text(f"ledger.columns.{name}"), scope="col") for name in COLUMNS]
    last = rx.el.span(text("ledger.columns.explain"), class_name="visually-hidden")
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*heads, rx.el.th(last, scope="col"))),
            rx.el.tbody(rx.foreach(card.rows, _row)),
            class_name="ledger-table",
            aria_label=text("ledger.table"),
        ),
        class_name="ledger-box",
    )


def _row(row: Any) -> rx.Component:
    why: Any = ExplainState.why
    open_ = (why.workspace_id == row.workspace_id) & (why.key == row.key)
    return rx.fragment(
        rx.el.tr(
            rx.el.td(row.time, class_name="m small text-2"),
            rx.el.td(row.person, class_name="ellipsis"),
            rx.el.td(rx.el.span(row.kind, class_name="badge " + row.look)),
            rx.el.td(row.credits, class_name="m"),
            rx.el.td(row.lot, class_name="m small text-2"),
            rx.el.td(row.after, class_name="m"),
            rx.el.td(row.what, class_name="ellipsis", title=row.what),
            rx.el.td(row.who, class_name="small text-2 ellipsis"),
            rx.el.td(
                rx.el.button(
                    rx.cond(open_, icon("chevron-up", "s14"), icon("chevron-down", "s14")),
                    text("ledger.explain"),
                    type="button",
                    aria_label=row.name,
                    class_name="btn dense plain",
                    on_click=ExplainState.unfold(row.workspace_id, row.seq),
                    custom_attrs={"aria-expanded": rx.cond(open_, "true", "false")},
                )
            ),
            class_name=rx.cond(open_, "ledger-row on", "ledger-row"),
        ),
        rx.cond(open_, _unfolded(why)),
        key=row.workspace_id + row.key,
    )


def _unfolded(why: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.p(why.sentence, class_name="why-sentence pretty"),
            why_bar(why),
            rx.el.div(
                _fact("price_rule", why.price_rule),
                _fact("provider_id", why.provider_id),
                rx.el.span(filled("ledger.written_by", who=why.written_by)),
                rx.el.span(class_name="grow"),
                rx.cond(
                    why.take_href != "",
                    rx.el.a(text("ledger.open_take"), href=why.take_href, class_name="link"),
                ),
                rx.el.button(
                    text("ledger.whole"),
                    type="button",
                    class_name="link",
                    custom_attrs={"data-opens": DRAWER},
                ),
                class_name="ledger-facts small text-2",
            ),
            col_span=len(COLUMNS) + 1,
        ),
        class_name="ledger-why",
    )


def _fact(key: str, words: Any) -> rx.Component:
    return rx.cond(
        words != "",
        rx.el.span(text(f"ledger.{key}"), " ", rx.el.span(words, class_name="m")),
    )


def _nothing(card: Any) -> rx.Component:
    return rx.el.div(
        rx.el.b(text("ledger.empty.title")),
        rx.el.p(
            rx.cond(card.searched_to != "", card.searched_to, text("ledger.empty.words")),
        ),
        rx.cond(
            card.filtered,
            rx.el.a(text("ledger.clear_all"), href=PATH, class_name="btn outline"),
        ),
        class_name="empty ledger-box ledger-empty",
    )


def _pages(card: Any) -> rx.Component:
    further = rx.cond(card.searched_to != "", text("ledger.further"), text("ledger.earlier"))
    return rx.cond(
        (card.earlier_href != "") | (card.newest_href != ""),
        rx.el.nav(
            rx.cond(
                card.newest_href != "",
                rx.el.a(text("ledger.newest"), href=card.newest_href, class_name="btn outline"),
            ),
            rx.cond(
                (card.searched_to != "") & (card.rows.length() > 0),
                rx.el.span(card.searched_to, class_name="small text-2"),
            ),
            rx.cond(
                card.earlier_href != "",
                rx.el.a(further, href=card.earlier_href, class_name="btn outline"),
            ),
            class_name="row statement-pages",
            aria_label=text("ledger.pages"),
        ),
    )
