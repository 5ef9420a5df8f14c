"""The frames well: where pictures come in. references.js draws the slots and sends the files."""

from typing import Any

import reflex as rx

from vidstudio.ui.parts.icons import icon

Shown = Any  # a State's var: to the type checker it is the value itself

MODES = (
    ("text", "Text"),
    ("first_frame", "First frame"),
    ("first_last", "First + last"),
    ("references", "References"),
)
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"


def references(modes: Shown, mode: Shown, seeds: Shown, settings: Shown) -> rx.Component:
    """Mode tabs, the slots, the address field. A mode the model lacks is not shown."""
    tabs = [rx.cond(modes.contains(value), _tab(value, word, mode)) for value, word in MODES]
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                *tabs,
                role="radiogroup",
                aria_label="Start from",
                key=settings,
                class_name="mode-tabs",
            ),
            rx.el.span(id="slots-count", class_name="micro m text-2"),
            class_name="mode-row",
        ),
        rx.el.div(id="make-slots", key=seeds, class_name="slots"),
        rx.el.div(id="slots-lines", class_name="slots-lines", custom_attrs={"aria-live": "polite"}),
        _address(),
        rx.el.input(
            type="file",
            id="make-file",
            multiple=True,
            accept=ACCEPTED,
            hidden=True,
            tab_index=-1,
            custom_attrs={"aria-hidden": "true"},
        ),
        class_name="references",
    )


def _tab(value: str, word: str, mode: Shown) -> rx.Component:
    radio = rx.el.input(
        type="radio",
        name="mode",
        value=value,
        default_checked=mode == value,
        class_name="choice-input",
    )
    return rx.el.label(radio, rx.el.span(word), class_name="mode-tab", key=value)


def _address() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            icon("link", "s14 text-2"),
            rx.el.input(
                type="url",
                id="make-address",
                aria_label="Reference URL",
                placeholder="or the address of a picture",
                auto_complete="off",
                spell_check=False,
                custom_attrs={"aria-describedby": "make-address-error"},
            ),
            rx.el.button(
                icon("plus", "s14"),
                type="button",
                id="make-address-add",
                aria_label="Use this address",
                title="Use this address",
                class_name="icon-btn",
            ),
            class_name="address",
        ),
        rx.el.p(id="make-address-error", class_name="field-error", role="alert"),
        class_name="address-field",
    )
