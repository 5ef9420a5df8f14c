"""The page "Audit log": every deed of an admin, the newest first. Nothing in it changes."""

from typing import Any
from urllib.parse import urlencode

import reflex as rx
from pydantic import ValidationError
from reflex.event import EventSpec

from vidstudio.base.texts import text
from vidstudio.services import audit_pages
from vidstudio.services.audit_pages import AuditQuery
from vidstudio.studio import current
from vidstudio.ui.admin_audit_words import AuditLine, action_word, audit_line
from vidstudio.ui.admin_frame import AdminPageState, area_page
from vidstudio.ui.admin_rows import beat, cell, table, waiting
from vidstudio.ui.frame import live_page
from vidstudio.ui.library_clock import Clock, zone_minutes
from vidstudio.ui.parts.menus import Choice, Menu, menu_chip
from vidstudio.ui.session import access
from vidstudio.views import View
from vidstudio.views.audit import AuditChoicesView, AuditPageView

ROUTE = "/admin/audit"
TITLE = text("admin.areas.audit")
FILTERS = ("who", "action")
COLUMNS = ("time", "who", "what", "about", "changes", "reason")


class AuditCard(View):
    rows: tuple[AuditLine, ...] = ()
    who: Menu = Menu()
    action: Menu = Menu()
    filtered: bool = False
    earlier_href: str = ""
    newest_href: str = ""


@live_page
class AdminAuditState(AdminPageState):
    PAGE = "admin_audit"

    card: AuditCard = AuditCard()
    read: bool = False
    _query: AuditQuery = AuditQuery()

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        """What the address asks for; where it makes no sense, everything."""
        away = await self._open_admin()
        if away is not None:
            return away
        names = (*FILTERS, "about", "before")
        try:
            given = {name: word for name in names if (word := self._asked(name))}
            self._query = AuditQuery.model_validate(given)
        except ValidationError:
            return rx.redirect(ROUTE, replace=True)
        await self._renew()
        return None

    @rx.event
    @access("admin")
    async def refresh(self, note: str) -> None:  # noqa: ARG002  a page script's beat
        await self._renew()

    async def _renew(self) -> None:
        studio, who = current(), await self._who()
        found = await audit_pages.page(studio, who, self._query)
        offered = await audit_pages.choices(studio, who)
        zone = zone_minutes(self.router.headers.cookie)
        reader = Clock(now=studio.clock.now(), zone_minutes=zone)
        self._assign("card", audit_card(found, offered, self._query, reader))
        self._assign("read", True)


ON_LOAD = [AdminAuditState.opened]


def audit_card(
    found: AuditPageView, offered: AuditChoicesView, query: AuditQuery, reader: Clock
) -> AuditCard:
    people = dict(offered.people)
    actions = {one: action_word(one) for one in offered.actions}
    return AuditCard(
        rows=tuple(audit_line(row, reader) for row in found.rows),
        who=_menu("who", people, query),
        action=_menu("action", actions, query),
        filtered=bool(query.who or query.action or query.about),
        earlier_href=address(query, before=found.next) if found.next else "",
        newest_href=address(query) if query.before else "",
    )


def address(query: AuditQuery, **changes: Any) -> str:
    """Where these rows stand; a changed filter begins at the newest page."""
    told = query.model_dump(exclude_defaults=True, exclude={"before"}) | changes
    words = urlencode({name: word for name, word in told.items() if word})
    return f"{ROUTE}?{words}" if words else ROUTE


def _menu(name: str, options: dict[str, str], query: AuditQuery) -> Menu:
    chosen: str = getattr(query, name)
    choices = tuple(
        Choice(label=label, href=address(query, **{name: word}), on=word == chosen)
        for word, label in options.items()
    )
    clear = address(query, **{name: ""}) if chosen else ""
    return Menu(label=options.get(chosen) or chosen, clear=clear, choices=choices)


def page() -> rx.Component:
    card: Any = AdminAuditState.card
    heads = tuple((text(f"audit.columns.{one}"), f"audit-{one}") for one in COLUMNS)
    rows = table(heads, rx.foreach(card.rows, _row), text("admin.areas.audit"))
    nothing = rx.el.p(text("audit.nothing"), class_name="empty admin-box")
    return area_page(
        "admin_audit",
        _tools(card),
        rx.cond(AdminAuditState.read, rx.cond(card.rows.length() > 0, rows, nothing), waiting()),
        _pages(card),
        beat(AdminAuditState.refresh),
    )


def _tools(card: Any) -> rx.Component:
    chips = (
        menu_chip(
            f"audit-{name}",
            text(f"audit.filter.{name}"),
            getattr(card, name),
            clear_label=text("ledger.clear", name=text(f"audit.filter.{name}")),
        )
        for name in FILTERS
    )
    return rx.el.div(
        *chips,
        rx.cond(
            card.filtered,
            rx.el.a(text("audit.all"), href=ROUTE, class_name="btn dense plain"),
        ),
        rx.el.span(class_name="grow"),
        rx.el.span(text("audit.rule"), class_name="small text-2 pretty"),
        class_name="people-bar audit-tools",
    )


def _row(row: Any) -> rx.Component:
    label = {one: text(f"audit.columns.{one}") for one in COLUMNS}
    return rx.el.tr(
        cell(label["time"], row.time, style="m text-2 audit-time"),
        cell(label["who"], row.who),
        rx.el.td(rx.el.b(row.what), class_name="card-title audit-what"),
        cell(label["about"], row.about, style="audit-about"),
        cell(
            label["changes"],
            rx.el.ul(rx.foreach(row.changes, lambda one: rx.el.li(one))),
            style="audit-changes",
        ),
        cell(label["reason"], row.reason, style="text-2 audit-reason pretty"),
        key=row.id,
        class_name="card audit-row",
    )


def _pages(card: Any) -> rx.Component:
    def link(words: str, href: Any) -> rx.Component:
        return rx.cond(href != "", rx.el.a(words, href=href, class_name="btn outline"))

    return rx.cond(
        (card.earlier_href != "") | (card.newest_href != ""),
        rx.el.nav(
            link(text("audit.newest"), card.newest_href),
            link(text("audit.earlier"), card.earlier_href),
            class_name="row queue-pages",
            aria_label=text("admin.people.pages"),
        ),
    )
