"""The player's own control bar. player.js moves it; nothing here talks to the server."""

import reflex as rx

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
            aria_label="Position",
            class_name="player-seek",
            custom_attrs={"data-seek": ""},
        ),
        rx.el.div(
            _button(
                "play", "Play", "space", icon("play", "when-paused"), icon("pause", "when-playing")
            ),
            _button("back", "One frame back", "←", icon("step-back")),
            _button("forward", "One frame on", "→", icon("step-forward")),
            rx.el.span(
                rx.el.span("0:00.00", custom_attrs={"data-now": ""}),
                rx.el.span(" / ", card.runtime, class_name="player-length"),
                class_name="player-time m",
            ),
            rx.el.i(class_name="bead player-wait", custom_attrs={"aria-hidden": "true"}),
            rx.el.span(class_name="grow"),
            _button(
                "speed",
                "Speed",
                "",
                rx.el.span("1×", class_name="m", custom_attrs={"data-rate": ""}),
            ),
            _button("loop", "Loop", "", icon("repeat"), pressed=True),
            _button(
                "mute", "Sound", "M", icon("volume-x", "when-muted"), icon("volume-2", "when-loud")
            ),
            _button("full", "Full screen", "F", icon("maximize")),
            class_name="player-buttons",
        ),
        class_name="player-bar",
        custom_attrs={"data-bar": ""},
    )


def _button(
    does: str, label: str, key: str, *shown: rx.Component, pressed: bool = False
) -> rx.Component:
    attributes = {"data-does": does} | ({"aria-pressed": "true"} if pressed else {})
    return rx.el.button(
        *shown,
        type="button",
        title=f"{label} ({key})" if key else label,
        aria_label=label,
        class_name=f"player-button does-{does}",
        custom_attrs=attributes,
    )
