"""The frame of the admin's pages. Credits has three tabs, each a page of its own.

A page's State derives from `AdminPageState` and begins its `opened` with `_open_admin`: whoever
is no admin is led away before anything is read. The services refuse them as well.
"""

from typing import Any, get_args

import reflex as rx
from reflex.event import EventSpec

from vidstudio.ui.admin_grant_dialog import grant_dialog
from vidstudio.ui.admin_names import CREDITS_ROUTES, EXPORT_HREF, GRANT_DIALOG, REFRESH_INPUT, Tab
from vidstudio.ui.frame import FrameState, PageState
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.shell import page_frame


class AdminPageState(PageState):
    """What the pages of admins have in common."""

    async def _open_admin(self) -> EventSpec | None:
        """Opens the page for an admin; anybody else is sent to where `/` leads."""
        if not (await self._who()).is_admin:
            return rx.call_script("location.replace('/')")
        await self._open_page()
        return None


def area_page(place: str, *children: rx.Component) -> rx.Component:
    """A page of an admin's area. `place` is its `PAGE`: "admin_users" is the area "users"."""
    # An admin's figures are not even drawn for others, who are on their way out.
    shown = rx.cond(FrameState.account.is_admin, rx.fragment(*children))
    return page_frame(rx.el.div(shown, class_name="admin"), place=place)


def admin_page(
    tab: Tab, *children: rx.Component, export: Any = EXPORT_HREF, refresh: Any = None
) -> rx.Component:
    """A tab of Credits. `export` is what the button downloads.

    `refresh` takes a note and reads the page anew: after a deed here, and twice a minute.
    """
    beat = rx.fragment()
    if refresh is not None:
        beat = rx.el.input(type="text", hidden=True, id=REFRESH_INPUT, on_change=refresh)
    place = f"admin_credits_{tab}"
    return area_page(place, _bar(tab, export), *children, beat, grant_dialog())


def _bar(here: Tab, export: Any) -> rx.Component:
    return rx.el.div(
        rx.el.nav(
            *(_tab(tab, here) for tab in get_args(Tab)),
            class_name="admin-tabs",
            aria_label=text("admin.tabs.label"),
        ),
        rx.el.div(
            anchor(
                icon("download", "s14"),
                text("admin.frame.export"),
                href=export,
                class_name="btn dense plain",
                custom_attrs={"download": ""},
            ),
            rx.el.button(
                icon("plus", "s14"),
                text("admin.frame.grant"),
                type="button",
                class_name="btn dense filled",
                custom_attrs={"data-opens": GRANT_DIALOG},
            ),
            class_name="row admin-acts",
        ),
        class_name="admin-bar",
    )


def _tab(tab: Tab, here: Tab) -> rx.Component:
    return rx.el.a(
        text(f"admin.tabs.{tab}"),
        href=CREDITS_ROUTES[tab],
        class_name="admin-tab",
        custom_attrs={"aria-current": "page"} if tab == here else {},
    )
