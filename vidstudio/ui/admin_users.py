"""The page "Users": who may come in, as what, and which invitations are open."""

from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints
from reflex.event import EventSpec

from vidstudio.base.texts import counted
from vidstudio.services import invites, members
from vidstudio.services.members import MembersQuery
from vidstudio.studio import current
from vidstudio.ui.admin_frame import AdminPageState, area_page
from vidstudio.ui.admin_invite import DIALOG, AdminInviteState, invite_dialog
from vidstudio.ui.admin_links import link_dialog
from vidstudio.ui.admin_rows import beat, pages, waiting
from vidstudio.ui.admin_user import AdminUserState
from vidstudio.ui.admin_user_drawer import user_drawer
from vidstudio.ui.admin_users_table import (
    ROUTE as ROUTE,
)
from vidstudio.ui.admin_users_table import (
    InviteCard,
    UserCard,
    invite_card,
    invites_table,
    user_card,
    users_table,
)
from vidstudio.ui.frame import live_page
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.session import access

TITLE = text("admin.areas.users")
Words = Annotated[str, StringConstraints(max_length=100)]


@live_page
class AdminUsersState(AdminPageState):
    """The page and whose drawer is open stand in the address: `?page=2&person=…`."""

    PAGE = "admin_users"

    search: str = ""
    page_number: int = 1
    pages: int = 1
    total_words: str = ""
    rows: list[UserCard] = []
    invites: list[InviteCard] = []
    read: bool = False

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        away = await self._open_admin()
        if away is not None:
            return away
        page = self._asked("page")
        self.page_number = int(page[:5]) if page[:5].isdecimal() else 1
        await (await self.get_state(AdminInviteState))._read()  # pyright: ignore[reportPrivateUsage]
        await self._look(self._asked("person"))
        return None

    @rx.event
    @access("admin")
    async def look_for(self, words: Words) -> None:
        self.search, self.page_number = words, 1
        await self._list()

    @rx.event
    @access("admin")
    async def refresh(self, note: str) -> None:  # noqa: ARG002  a page script's beat
        await self._renew()

    async def _renew(self) -> None:
        await self._look((await self.get_state(AdminUserState)).ref)

    async def _look(self, ref: str) -> None:
        drawer = await self.get_state(AdminUserState)
        await drawer._show(ref)  # pyright: ignore[reportPrivateUsage]
        await self._list()

    async def _list(self) -> None:
        studio, who = current(), await self._who()
        query = MembersQuery(search=self.search, page=max(1, min(self.page_number, 10_000)))
        found = await members.page(studio, who, query)
        open_ones, now = await invites.not_used(studio, who), studio.clock.now()
        for name, value in {
            "rows": [user_card(row, now) for row in found.rows],
            "invites": [invite_card(one, now) for one in open_ones],
            "page_number": found.page,
            "pages": found.pages,
            "total_words": counted("admin.people.count", found.total),
            "read": True,
        }.items():
            self._assign(name, value)


ON_LOAD = [AdminUsersState.opened]


def page() -> rx.Component:
    state: Any = AdminUsersState
    here = f"{ROUTE}?page={state.page_number}"
    nobody = rx.el.p(
        filled("admin.people.not_found", words=state.search), class_name="empty admin-box"
    )
    people = rx.cond(state.rows.length() > 0, users_table(state.rows, AdminUserState.ref), nobody)
    return area_page(
        "admin_users",
        rx.el.div(
            _tools(),
            rx.cond(state.read, people, waiting()),
            pages(ROUTE, state.page_number, state.pages),
            rx.cond(state.invites.length() > 0, _invites()),
            class_name="admin-list",
            custom_attrs={"inert": AdminUserState.ref != ""},
        ),
        user_drawer(here),
        invite_dialog(),
        link_dialog(),
        beat(state.refresh),
    )


def _tools() -> rx.Component:
    state: Any = AdminUsersState
    return rx.el.div(
        rx.el.label(
            icon("search", "s14 text-2"),
            rx.el.input(
                type="search",
                placeholder=text("admin.people.search"),
                aria_label=text("admin.people.search"),
                default_value=state.search,
                max_length=100,
                on_change=state.look_for.debounce(250),
            ),
            class_name="input people-search",
        ),
        rx.el.span(state.total_words, class_name="small text-2 grow", role="status"),
        rx.el.button(
            icon("user-plus", "s14"),
            text("users.invite.open"),
            type="button",
            class_name="btn filled",
            custom_attrs={"data-opens": DIALOG},
        ),
        class_name="people-bar",
    )


def _invites() -> rx.Component:
    return rx.el.section(
        rx.el.h2(text("users.invites.title"), id="open-links", class_name="h3 section-title"),
        invites_table(AdminUsersState.invites, AdminInviteState.take_back),
        aria_labelledby="open-links",
    )
