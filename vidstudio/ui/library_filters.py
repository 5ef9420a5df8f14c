"""A filter of the library: its chip, and the menu of its words."""

from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.library_address import FilterName
from vidstudio.ui.library_state import LibraryState
from vidstudio.ui.library_words import FIXED, Option
from vidstudio.ui.parts.icons import icon


def filter_chip(name: FilterName) -> rx.Component:
    label, chosen = text(f"library.filter.{name}"), LibraryState.labels[name]
    return rx.el.div(
        rx.el.button(
            rx.cond(chosen, rx.el.span(chosen, class_name="ellipsis"), label),
            rx.cond(chosen, rx.el.span(f", {label}", class_name="visually-hidden")),
            icon("chevron-down", "s12"),
            type="button",
            class_name="library-chip-open",
            custom_attrs={"popovertarget": f"library-filter-{name}", "data-anchor": ""},
        ),
        rx.cond(
            chosen,
            rx.el.button(
                icon("x", "s12"),
                type="button",
                class_name="library-chip-clear",
                aria_label=text("library.clear_one", name=label),
                on_click=LibraryState.choose(name, ""),
            ),
        ),
        _menu(name, label),
        class_name=rx.cond(chosen, "library-chip on", "library-chip"),
    )


def _menu(name: FilterName, label: str) -> rx.Component:
    own: dict[str, Any] = {"model": LibraryState.models, "maker": LibraryState.makers}
    rows = (
        rx.foreach(own[name], lambda option: _option(name, option.word, option.label))
        if name in own
        else rx.fragment(*(_fixed(name, option) for option in FIXED[name]))
    )
    return rx.el.div(
        rows,
        _days() if name == "date" else rx.fragment(),
        id=f"library-filter-{name}",
        class_name="popover library-menu",
        role="group",
        aria_label=label,
        custom_attrs={"popover": "auto", "data-anchored": ""},
    )


def _fixed(name: FilterName, option: Option) -> rx.Component:
    return _option(name, option.word, option.label)


def _option(name: FilterName, word: Any, label: Any) -> rx.Component:
    on = LibraryState.chosen.contains(f"{name}:" + word)
    return rx.el.button(
        rx.cond(on, icon("check", "s14"), rx.el.i(class_name="icon s14")),
        label,
        type="button",
        class_name="menu-row",
        custom_attrs={"aria-pressed": on},
        on_click=LibraryState.choose(name, word),
    )


def _days() -> rx.Component:
    return rx.el.form(
        *(
            rx.el.label(
                rx.el.span(text(f"library.{name}_day"), class_name="small text-2"),
                rx.el.input(type="date", name=name, default_value=value, class_name="input"),
                class_name="library-day-field",
            )
            for name, value in (("from", LibraryState.from_day), ("to", LibraryState.to_day))
        ),
        rx.el.button(text("library.apply"), type="submit", class_name="btn outline dense"),
        class_name="library-days",
        on_submit=LibraryState.choose_days,
    )
