"""The frame around every screen: rail, top bar, notices, the queue drawer, the phone's tabs."""

import reflex as rx
from reflex_base.constants import Hooks, Imports
from reflex_base.vars import VarData

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.queue import queue_drawer
from vidstudio.ui.shell_campaigns import campaign_menu
from vidstudio.ui.shell_credits import credit_popover
from vidstudio.ui.shell_newcampaign import new_campaign_dialog
from vidstudio.ui.shell_phone import more_sheet, tab_bar
from vidstudio.ui.shell_rail import account_popover, rail
from vidstudio.ui.shell_top import top_bar

# True while the socket cannot be opened: what Reflex knows of it in the browser.
LINE_IS_DOWN = rx.Var(
    "(connectErrors.length > 0)",
    _var_type=bool,
    _var_data=VarData(imports=Imports.CONNECT_ERRORS, hooks={Hooks.CONNECT_ERRORS: None}),
)


def frame(*zones: rx.Component) -> rx.Component:
    """The campaign page: `.zone.zone-shots`, `.zone-chat` and `.zone-make`."""
    return _around(rx.el.main(*zones, queue_drawer(), class_name="campaign"), "campaign")


def page_frame(*parts: rx.Component, place: str) -> rx.Component:
    """Every other page. `place` is its `PageState.PAGE`: what is marked in rail and stepper."""
    return _around(rx.el.main(*parts, queue_drawer(), class_name=f"page page-{place}"), place)


def _around(main: rx.Component, place: str) -> rx.Component:
    return rx.el.div(
        rail(),
        rx.el.div(
            top_bar(place),
            _connection_strip(),
            _demo_banner(),
            main,
            tab_bar(),
            class_name="screen",
        ),
        campaign_menu(),
        credit_popover(),
        account_popover(),
        more_sheet(),
        new_campaign_dialog(),
        _spoken(),
        class_name="app",
        custom_attrs={"data-ready": FrameState.ready, "data-place": place},
    )


def waiting_frame() -> rx.Component:
    """The frame's shape while the page's own script is on its way."""
    return rx.el.div(
        rx.el.div(class_name="rail"),
        rx.el.div(
            rx.el.div(class_name="top"),
            rx.el.div(
                rx.el.div(class_name="zone zone-shots"),
                rx.el.div(class_name="zone zone-chat"),
                rx.el.div(class_name="zone zone-make"),
                class_name="campaign",
            ),
            class_name="screen",
        ),
        class_name="app",
        custom_attrs={"aria-busy": "true"},
    )


def _connection_strip() -> rx.Component:
    """Appears by its style sheet once the line has been down for 2 s; live.js adds "offline"."""
    return rx.el.div(
        rx.el.span(
            icon("unplug", "s14"),
            "Reconnecting. Your takes keep rendering.",
            class_name="strip-words",
        ),
        class_name=rx.cond(LINE_IS_DOWN, "strip down", "strip"),
        role="alert",
    )


def _demo_banner() -> rx.Component:
    return rx.cond(
        FrameState.demo_title != "",
        rx.el.aside(
            icon("plug", "s14 text-2"),
            rx.el.b(FrameState.demo_title),
            rx.el.span(
                "Takes are drawn on this machine and marked. "
                "Prices and credits behave as in earnest.",
                class_name="demo-more text-2",
            ),
            class_name="demo-banner",
            aria_label="Demo",
        ),
    )


def _spoken() -> rx.Component:
    """live.js reads `#news` out through `#announcer`, at most once in 5 s; toasts stand here."""
    return rx.fragment(
        rx.el.div(FrameState.news, id="news", hidden=True),
        rx.el.div(id="announcer", class_name="visually-hidden", aria_live="polite"),
        rx.el.div(id="toasts", class_name="toasts", aria_live="polite"),
    )
