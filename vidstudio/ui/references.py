"""The frames well: where pictures come in. references.js draws the slots and sends the files."""

from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.cards import CardView
from vidstudio.ui.make_prompt import sheet_head
from vidstudio.ui.parts.icons import icon

Shown = Any  # a State's var: to the type checker it is the value itself

MODES = ("text", "first_frame", "first_last", "references")
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"


def references(modes: Shown, mode: Shown, seeds: Shown, settings: Shown) -> rx.Component:
    """Mode tabs, the slots, the address field. A mode the model lacks is not shown."""
    tabs = [rx.cond(modes.contains(value), _tab(value, mode)) for value in MODES]
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                *tabs,
                role="radiogroup",
                aria_label=text("make.start.label"),
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


def _tab(value: str, mode: Shown) -> rx.Component:
    radio = rx.el.input(
        type="radio",
        name="mode",
        value=value,
        default_checked=mode == value,
        class_name="choice-input",
    )
    return rx.el.label(
        radio, rx.el.span(text(f"make.start.{value}")), class_name="mode-tab", key=value
    )


def _address() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            icon("link", "s14 text-2"),
            rx.el.input(
                type="url",
                id="make-address",
                aria_label=text("make.start.address"),
                placeholder=text("make.start.address_hint"),
                auto_complete="off",
                spell_check=False,
                custom_attrs={"aria-describedby": "make-address-error"},
            ),
            rx.el.button(
                icon("plus", "s14"),
                type="button",
                id="make-address-add",
                aria_label=text("make.start.address_use"),
                title=text("make.start.address_use"),
                class_name="icon-btn address-add",
            ),
            rx.el.button(
                icon("film", "s14"),
                type="button",
                id="make-from-take",
                aria_label=text("make.start.last_frame_of"),
                title=text("make.start.last_frame_of"),
                class_name="icon-btn",
                custom_attrs={"popovertarget": "make-takes"},
            ),
            class_name="address",
        ),
        rx.el.p(id="make-address-error", class_name="field-error", role="alert"),
        class_name="address-field",
    )


def takes_menu(cards: Shown) -> rx.Component:
    """The finished takes of the shot: a press brings the last frame of one."""
    return rx.el.div(
        sheet_head(text("make.start.last_frame_of")),
        rx.el.div(
            rx.foreach(cards, _take),
            rx.el.p(text("make.start.no_takes"), class_name="takes-none small text-2"),
            class_name="takes-list",
        ),
        id="make-takes",
        role="group",
        aria_label=text("make.start.last_frame_of"),
        class_name="popover make-pop takes-menu",
        custom_attrs={"popover": "auto", "data-at": "beside", "data-by": "make-from-take"},
    )


def _take(card: rx.Var[CardView]) -> rx.Component:
    row = rx.el.button(
        rx.el.span(rx.el.img(src=card.poster_url, alt=""), class_name="thumb"),
        rx.el.b(card.name),
        type="button",
        class_name="menu-row tall",
        custom_attrs={"data-last-frame-of": card.id},
    )
    return rx.cond(card.video_url != "", rx.fragment(row, key=card.id))
