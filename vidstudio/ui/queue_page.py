"""The page "Queue": tabs, pages, and all that failed once more."""

from typing import get_args

import reflex as rx
from reflex.event import EventSpec

from vidstudio.base.texts import counted, text
from vidstudio.services import queue
from vidstudio.services.queue import QueueQuery, Tab
from vidstudio.studio import current
from vidstudio.ui.amounts import credits
from vidstudio.ui.frame import PageState, live_page
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.parts.words import filled
from vidstudio.ui.queue import nothing_rendering, pause_switch
from vidstudio.ui.queue_list import queue_groups
from vidstudio.ui.queue_rows import QueueCard, page_card
from vidstudio.ui.session import access
from vidstudio.ui.shell import page_frame
from vidstudio.views import QueueCounts

ROUTE = "/queue"
TITLE = text("queue.title")
TABS: tuple[Tab, ...] = get_args(Tab)
COLUMNS = ("take", "state", "time", "person", "credits")
DIALOG = "retry-all"


@live_page
class QueueState(PageState):
    PAGE = "queue"

    tab: str = "active"
    page_number: int = 1
    pages: int = 1
    rows: QueueCard = QueueCard()
    counts: QueueCounts = QueueCounts()
    retry_count: int = 0
    retry_price: str = ""
    retry_title: str = ""
    _retry_ids: tuple[str, ...] = ()

    @rx.event
    @access("member")
    async def opened(self) -> None:
        asked, page = self._asked("tab"), self._asked("page")
        self.tab = asked if asked in TABS else TABS[0]
        self.page_number = int(page) if page.isdecimal() and 0 < int(page[:6]) <= 10_000 else 1  # noqa: PLR2004
        await self._open_page()
        await self._renew()

    @rx.event
    @access("member")
    async def retry_failed(self) -> EventSpec:
        made = await queue.retry(current(), await self._who(), self._retry_ids)
        return toast(counted("queue.retry.done", made))

    async def _renew(self) -> None:
        query = QueueQuery(tab=self.tab, page=self.page_number)  # pyright: ignore[reportArgumentType]
        found = await queue.page(current(), await self._who(), query)
        for name, value in {
            "rows": page_card(found.rows),
            "counts": found.counts,
            "pages": found.pages,
            "_retry_ids": found.retry_ids,
            "retry_count": len(found.retry_ids),
            "retry_price": credits(found.retry_credits) if found.retry_credits else "",
            "retry_title": counted("queue.retry.title", len(found.retry_ids)),
        }.items():
            self._assign(name, value)


ON_LOAD = [QueueState.opened]


def page() -> rx.Component:
    return page_frame(
        rx.el.div(
            _tabs(),
            rx.el.div(_retry_button(), pause_switch("page"), class_name="row queue-tools"),
            class_name="queue-bar-top",
        ),
        rx.el.div(_columns(), _rows(), class_name="queue-box queue-list wide"),
        _pages(),
        _retry_dialog(),
        place="queue",
    )


def _tabs() -> rx.Component:
    return rx.el.nav(
        *(_tab(tab) for tab in TABS), class_name="queue-tabs", aria_label=text("queue.tabs.label")
    )


def _tab(tab: Tab) -> rx.Component:
    count = getattr(QueueState.counts, tab)
    return rx.el.a(
        text(f"queue.tabs.{tab}"),
        rx.cond(count > 0, rx.el.span(count, class_name="m")) if tab != "all" else rx.fragment(),
        href=f"/queue?tab={tab}",
        class_name="queue-tab",
        custom_attrs={"aria-current": rx.cond(QueueState.tab == tab, "page", "false")},
    )


def _columns() -> rx.Component:
    return rx.el.div(
        rx.el.span(),
        *(rx.el.span(text(f"queue.columns.{name}")) for name in COLUMNS),
        class_name="queue-row queue-columns",
        custom_attrs={"aria-hidden": "true"},
    )


def _rows() -> rx.Component:
    rows = QueueState.rows
    shown = rows.needs.length() + rows.making.length() + rows.waiting.length() + rows.done.length()
    nothing = rx.cond(
        QueueState.tab == "active",
        rx.fragment(nothing_rendering(), queue_groups(QueueState.queue, in_place=False)),
        rx.el.p(text("queue.nothing_here"), class_name="empty"),
    )
    return rx.cond(
        QueueState.ready,
        rx.cond(shown > 0, queue_groups(rows, in_place=False), nothing),
        rx.el.div(class_name="skeleton queue-loading", custom_attrs={"aria-hidden": "true"}),
    )


def _pages() -> rx.Component:
    def step(key: str, by: int, there: bool | rx.Var[bool]) -> rx.Component:
        to = QueueState.page_number + by
        href = f"/queue?tab={QueueState.tab}&page={to}"
        return rx.cond(there, rx.el.a(text(f"queue.{key}"), href=href, class_name="btn outline"))

    number, pages = QueueState.page_number, QueueState.pages
    return rx.cond(
        pages > 1,
        rx.el.nav(
            step("newer", -1, number > 1),
            rx.el.span(
                filled("queue.page_of", page=number, pages=pages), class_name="small text-2"
            ),
            step("older", 1, number < pages),
            class_name="row queue-pages",
            aria_label=text("queue.pages"),
        ),
    )


def _retry_words() -> rx.Var[str]:
    return rx.cond(QueueState.retry_price != "", QueueState.retry_price, text("queue.free"))


def _retry_button() -> rx.Component:
    return rx.cond(
        QueueState.retry_count > 1,
        rx.el.button(
            filled("queue.retry.open", price=_retry_words()),
            type="button",
            class_name="btn outline",
            custom_attrs={"data-opens": DIALOG},
        ),
    )


def _retry_dialog() -> rx.Component:
    """The only way to spend for several takes here: it says the price before."""
    return rx.el.dialog(
        rx.el.h2(QueueState.retry_title, id="retry-all-title", class_name="h2 dialog-head"),
        rx.el.p(
            rx.cond(
                QueueState.retry_price != "",
                filled("queue.retry.words", price=QueueState.retry_price),
                text("queue.retry.words_free"),
            ),
            id="retry-all-words",
        ),
        rx.el.div(
            rx.el.span(class_name="grow"),
            rx.el.button(
                text("queue.retry.no"),
                type="button",
                class_name="btn main outline",
                custom_attrs={"data-closes": DIALOG},
            ),
            rx.el.button(
                filled("queue.retry.yes", price=_retry_words()),
                type="button",
                class_name="btn main filled",
                on_click=QueueState.retry_failed,
                custom_attrs={"data-closes": DIALOG, "data-once": ""},
            ),
            class_name="dialog-foot",
        ),
        id=DIALOG,
        class_name="dialog",
        role="alertdialog",
        aria_labelledby="retry-all-title",
        aria_describedby="retry-all-words",
    )
