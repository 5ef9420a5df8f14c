"""The phone: tabs at the bottom and the sheet behind "More". Tabs are switched by live.js."""

import reflex as rx

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon, queue_icon, take_icon
from vidstudio.ui.shell_campaigns import campaign_list, new_campaign_row
from vidstudio.ui.shell_rail import account_part


def tab_bar() -> rx.Component:
    in_works = FrameState.making + FrameState.waiting
    return rx.el.nav(
        _tab("chat", "Chat", icon("message-square-text", "s20")),
        _tab("make", "Make", take_icon("s20")),
        _tab(
            "queue",
            "Queue",
            queue_icon("s20"),
            rx.cond(in_works > 0, rx.el.span(class_name="bead tab-bead")),
        ),
        rx.el.button(
            icon("ellipsis", "s20"),
            "More",
            type="button",
            class_name="tab",
            custom_attrs={"popovertarget": "more"},
        ),
        class_name="tab-bar",
        aria_label="Tabs",
    )


def _tab(key: str, word: str, *shown: rx.Component) -> rx.Component:
    return rx.el.button(
        *shown, word, type="button", class_name="tab", custom_attrs={"data-tab-to": key}
    )


def more_sheet() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h2("More", class_name="h3"),
            rx.el.button(
                icon("x"),
                type="button",
                aria_label="Close",
                class_name="icon-btn",
                custom_attrs={"popovertarget": "more", "popovertargetaction": "hide"},
            ),
            class_name="sheet-head",
        ),
        rx.el.div("Campaigns", class_name="small text-2 menu-title"),
        campaign_list(),
        new_campaign_row(),
        rx.el.div(class_name="menu-line"),
        account_part(),
        id="more",
        class_name="popover sheet",
        role="dialog",
        aria_label="More",
        custom_attrs={"popover": "auto"},
    )
