"""The model picker: search, three views of the list, one row for each model.

picker.js moves the mark, filters, sorts, prices and says why a row cannot be chosen now.
"""

from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.make_prompt import sheet_head
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled

Shown = Any  # a State's var: to the type checker it is the value itself
INPUT_ICONS = (
    ("text", "type", "make.model.from_text"),
    ("first_frame", "image", "make.model.from_first"),
    ("references", "images", "make.model.from_references"),
)
TABS = ("best", "all", "favourites")


def model_button(model: Shown) -> rx.Component:
    """The row that shows the chosen model and opens the picker. Its name begins with "Model"."""
    best = rx.el.span(
        text("make.model.best"), id="make-best", hidden=True, class_name="badge accent"
    )
    return rx.el.button(
        rx.el.span(text("make.model.label"), " ", class_name="visually-hidden"),
        rx.el.span(model.glyph, class_name="glyph", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(
            rx.el.span(
                rx.el.b(model.name, class_name="strong ellipsis"),
                best,
                _badge(model),
                class_name="row",
            ),
            rx.el.span(model.facts, class_name="small text-2 ellipsis"),
            class_name="model-words",
        ),
        icon("chevrons-up-down", "text-2"),
        type="button",
        id="make-model",
        class_name="model-button",
        custom_attrs={"aria-haspopup": "dialog", "aria-expanded": "false"},
    )


def picker(models: Shown, chosen: Shown) -> rx.Component:
    return rx.el.div(
        sheet_head(text("make.model.label")),
        _search(models),
        rx.el.div(
            rx.el.div(
                *(_tab(tab) for tab in TABS),
                role="radiogroup",
                aria_label=text("make.model.tabs"),
                class_name="mode-tabs",
            ),
            rx.el.span(id="picker-priced", class_name="small text-2"),
            class_name="picker-note",
        ),
        rx.el.div(
            rx.foreach(models, lambda row: _row(row, chosen)),
            role="listbox",
            id="picker-list",
            aria_label=text("make.model.list"),
            class_name="picker-list",
        ),
        rx.el.p(text("make.model.none"), id="picker-empty", hidden=True, class_name="picker-empty"),
        rx.el.div(
            rx.el.button(
                icon("star", "s14"),
                rx.el.span(id="picker-star-words"),
                type="button",
                id="picker-star",
                class_name="btn plain dense",
            ),
            rx.el.span(text("make.model.own_times"), class_name="small text-2"),
            class_name="picker-foot",
        ),
        id="make-picker",
        role="dialog",
        aria_label=text("make.model.choose"),
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
            aria_label=text("make.model.search"),
            placeholder=filled("make.model.search_hint", count=models.length()),
            custom_attrs={"aria-controls": "picker-list", "aria-expanded": "true"},
        ),
        class_name="input picker-search",
    )


def _tab(tab: str) -> rx.Component:
    radio = rx.el.input(
        type="radio",
        name="picker-tab",
        value=tab,
        default_checked=tab == "all",
        class_name="choice-input",
    )
    return rx.el.label(radio, rx.el.span(text(f"make.model.{tab}")), class_name="mode-tab")


def _row(row: Shown, chosen: Shown) -> rx.Component:
    """`data-reason-of` is where picker.js says why the row does not fit what is in the panel."""
    line = rx.cond(
        row.available,
        rx.el.span(row.line, class_name="small text-2 ellipsis picker-line"),
        rx.el.span(row.reason, class_name="small is-warn ellipsis"),
    )
    why = rx.el.span(class_name="small is-warn", custom_attrs={"data-reason-of": row.id})
    starred = rx.cond(
        row.favourite,
        rx.el.span(text("make.model.favourite"), class_name="visually-hidden"),
    )
    title = rx.el.span(
        rx.el.b(row.name, class_name="strong"), _badge(row), starred, class_name="row"
    )
    return rx.el.div(
        rx.el.span(row.glyph, class_name="glyph", custom_attrs={"aria-hidden": "true"}),
        rx.el.span(title, line, why, class_name="model-words"),
        _inputs(row),
        rx.el.span(
            rx.el.span(class_name="picker-price m", custom_attrs={"data-price-of": row.id}),
            rx.el.span(row.usual, title=row.usual_title, class_name="small text-2 nowrap"),
            class_name="picker-figures",
        ),
        rx.el.span(icon("star", "s14"), class_name="picker-star", custom_attrs={"data-star": ""}),
        icon("check", "picker-check"),
        role="option",
        id=f"picker-{row.id}",
        key=row.id,
        aria_selected=row.id == chosen,
        aria_disabled=~row.available,
        class_name=rx.cond(row.favourite, "picker-row is-starred", "picker-row"),
        custom_attrs={
            "data-id": row.id,
            "data-name": row.name,
            "data-search": row.search,
            "data-starred": rx.cond(row.favourite, "true", "false"),
        },
    )


def _inputs(row: Shown) -> rx.Component:
    marks = [
        rx.cond(row.modes.contains(mode), rx.el.span(icon(name, "s14"), title=text(title)))
        for mode, name, title in INPUT_ICONS
    ]
    sound = rx.cond(
        row.sound != "none",
        rx.el.span(icon("volume-2", "s14"), title=text("make.model.with_sound")),
    )
    return rx.el.span(*marks, sound, class_name="picker-inputs")


def _badge(row: Shown) -> rx.Component:
    return rx.fragment(
        rx.cond(row.badge != "", rx.el.span(row.badge, class_name=f"badge {row.badge_tone}")),
        rx.cond(row.demo, rx.el.span(text("make.model.demo"), class_name="badge")),
    )
