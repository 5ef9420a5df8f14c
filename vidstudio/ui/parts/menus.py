"""A chip that opens a menu of links: a filter whose choices are addresses of the same page."""

from typing import Any

import reflex as rx

from vidstudio.ui.parts.icons import icon
from vidstudio.views import View


class Choice(View):
    label: str
    href: str
    on: bool = False


class Menu(View):
    """`label` is what is chosen, empty for nothing; `clear` the address without it."""

    label: str = ""
    clear: str = ""
    choices: tuple[Choice, ...] = ()


def menu_chip(
    menu_id: str, name: str, menu: Any, *, clear_label: str = "", lit: Any = None
) -> rx.Component:
    """`menu` is a Var of a Menu. With a `clear_label` what is chosen can be cleared; `lit` says
    whether the chip looks chosen, without it whenever something is."""
    chosen = menu.label != ""
    return rx.el.div(
        rx.el.button(
            rx.cond(chosen, rx.el.span(menu.label, class_name="ellipsis"), name),
            rx.cond(chosen, rx.el.span(f", {name}", class_name="visually-hidden")),
            icon("chevron-down", "s12"),
            type="button",
            class_name="menu-chip-open",
            custom_attrs={"popovertarget": menu_id, "data-anchor": ""},
        ),
        rx.cond(
            chosen & (menu.clear != ""),
            rx.el.a(
                icon("x", "s12"),
                href=menu.clear,
                class_name="menu-chip-clear",
                aria_label=clear_label,
            ),
        )
        if clear_label
        else rx.fragment(),
        rx.el.div(
            rx.foreach(menu.choices, _choice),
            id=menu_id,
            class_name="popover library-menu menu-choices",
            role="group",
            aria_label=name,
            custom_attrs={"popover": "auto", "data-anchored": ""},
        ),
        class_name=rx.cond(chosen if lit is None else lit, "menu-chip on", "menu-chip"),
    )


def _choice(choice: Any) -> rx.Component:
    return rx.el.a(
        rx.cond(choice.on, icon("check", "s14"), rx.el.i(class_name="icon s14")),
        rx.el.span(choice.label, class_name="ellipsis"),
        href=choice.href,
        class_name="menu-row",
        custom_attrs={"aria-current": rx.cond(choice.on, "true", "false")},
    )
