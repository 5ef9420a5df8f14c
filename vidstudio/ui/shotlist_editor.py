"""What is done to a shot: its menu, and the dialog that plans it. Both belong to shots.js."""

from typing import Any

import reflex as rx

from vidstudio.ui.parts.icons import icon, ratio_outline
from vidstudio.ui.parts.words import text

MENU, DIALOG = "shot-menu", "shot-editor"
RATIOS = ("9:16", "4:5", "1:1", "16:9")
_ACTIONS = (
    ("edit", "pencil", "F2"),
    ("up", "arrow-up", "Alt ↑"),
    ("down", "arrow-down", "Alt ↓"),
    ("remove", "trash-2", ""),
)


def shot_menu() -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                icon(picture),
                rx.el.span(text(f"campaign.shots.{action}"), class_name="grow"),
                rx.el.kbd(keys) if keys else rx.fragment(),
                type="button",
                role="menuitem",
                class_name="menu-row",
                custom_attrs={"data-shot-does": action},
            )
            for action, picture, keys in _ACTIONS
        ),
        id=MENU,
        class_name="popover shot-menu",
        role="menu",
        aria_label=text("campaign.shots.menu_title"),
        custom_attrs={"popover": "auto"},
    )


def shot_editor() -> rx.Component:
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.h2(text("campaign.shot.heading"), id="shot-editor-title", class_name="h2"),
                rx.el.button(
                    icon("x"),
                    type="button",
                    class_name="icon-btn",
                    aria_label=text("campaign.shot.close"),
                    custom_attrs={"data-closes": DIALOG},
                ),
                class_name="dialog-head",
            ),
            _field("title", rx.el.input(type="text", auto_complete="off", **_named("title"))),
            _field("intent", rx.el.textarea(rows="2", **_named("intent"))),
            _field("prompt", rx.el.textarea(rows="4", **_named("prompt"))),
            rx.el.div(_ratios(), _length(), class_name="shot-editor-pair"),
            rx.el.p(
                id="shot-editor-error",
                class_name="field-error",
                role="alert",
            ),
            rx.el.div(
                rx.el.span(class_name="note"),
                rx.el.button(
                    text("campaign.shot.cancel"),
                    type="button",
                    class_name="btn main plain",
                    custom_attrs={"data-closes": DIALOG},
                ),
                rx.el.button(
                    text("campaign.shot.save"), type="submit", class_name="btn main filled"
                ),
                class_name="dialog-foot",
            ),
            no_validate=True,
        ),
        id=DIALOG,
        class_name="dialog shot-editor",
        aria_labelledby="shot-editor-title",
    )


def _named(name: str) -> dict[str, Any]:
    hint = {} if name == "title" else {"placeholder": text(f"campaign.shot.{name}_hint")}
    return {"id": f"shot-{name}", "name": name, "class_name": "input", **hint}


def _field(name: str, field: rx.Component) -> rx.Component:
    label = rx.el.label(text(f"campaign.shot.{name}"), html_for=f"shot-{name}", class_name="label")
    return rx.el.div(label, field, class_name="field")


def _ratios() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(text("campaign.shot.ratio"), class_name="label"),
        rx.el.div(
            *(_ratio(ratio, ratio, rx.fragment(ratio_outline(ratio), ratio)) for ratio in RATIOS),
            _ratio("", "any", text("campaign.shot.ratio_any")),
            class_name="options",
        ),
        class_name="field",
    )


def _ratio(value: str, key: str, shown: rx.Component | str) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name="aspect_ratio", value=value, class_name="visually-hidden"),
        shown,
        class_name="option",
        key=key,
    )


def _length() -> rx.Component:
    return rx.el.div(
        rx.el.label(
            text("campaign.shot.length"), html_for="shot-duration_seconds", class_name="label"
        ),
        rx.el.div(
            rx.el.input(
                type="text",
                id="shot-duration_seconds",
                name="duration_seconds",
                class_name="m",
                auto_complete="off",
                custom_attrs={"inputMode": "numeric"},
            ),
            rx.el.span(text("campaign.shot.seconds"), class_name="small text-2"),
            class_name="input",
        ),
        class_name="field shot-length",
    )
