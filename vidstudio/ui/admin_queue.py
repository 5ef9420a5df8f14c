"""The page "Queue" of admins: the open takes of all workspaces, and stopping one of them."""

from typing import Annotated, Any, get_args

import reflex as rx
from pydantic import StringConstraints, ValidationError
from reflex.event import EventSpec

from vidstudio.base.errors import VidstudioError
from vidstudio.base.problems import problem
from vidstudio.base.texts import text
from vidstudio.services import whole_queue
from vidstudio.services.whole_queue import PAGE_ROWS, Show, StopRequest, WholeQueueQuery
from vidstudio.studio import current
from vidstudio.ui.admin_frame import AdminPageState, area_page
from vidstudio.ui.admin_names import refreshed
from vidstudio.ui.admin_queue_rows import TakeLine, take_line
from vidstudio.ui.admin_queue_table import DIALOG, stop_dialog, takes_table
from vidstudio.ui.admin_rows import beat, waiting
from vidstudio.ui.admin_user import ReasonForm
from vidstudio.ui.frame import live_page
from vidstudio.ui.library_clock import Clock, zone_minutes
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import access
from vidstudio.views.whole_queue import WholeCounts

ROUTE = "/admin/queue"
TITLE = text("admin.areas.queue")
SHOWS: tuple[Show, ...] = get_args(Show)
TaskId = Annotated[str, StringConstraints(max_length=64)]


class StopForm(ReasonForm):
    task: TaskId = ""


@live_page
class AdminQueueState(AdminPageState):
    """What is shown and where the page begins stand in the address: `?show=waiting&after=…`.

    `asked` is the take that the dialog is about.
    """

    PAGE = "admin_queue"

    show: str = SHOWS[0]
    rows: list[TakeLine] = []
    counts: WholeCounts = WholeCounts()
    next: str = ""
    behind: bool = False
    halted: str = ""
    asked: TakeLine = TakeLine()
    wrong: str = ""
    nonce: int = 0
    read: bool = False
    _query: WholeQueueQuery = WholeQueueQuery()

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        """What the address asks for; where it makes no sense, everything."""
        away = await self._open_admin()
        if away is not None:
            return away
        given = {name: word for name in ("show", "after") if (word := self._asked(name))}
        try:
            self._query = WholeQueueQuery.model_validate(given)
        except ValidationError:
            return rx.redirect(ROUTE, replace=True)
        await self._renew()
        return None

    @rx.event
    @access("admin")
    async def refresh(self, note: str) -> None:  # noqa: ARG002  a page script's beat
        await self._renew()

    @rx.event
    @access("admin")
    async def ask(self, task_id: TaskId) -> EventSpec | None:
        """Open the dialog for a row of this page."""
        asked = next((row for row in self.rows if row.id == task_id), None)
        if asked is None:
            return None
        self.asked, self.wrong, self.nonce = asked, "", self.nonce + 1
        return rx.call_script(f"window.vidstudio.open('{DIALOG}')")

    @rx.event
    @access("admin")
    async def stop(self, form: StopForm) -> list[EventSpec] | None:
        try:
            request = StopRequest(task_id=form.task, reason=form.why())
            ended = await whole_queue.stop(current(), await self._who(), request)
        except VidstudioError as error:
            self.wrong = problem(error).detail
            return None
        await self._renew()
        told = text("admin_queue.stop.ended" if ended else "admin_queue.stop.asked")
        return [rx.call_script(f"window.vidstudio.close('{DIALOG}')"), toast(told), refreshed()]

    async def _renew(self) -> None:
        studio = current()
        found = await whole_queue.page(studio, await self._who(), self._query)
        zone = zone_minutes(self.router.headers.cookie)
        reader = Clock(now=studio.clock.now(), zone_minutes=zone)
        for name, value in {
            "show": self._query.show,
            "rows": [take_line(row, reader) for row in found.rows],
            "counts": found.counts,
            "next": found.next,
            "behind": bool(self._query.after),
            "halted": found.halted or "",
            "read": True,
        }.items():
            self._assign(name, value)


ON_LOAD = [AdminQueueState.opened]


def page() -> rx.Component:
    state: Any = AdminQueueState
    rows = takes_table(state.rows, state.ask)
    return area_page(
        "admin_queue",
        _tabs(state),
        rx.cond(state.halted != "", _halted(state)),
        rx.cond(state.read, rx.cond(state.rows.length() > 0, rows, _nothing(state)), waiting()),
        _pages(state),
        stop_dialog(state),
        beat(state.refresh),
    )


def _tabs(state: Any) -> rx.Component:
    def tab(show: Show) -> rx.Component:
        count = getattr(state.counts, show)
        return rx.el.a(
            text(f"admin_queue.tabs.{show}"),
            rx.cond(count > 0, rx.el.span(count, class_name="m")),
            href=f"{ROUTE}?show={show}",
            class_name="queue-tab",
            custom_attrs={"aria-current": rx.cond(state.show == show, "page", "false")},
        )

    tabs = rx.el.nav(
        *(tab(show) for show in SHOWS),
        class_name="queue-tabs",
        aria_label=text("admin_queue.tabs.label"),
    )
    return rx.el.div(tabs, class_name="queue-bar-top")


def _halted(state: Any) -> rx.Component:
    return rx.el.div(
        icon("octagon-pause", "is-warn"),
        rx.el.div(
            rx.el.b(text("admin_queue.halted")),
            rx.el.p(state.halted, class_name="small pretty"),
            class_name="stack grow",
        ),
        rx.el.a(text("admin_queue.providers"), href="/admin/providers", class_name="btn outline"),
        class_name="admin-box stop-card on row stop-words",
        role="status",
    )


def _nothing(state: Any) -> rx.Component:
    nothing = ((show, text(f"admin_queue.empty.{show}")) for show in SHOWS)
    here = rx.match(state.show, *nothing, "")
    words = rx.cond(state.behind, text("admin_queue.empty.behind"), here)
    return rx.el.p(words, class_name="empty admin-box")


def _pages(state: Any) -> rx.Component:
    here = f"{ROUTE}?show={state.show}"

    def link(there: Any, words: str, href: Any) -> rx.Component:
        return rx.cond(there, rx.el.a(words, href=href, class_name="btn outline"))

    return rx.cond(
        state.behind | (state.next != ""),
        rx.el.nav(
            link(state.behind, text("admin_queue.first"), here),
            link(
                state.next != "",
                text("admin_queue.more", count=PAGE_ROWS),
                f"{here}&after={state.next}",
            ),
            class_name="row queue-pages",
            aria_label=text("admin_queue.pages"),
        ),
    )
