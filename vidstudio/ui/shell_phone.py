"""The phone: tabs at the bottom and the sheet behind "More".

On the campaign's page live.js switches Chat and Make in place; from elsewhere they lead there.
"""

from typing import Any

import reflex as rx

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon, queue_icon, take_icon
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.shell_areas import AREAS, area_link
from vidstudio.ui.shell_campaigns import campaign_list, new_campaign_row
from vidstudio.ui.shell_rail import account_part, campaign_href


def tab_bar(place: str) -> rx.Component:
    in_works = FrameState.making + FrameState.waiting
    bead = rx.cond(in_works > 0, rx.el.span(class_name="bead tab-bead"))
    return rx.el.nav(
        _zone("chat", place, icon("message-square-text", "s20")),
        _zone("make", place, take_icon("s20")),
        _page("library", place, icon("layout-grid", "s20")),
        _page("queue", place, queue_icon("s20"), bead),
        rx.el.button(
            icon("ellipsis", "s20"),
            text("frame.tabs.more"),
            type="button",
            class_name="tab",
            custom_attrs={"popovertarget": "more"},
        ),
        class_name="tab-bar",
        aria_label=text("frame.tabs.label"),
    )


def _zone(key: str, place: str, mark: rx.Component) -> rx.Component:
    """A part of the campaign's page. From another page the link leads to it."""
    switches = {"data-tab-to": key}
    word = text(f"frame.tabs.{key}")
    if place == "campaign":
        return rx.el.button(mark, word, type="button", class_name="tab", custom_attrs=switches)
    return rx.el.a(mark, word, href=campaign_href(), class_name="tab", custom_attrs=switches)


def _page(key: str, place: str, *shown: rx.Component) -> rx.Component:
    here = {"aria-current": "page"} if key == place else {}
    word = text(f"frame.tabs.{key}")
    return rx.el.a(*shown, word, href=f"/{key}", class_name="tab", custom_attrs=here)


def more_sheet() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h2(text("frame.tabs.more"), class_name="h3"),
            rx.el.button(
                icon("x"),
                type="button",
                aria_label=text("frame.tabs.close"),
                class_name="icon-btn",
                custom_attrs={"popovertarget": "more", "popovertargetaction": "hide"},
            ),
            class_name="sheet-head",
        ),
        rx.el.div(text("frame.tabs.pages"), class_name="small text-2 menu-title"),
        _link("review", "message-square-quote", FrameState.to_review),
        _link("publish", "send"),
        rx.el.div(class_name="menu-line"),
        rx.el.div(text("frame.places.campaigns"), class_name="small text-2 menu-title"),
        campaign_list(),
        new_campaign_row(),
        rx.el.div(class_name="menu-line"),
        rx.cond(FrameState.account.is_admin, _admin()),
        account_part(),
        id="more",
        class_name="popover sheet",
        role="dialog",
        aria_label=text("frame.tabs.more"),
        custom_attrs={"popover": "auto"},
    )


def _admin() -> rx.Component:
    return rx.fragment(
        rx.el.div(text("admin.areas.admin"), class_name="small text-2 menu-title"),
        *(area_link(area) for area in AREAS),
        rx.el.div(class_name="menu-line"),
    )


def _link(name: str, icon_name: str, count: Any = None) -> rx.Component:
    word: Any = text(f"frame.places.{name}")
    if count is not None:
        word = rx.cond(count > 0, filled(f"frame.places.{name}_count", count=count), word)
    return rx.el.a(icon(icon_name), word, href=f"{campaign_href()}/{name}", class_name="menu-row")
