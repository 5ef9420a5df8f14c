"""The model picker: a search box, one row for each model. picker.js moves, filters, prices."""

from typing import Any

import reflex as rx

from vidstudio.ui.parts.icons import icon

Shown = Any  # a State's var: to the type checker it is the value itself
INPUT_ICONS = (
    ("text", "type", "From text"),
    ("first_frame", "image", "From a first frame"),
    ("references", "images", "From references"),
)


def model_button(model: Shown) -> rx.Component:
    """The row that shows the chosen model and opens the picker. Its name is always "Model"."""
    return rx.el.button(
        rx.el.span(model.glyph, class_name="glyph", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(
            rx.el.span(
                rx.el.b(model.name, class_name="strong ellipsis"), _badge(model), class_name="row"
            ),
            rx.el.span(model.facts, class_name="small text-2 ellipsis"),
            id="make-model-facts",
            class_name="model-words",
        ),
        icon("chevrons-up-down", "text-2"),
        type="button",
        id="make-model",
        aria_label="Model",
        class_name="model-button",
        custom_attrs={
            "aria-haspopup": "dialog",
            "aria-describedby": "make-model-facts",
            "aria-expanded": "false",
        },
    )


def picker(models: Shown, chosen: Shown) -> rx.Component:
    return rx.el.div(
        rx.el.div(class_name="sheet-grip", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            rx.el.h2("Model", class_name="h2 grow"),
            rx.el.button(
                icon("x"),
                type="button",
                aria_label="Close",
                class_name="icon-btn",
                custom_attrs={"data-picker-close": ""},
            ),
            class_name="picker-head",
        ),
        _search(models),
        rx.el.p(id="picker-priced", class_name="picker-note"),
        rx.el.div(
            rx.foreach(models, lambda row: _row(row, chosen)),
            rx.el.p("No model fits.", id="picker-empty", hidden=True, class_name="picker-empty"),
            role="listbox",
            id="picker-list",
            aria_label="Models",
            class_name="picker-list",
        ),
        id="make-picker",
        role="dialog",
        aria_label="Choose a model",
        class_name="popover picker",
        custom_attrs={"popover": "auto"},
    )


def _search(models: Shown) -> rx.Component:
    return rx.el.label(
        icon("search", "text-2"),
        rx.el.input(
            type="search",
            id="picker-search",
            role="combobox",
            auto_complete="off",
            aria_label="Search models",
            placeholder=f"Search {models.length()} models",
            custom_attrs={"aria-controls": "picker-list", "aria-expanded": "true"},
        ),
        class_name="input picker-search",
    )


def _row(row: Shown, chosen: Shown) -> rx.Component:
    line = rx.cond(
        row.available,
        rx.el.span(row.line, class_name="small text-2 ellipsis"),
        rx.el.span(row.reason, class_name="small is-warn ellipsis"),
    )
    title = rx.el.span(rx.el.b(row.name, class_name="strong"), _badge(row), class_name="row")
    return rx.el.div(
        rx.el.span(row.glyph, class_name="glyph", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(title, line, class_name="model-words"),
        _inputs(row),
        rx.el.span(
            rx.el.span(class_name="picker-price m", custom_attrs={"data-price-of": row.id}),
            rx.el.span(row.usual, class_name="small text-2 nowrap"),
            class_name="picker-figures",
        ),
        icon("check", "picker-check"),
        role="option",
        id=f"picker-{row.id}",
        key=row.id,
        aria_selected=row.id == chosen,
        aria_disabled=~row.available,
        class_name="picker-row",
        custom_attrs={"data-id": row.id, "data-search": row.search},
    )


def _inputs(row: Shown) -> rx.Component:
    marks = [
        rx.cond(row.modes.contains(mode), rx.el.span(icon(name, "s14"), title=title))
        for mode, name, title in INPUT_ICONS
    ]
    sound = rx.cond(row.sound != "none", rx.el.span(icon("volume-2", "s14"), title="With sound"))
    return rx.el.span(*marks, sound, class_name="picker-inputs")


def _badge(row: Shown) -> rx.Component:
    return rx.cond(row.badge != "", rx.el.span(row.badge, class_name=f"badge {row.badge_tone}"))
