"""The rail at the far left, and the account with theme and sign-out."""

from typing import Literal

import reflex as rx
from reflex.style import color_mode, set_color_mode

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon, logo, queue_icon, take_icon

Theme = Literal["system", "dark", "light"]
THEMES: tuple[tuple[Theme, str, str], ...] = (
    ("system", "System", "monitor"),
    ("dark", "Dark", "moon"),
    ("light", "Light", "sun"),
)


def rail() -> rx.Component:
    return rx.el.nav(
        rx.el.a(logo(), href="/", aria_label="vidstudio, home", class_name="rail-logo"),
        _place("Campaigns", "campaigns", take_icon("s20"), on=True),
        _place("Queue", "queue", queue_icon("s20"), _works_count()),
        rx.el.span(class_name="grow"),
        rx.el.button(
            rx.el.span(FrameState.account.initials, class_name="avatar"),
            type="button",
            title="Account",
            aria_label="Account",
            class_name="rail-place",
            custom_attrs={"popovertarget": "account"},
        ),
        class_name="rail",
        aria_label="Places",
    )


def _place(name: str, opens: str, *shown: rx.Component, on: bool = False) -> rx.Component:
    return rx.el.button(
        *shown,
        type="button",
        title=name,
        aria_label=name,
        class_name="rail-place on" if on else "rail-place",
        custom_attrs={"popovertarget": opens},
    )


def _works_count() -> rx.Component:
    in_works = FrameState.making + FrameState.waiting
    return rx.cond(in_works > 0, rx.el.span(in_works, class_name="rail-count"))


def account_popover() -> rx.Component:
    return rx.el.div(
        account_part(),
        id="account",
        class_name="popover account-popover",
        aria_label="Account",
        role="dialog",
        custom_attrs={"popover": "auto"},
    )


def account_part() -> rx.Component:
    """Who one is, the theme, and the way out. In the rail's popover and in the phone's sheet."""
    account = FrameState.account
    return rx.el.div(
        rx.el.div(
            rx.el.span(account.initials, class_name="avatar"),
            rx.el.div(
                rx.el.div(account.name, class_name="title ellipsis"),
                rx.el.div(
                    rx.cond(account.guest, "Guest, for 24 hours", account.email),
                    class_name="small text-2 ellipsis",
                ),
                class_name="stack",
            ),
            class_name="row account-who",
        ),
        rx.el.div(class_name="menu-line"),
        _themes(),
        rx.el.div(class_name="menu-line"),
        rx.el.button(
            icon("log-out"),
            "Sign out",
            type="button",
            class_name="menu-row",
            custom_attrs={"data-signs-out": ""},
        ),
    )


def _themes() -> rx.Component:
    return rx.el.div(
        rx.el.div("Theme", class_name="small text-2 menu-title"),
        rx.el.div(
            *(_theme(value, word, name) for value, word, name in THEMES),
            class_name="theme-choice",
            role="radiogroup",
            aria_label="Theme",
        ),
    )


def _theme(value: Theme, word: str, icon_name: str) -> rx.Component:
    chosen = color_mode == value
    return rx.el.button(
        icon(icon_name, "s14"),
        word,
        type="button",
        class_name="theme-option",
        role="radio",
        on_click=set_color_mode(value),
        custom_attrs={"aria-checked": rx.cond(chosen, "true", "false")},
    )
