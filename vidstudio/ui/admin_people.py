"""The page "Credits, People": who has what, in pages; and the drawer of one of them."""

from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints
from reflex.event import EventSpec

from vidstudio.base.texts import counted
from vidstudio.services import people
from vidstudio.services.people import PeopleQuery
from vidstudio.services.people_order import Sort
from vidstudio.studio import current
from vidstudio.ui.admin_frame import AdminPageState, admin_page
from vidstudio.ui.admin_grant import AdminGrantState
from vidstudio.ui.admin_names import CREDITS_ROUTES, GRANT_DIALOG
from vidstudio.ui.admin_people_table import (
    PersonCard,
    Sorting,
    chosen_words,
    people_table,
    person_card,
    sort_choice,
)
from vidstudio.ui.admin_person import AdminPersonState
from vidstudio.ui.admin_person_drawer import person_drawer
from vidstudio.ui.frame import live_page
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.session import access

ROUTE = CREDITS_ROUTES["people"]
TITLE = text("admin.areas.credits")
Words = Annotated[str, StringConstraints(max_length=100)]


@live_page
class AdminPeopleState(AdminPageState):
    """The page and whose drawer is open stand in the address: `?page=2&person=…`."""

    PAGE = "admin_credits_people"

    search: str = ""
    sort: str = "person"
    turned: bool = False
    page_number: int = 1
    pages: int = 1
    total_words: str = ""
    rows: list[PersonCard] = []
    read: bool = False

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        away = await self._open_admin()
        if away is not None:
            return away
        page, ref = self._asked("page"), self._asked("person")
        if page[:5].isdecimal():
            self.page_number = int(page[:5])
        elif not ref:  # a drawer opens over the page that is there
            self.page_number = 1
        await self._look(ref)
        return None

    @rx.event
    @access("admin")
    async def look_for(self, words: Words) -> None:
        self.search, self.page_number = words, 1
        await self._list()

    @rx.event
    @access("admin")
    async def sort_by(self, key: Sort) -> None:
        """A second press on the same turns it round."""
        self.turned = self.sort == key and not self.turned
        self.sort, self.page_number = key, 1
        await self._list()

    @rx.event
    @access("admin")
    async def refresh(self, note: str) -> None:  # noqa: ARG002  a page script's beat
        await self._renew()

    async def _renew(self) -> None:
        await self._look((await self.get_state(AdminPersonState)).ref)

    async def _look(self, ref: str) -> None:
        """The list, and the drawer of this member; none without a ref."""
        drawer = await self.get_state(AdminPersonState)
        await drawer._show(ref)  # pyright: ignore[reportPrivateUsage]
        await self._list()

    async def _list(self) -> None:
        studio, who = current(), await self._who()
        query = PeopleQuery.model_validate(
            {
                "search": self.search,
                "page": max(1, min(self.page_number, 10_000)),
                "sort": self.sort,
                "turned": self.turned,
            }
        )
        found = await people.page(studio, who, query)
        now = studio.clock.now()
        for name, value in {
            "rows": [person_card(row, now) for row in found.rows],
            "page_number": found.page,
            "pages": found.pages,
            "total_words": counted("admin.people.count", found.total),
            "read": True,
        }.items():
            self._assign(name, value)


ON_LOAD = [AdminPeopleState.opened]


def page() -> rx.Component:
    state = AdminPeopleState
    here = f"{ROUTE}?page={state.page_number}"
    sorting = Sorting(state.sort, state.turned, state.sort_by)
    return admin_page(
        "people",
        rx.el.div(
            rx.el.div(_search(), sort_choice(sorting), _chosen(), class_name="people-bar"),
            rx.cond(
                state.read,
                rx.cond(
                    state.rows.length() > 0,
                    people_table(
                        state.rows,
                        AdminPersonState.ref,
                        _box,
                        sorting,
                    ),
                    rx.el.p(
                        rx.cond(
                            state.search != "",
                            filled("admin.people.not_found", words=state.search),
                            text("admin.people.nobody"),
                        ),
                        class_name="empty admin-box",
                    ),
                ),
                rx.el.div(
                    class_name="skeleton admin-box people-waiting",
                    custom_attrs={"aria-busy": "true"},
                ),
            ),
            _pages(),
            class_name="admin-list",
            custom_attrs={"inert": AdminPersonState.ref != ""},
        ),
        person_drawer(here),
        refresh=state.refresh,
    )


def _search() -> rx.Component:
    state = AdminPeopleState
    return rx.fragment(
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
        rx.el.span(state.total_words, class_name="small text-2", role="status"),
    )


def _chosen() -> rx.Component:
    """What to do with those whose boxes are ticked."""
    grant = AdminGrantState
    return rx.cond(
        grant.chosen.length() > 0,
        rx.el.div(
            rx.el.span(chosen_words(grant.chosen.length()), class_name="small"),
            rx.el.button(
                text("admin.people.forget"),
                type="button",
                class_name="btn dense plain",
                on_click=grant.forget,
            ),
            rx.el.button(
                text("admin.people.grant_chosen"),
                type="button",
                class_name="btn dense outline",
                custom_attrs={"data-opens": GRANT_DIALOG},
            ),
            class_name="row people-chosen",
        ),
    )


def _box(person: Any) -> rx.Component:
    return rx.el.input(
        type="checkbox",
        checked=AdminGrantState.chosen.contains(person.ref),
        on_change=AdminGrantState.choose(person.ref),
        aria_label=filled("admin.people.choose", name=person.name),
        class_name="tick",
    )


def _pages() -> rx.Component:
    number, pages = AdminPeopleState.page_number, AdminPeopleState.pages

    def step(key: str, by: int, there: Any) -> rx.Component:
        return rx.cond(
            there,
            rx.el.a(
                text(f"admin.people.{key}"),
                href=f"{ROUTE}?page={number + by}",
                class_name="btn outline",
            ),
        )

    return rx.cond(
        pages > 1,
        rx.el.nav(
            step("before", -1, number > 1),
            rx.el.span(
                filled("admin.people.page_of", page=number, pages=pages), class_name="small text-2"
            ),
            step("after", 1, number < pages),
            class_name="row queue-pages",
            aria_label=text("admin.people.pages"),
        ),
    )
