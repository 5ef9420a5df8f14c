"""The page "Credits" of every member: what came, what went and why, by day."""

from typing import Any

import reflex as rx
from pydantic import ValidationError
from reflex.event import EventSpec

from vidstudio.base.errors import InvalidRequest, NotFound
from vidstudio.base.texts import text
from vidstudio.services import months, statement
from vidstudio.services.statement import StatementQuery
from vidstudio.studio import current
from vidstudio.ui.explaining import ExplainState, explain_drawer
from vidstudio.ui.frame import PageState, live_page
from vidstudio.ui.library_clock import Clock, zone_minutes
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.menus import menu_chip
from vidstudio.ui.parts.words import filled
from vidstudio.ui.session import access
from vidstudio.ui.shell import page_frame
from vidstudio.ui.statement_rows import PATH, StatementCard, statement_card
from vidstudio.ui.statement_side import PurseCard, purse_card, side

ROUTE = PATH
TITLE = text("statement.title")
ICONS = {"grant": "gift", "refund": "undo-2", "expire": "hourglass", "revoke": "minus"}


@live_page
class StatementState(PageState):
    PAGE = "credits"

    card: StatementCard = StatementCard()
    purse: PurseCard = PurseCard()
    shown: bool = False
    _query: StatementQuery | None = None

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        """What the address asks for; where it makes no sense, the present month."""
        await self._open_page()
        zone = zone_minutes(self.router.headers.cookie)
        given = {name: self._asked(name) for name in ("month", "campaign", "before")}
        month = given["month"] or months.month_of(current().clock.now(), zone)
        asked = {"month": month, "campaign_id": given["campaign"], "cursor": given["before"]}
        try:
            self._query = StatementQuery.model_validate(asked | {"zone_minutes": zone})
            await self._renew()
        except (ValidationError, NotFound, InvalidRequest):
            return rx.redirect(PATH, replace=True)
        return None

    async def _renew(self) -> None:
        query = self._query
        if query is None:
            return
        studio, who = current(), await self._who()
        found = await statement.page(studio, who, query)
        reader = Clock(now=studio.clock.now(), zone_minutes=query.zone_minutes)
        card = statement_card(found, query.month, query.campaign_id, query.cursor, reader)
        purse, low = await statement.purse(studio, who), studio.settings.low_balance_credits
        told = purse_card(purse, studio.settings.credit_usd, low, reader.now)
        for name, value in {"card": card, "purse": told, "shown": True}.items():
            self._assign(name, value)


ON_LOAD = [StatementState.opened]


def page() -> rx.Component:
    return page_frame(
        rx.el.div(_history(), side(StatementState.purse), class_name="statement"),
        explain_drawer(),
        place="credits",
    )


def _history() -> rx.Component:
    card: Any = StatementState.card
    return rx.el.div(
        rx.el.div(
            rx.el.h2(text("statement.heading"), class_name="h2"),
            rx.el.span(class_name="grow"),
            menu_chip("statement-months", text("statement.months"), card.months),
            menu_chip(
                "statement-campaigns",
                text("statement.campaigns"),
                card.campaigns,
                lit=card.filtered,
            ),
            anchor(
                icon("download", "s14"),
                text("statement.csv"),
                href=card.csv_href,
                class_name="btn dense plain",
                aria_label=text("statement.csv_label"),
                custom_attrs={"download": ""},
            ),
            class_name="row statement-head",
        ),
        _columns(),
        rx.cond(
            StatementState.shown,
            rx.cond(card.groups.length() > 0, rx.foreach(card.groups, _day), _nothing(card)),
            rx.el.div(
                class_name="skeleton statement-loading", custom_attrs={"aria-hidden": "true"}
            ),
        ),
        _pages(card),
        class_name="statement-history",
    )


def _columns() -> rx.Component:
    names = {"time": "time", "what": "what", "credits": "credits m-right", "after": "after m-right"}
    return rx.el.div(
        *(
            rx.el.span(text(f"statement.columns.{name}"), class_name=f"statement-{style}")
            for name, style in names.items()
        ),
        class_name="statement-row statement-columns",
        custom_attrs={"aria-hidden": "true"},
    )


def _day(group: Any) -> rx.Component:
    return rx.el.section(
        rx.el.h3(
            group.name, rx.el.span(group.words, class_name="small text-2"), class_name="title day"
        ),
        rx.el.ul(rx.foreach(group.rows, _row)),
        key=group.key,
    )


def _row(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.time, class_name="statement-time m small text-2"),
        _picture(row),
        rx.el.div(
            rx.el.button(
                row.title,
                type="button",
                class_name="statement-name title ellipsis",
                aria_label=row.name,
                on_click=ExplainState.explain(row.key),
            ),
            rx.el.p(row.line, class_name="statement-line small text-2"),
            class_name="statement-what",
        ),
        rx.el.span(
            row.credits, class_name="statement-credits m", custom_attrs={"data-tone": row.tone}
        ),
        rx.el.span(row.after, class_name="statement-after m small text-2"),
        icon("chevron-right", "s14 text-2 statement-more"),
        key=row.key,
        class_name="statement-row",
    )


def _picture(row: Any) -> rx.Component:
    marks = [(look, icon(name)) for look, name in ICONS.items()]
    return rx.el.span(
        rx.cond(
            row.poster_url != "",
            rx.el.img(src=row.poster_url, alt="", loading="lazy"),
            rx.match(row.look, *marks, icon("film")),
        ),
        class_name=rx.cond(row.poster_url != "", "thumb", "thumb statement-mark"),
        custom_attrs={"aria-hidden": "true"},
    )


def _nothing(card: Any) -> rx.Component:
    outlines = (("27px", "48px"), ("57px", "32px"), ("40px", "40px"))
    return rx.el.div(
        rx.el.div(
            *(rx.el.i(style={"width": width, "height": height}) for width, height in outlines),
            class_name="art",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.b(filled("statement.empty.title", month=card.month)),
        rx.el.p(text("statement.empty.words")),
        class_name="empty statement-empty",
    )


def _pages(card: Any) -> rx.Component:
    def link(key: str, href: Any) -> rx.Component:
        return rx.cond(
            href != "", rx.el.a(text(f"statement.{key}"), href=href, class_name="btn outline")
        )

    return rx.cond(
        (card.earlier_href != "") | (card.newest_href != ""),
        rx.el.nav(
            link("newest", card.newest_href),
            link("earlier", card.earlier_href),
            class_name="row statement-pages",
            aria_label=text("statement.pages"),
        ),
    )
