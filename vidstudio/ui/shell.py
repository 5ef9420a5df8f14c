"""The frame around every screen: rail, top bar, notices, the queue drawer, the phone's tabs."""

from typing import Any

import reflex as rx
from reflex_base.constants import Hooks, Imports
from reflex_base.vars import VarData

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.queue import queue_drawer
from vidstudio.ui.shell_areas import area_of
from vidstudio.ui.shell_campaigns import campaign_menu
from vidstudio.ui.shell_credits import credit_popover
from vidstudio.ui.shell_keys import keys_dialog
from vidstudio.ui.shell_newcampaign import new_campaign_dialog
from vidstudio.ui.shell_phone import more_sheet, tab_bar
from vidstudio.ui.shell_rail import account_popover, rail
from vidstudio.ui.shell_top import top_bar
from vidstudio.ui.stopping import stop_dialog

MAIN, MAKE = "main", "zone-make"
CAMPAIGN = "campaign"
# Places that belong to one campaign: its name stands in their title.
OF_CAMPAIGN = frozenset({"review", "publish"})
# True while the socket cannot be opened: what Reflex knows of it in the browser.
LINE_IS_DOWN = rx.Var(
    "(connectErrors.length > 0)",
    _var_type=bool,
    _var_data=VarData(imports=Imports.CONNECT_ERRORS, hooks={Hooks.CONNECT_ERRORS: None}),
)


def frame(*zones: rx.Component) -> rx.Component:
    """The campaign page: `.zone.zone-shots`, `.zone-chat` and `.zone-make`."""
    handles = (_handle("shots", "chevron-left"), _handle("make", "chevron-right"))
    return _around(_main(*zones, *handles, queue_drawer(in_place=True), style=CAMPAIGN), CAMPAIGN)


def page_frame(*parts: rx.Component, place: str) -> rx.Component:
    """Every other page. `place` is its `PageState.PAGE`: what is marked in rail and stepper."""
    drawer = queue_drawer(in_place=False)
    return _around(_main(*parts, drawer, stop_dialog(), style=f"page page-{place}"), place)


def _handle(zone: str, icon_name: str) -> rx.Component:
    """Folds a zone away or shows it again: keys.js, which remembers it in this browser."""
    return rx.el.button(
        icon(icon_name, "s14"),
        type="button",
        title=text(f"frame.zones.{zone}"),
        aria_label=text(f"frame.zones.{zone}"),
        class_name=f"fold fold-{zone}",
        custom_attrs={"data-folds": zone, "aria-expanded": "true"},
    )


def _main(*parts: rx.Component, style: str) -> rx.Component:
    return rx.el.main(*parts, id=MAIN, tab_index=-1, class_name=style)


def _around(main: rx.Component, place: str) -> rx.Component:
    return rx.el.div(
        _skips(place),
        rail(place),
        rx.el.div(
            top_bar(place),
            _connection_strip(),
            _demo_banner(),
            main,
            tab_bar(place),
            class_name="screen",
        ),
        campaign_menu(),
        credit_popover(),
        account_popover(),
        more_sheet(),
        new_campaign_dialog(),
        keys_dialog(),
        _spoken(),
        class_name="app",
        custom_attrs={
            "data-ready": FrameState.ready,
            "data-signed-out": FrameState.signed_out,
            "data-place": place,
            "data-title": _title(place),
        },
    )


def _title(place: str) -> Any:
    """What live.js makes the title of the window."""
    name, area = FrameState.campaign.name, area_of(place)
    if area is not None:
        return text("frame.page_title", page=text(f"admin.areas.{area}"))
    if place == CAMPAIGN:
        title = filled("frame.page_title", page=name)
    elif place in OF_CAMPAIGN:
        title = filled("frame.place_title", page=text(f"frame.places.{place}"), campaign=name)
    else:
        return text("frame.page_title", page=text(f"frame.places.{place}"))
    return rx.cond(name != "", title, text("frame.product"))


def _skips(place: str) -> rx.Component:
    """For the keyboard: past the rail and the bar, and past the conversation."""
    to_make = (_skip(MAKE, text("frame.skip_make")),) if place == CAMPAIGN else ()
    return rx.el.div(_skip(MAIN, text("frame.skip_main")), *to_make, class_name="skips")


def _skip(to: str, words: str) -> rx.Component:
    attributes = {"data-skips-to": to}
    return anchor(words, href=f"#{to}", class_name="btn filled skip", custom_attrs=attributes)


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
        rx.el.span(icon("unplug", "s14"), text("frame.reconnecting"), class_name="strip-words"),
        class_name=rx.cond(LINE_IS_DOWN, "strip down", "strip"),
        role="alert",
    )


def _demo_banner() -> rx.Component:
    return rx.cond(
        FrameState.demo_title != "",
        rx.el.aside(
            icon("plug", "s14 text-2"),
            rx.el.b(FrameState.demo_title),
            rx.el.span(text("frame.demo_more"), class_name="demo-more text-2"),
            class_name="demo-banner",
            aria_label=text("frame.demo"),
        ),
    )


def _spoken() -> rx.Component:
    """live.js reads `#news` out through `#announcer`, at most once in 5 s; toasts stand here."""
    return rx.fragment(
        rx.el.div(FrameState.news, id="news", hidden=True),
        rx.el.div(id="announcer", class_name="visually-hidden", aria_live="polite"),
        rx.el.div(id="toasts", class_name="toasts", aria_live="polite"),
    )
