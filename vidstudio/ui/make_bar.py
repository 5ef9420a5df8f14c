"""The foot of the make panel: price, Generate, and what stands in its way."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.make_prompt import sheet_head
from vidstudio.ui.parts.icons import icon

Shown = Any  # a State's var: to the type checker it is the value itself


def facts(values: Mapping[str, Any]) -> rx.Component:
    """What the page's scripts know of the State; make.js hears when one of them changes."""
    return rx.el.div(
        hidden=True,
        id="make-facts",
        custom_attrs={f"data-{name}": value for name, value in values.items()},
    )


def messages(handlers: Mapping[str, Any]) -> rx.Component:
    """Hidden inputs: a script sets their value, and the handler gets it."""
    inputs = [
        rx.el.input(type="text", hidden=True, id=name, on_change=handler, tab_index=-1)
        for name, handler in handlers.items()
    ]
    return rx.el.div(*inputs, hidden=True)


def fault_line(fault: Shown, place: str) -> rx.Component:
    """The server's own sentence under the field it names, until something there changes."""
    line = rx.el.p(
        icon("circle-alert", "s14"),
        rx.el.span(fault.text),
        role="alert",
        key=fault.turn.to_string(),
        class_name="field-error fault-line",
        custom_attrs={"data-place": place},
    )
    return rx.cond(fault.field == place, line)


def notices(notes: Shown, undoable: Shown, settings: Shown, undo: Any) -> rx.Component:
    """What a new model or Reset has changed; floats above the bar and leaves by itself."""
    strip = rx.el.div(
        rx.el.div(rx.foreach(notes, lambda note: rx.el.p(note))),
        rx.cond(
            undoable,
            rx.el.button(
                text("make.undo"), type="button", on_click=undo, class_name="btn plain dense"
            ),
        ),
        key=settings,
        class_name=rx.cond(undoable, "notices stays", "notices"),
    )
    return rx.el.div(rx.cond(notes.length() > 0, strip), role="status", class_name="notices-place")


def action_bar(fault: Shown) -> rx.Component:
    return rx.el.footer(
        rx.el.div(
            rx.el.button(
                rx.el.span(text("make.bar.price"), " ", class_name="visually-hidden"),
                rx.el.span(id="make-price", class_name="price"),
                rx.el.span(id="make-time", class_name="price-time"),
                type="button",
                class_name="price-button",
                custom_attrs={"aria-describedby": "make-sum"},
            ),
            rx.el.button(id="make-cap", type="button", class_name="over-cap", hidden=True),
            rx.el.div(id="make-sum", class_name="price-card floats"),
            class_name="price-place",
        ),
        rx.el.div(
            rx.el.button(
                text("make.bar.generate"),
                rx.el.span(
                    icon("command", "s12"),
                    icon("corner-down-left", "s12"),
                    class_name="generate-keys",
                    custom_attrs={"aria-hidden": "true"},
                ),
                type="button",
                id="make-generate",
                aria_label=text("make.bar.generate"),
                title=text("make.bar.generate_keys"),
                class_name="btn accent main generate",
                custom_attrs={"aria-describedby": "make-price"},
            ),
            rx.el.button(
                icon("chevron-down"),
                type="button",
                id="make-more",
                aria_label=text("make.bar.more"),
                title=text("make.bar.more"),
                class_name="btn accent main generate-more",
                custom_attrs={"popovertarget": "make-menu"},
            ),
            rx.el.div(id="make-reasons", class_name="reasons floats"),
            _menu(),
            class_name="generate-place",
        ),
        fault_line(fault, "bar"),
        class_name="action-bar",
    )


def _menu() -> rx.Component:
    """What else can be done with what is in the panel; menu.js writes lines and prices."""
    return rx.el.div(
        sheet_head(text("make.bar.more")),
        _way("draft", "gauge", text("make.bar.draft"), ""),
        _way("real", "zap", "", ""),
        rx.el.div(class_name="menu-line"),
        _way("plan", "list-plus", text("make.bar.plan"), text("make.bar.plan_line")),
        id="make-menu",
        role="group",
        aria_label=text("make.bar.more"),
        class_name="popover make-pop make-menu",
        custom_attrs={"popover": "auto", "data-at": "above", "data-by": "make-more"},
    )


def _way(way: str, picture: str, name: str, line: str) -> rx.Component:
    """An element that menu.js writes into has no children here."""
    mark = {"data-way-name": way}, {"data-way-line": way}, {"data-way-price": way}
    return rx.el.button(
        icon(picture, "text-2"),
        rx.el.span(
            rx.el.b(*([name] if name else []), custom_attrs={} if name else mark[0]),
            rx.el.span(
                *([line] if line else []),
                class_name="small text-2",
                custom_attrs={} if line else mark[1],
            ),
            class_name="two",
        ),
        rx.el.span(class_name="way-price m", custom_attrs=mark[2]),
        type="button",
        title=text("make.bar.draft_keys") if way == "draft" else None,
        class_name="menu-row tall",
        custom_attrs={"data-way": way},
    )
