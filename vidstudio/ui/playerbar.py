"""The player's own control bar. player.js moves it; nothing here talks to the server."""

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.cards import CardView
from vidstudio.ui.parts.icons import icon


def control_bar(card: rx.Var[CardView]) -> rx.Component:
    return rx.el.div(
        rx.el.input(
            type="range",
            min="0",
            max="1000",
            step="1",
            default_value="0",
            aria_label=text("player.bar.position"),
            class_name="player-seek",
            custom_attrs={"data-seek": ""},
        ),
        rx.el.div(
            _button("play", "space", icon("play", "when-paused"), icon("pause", "when-playing")),
            _button("back", "←", icon("step-back")),
            _button("forward", "→", icon("step-forward")),
            rx.el.span(
                rx.el.span(text("player.bar.zero"), custom_attrs={"data-now": ""}),
                rx.el.span(" / ", card.runtime, class_name="player-length"),
                class_name="player-time m",
            ),
            rx.el.i(class_name="bead player-wait", custom_attrs={"aria-hidden": "true"}),
            rx.el.span(class_name="grow"),
            _button("grab", "", icon("image-plus")),
            _button(
                "speed",
                "",
                rx.el.span(text("player.bar.rate"), class_name="m", custom_attrs={"data-rate": ""}),
            ),
            _button("loop", "", icon("repeat"), pressed=True),
            _button("sound", "M", icon("volume-x", "when-muted"), icon("volume-2", "when-loud")),
            _button("full", "F", icon("maximize")),
            class_name="player-buttons",
        ),
        class_name="player-bar",
        custom_attrs={"data-bar": ""},
    )


def _button(does: str, key: str, *shown: rx.Component, pressed: bool = False) -> rx.Component:
    """`does` is the name of its label too."""
    label = text(f"player.bar.{does}")
    attributes = {"data-does": does} | ({"aria-pressed": "true"} if pressed else {})
    return rx.el.button(
        *shown,
        type="button",
        title=text("player.keyed", label=label, key=key) if key else label,
        aria_label=label,
        class_name=f"player-button does-{does}",
        custom_attrs=attributes,
    )
