"""The prompt: a plain text area with its tools inside the same frame."""

from typing import Any

import reflex as rx

from vidstudio.ui.parts.icons import icon

Shown = Any  # a State's var: to the type checker it is the value itself


def prompt_box(model: Shown, draft: Shown, seeds: Shown) -> rx.Component:
    avoid = rx.el.button(
        icon("circle-off", "s14"),
        "Avoid…",
        type="button",
        id="make-avoid-open",
        class_name="btn plain dense",
    )
    return rx.el.div(
        rx.el.label("Prompt", html_for="make-prompt", class_name="prompt-label"),
        rx.el.div(
            rx.el.textarea(
                id="make-prompt",
                name="prompt",
                key=seeds,
                default_value=draft.prompt,
                placeholder="What happens, where, in which light? One sentence is enough.",
                aria_label="Prompt",
                auto_complete="off",
                custom_attrs={"aria-describedby": "make-counter"},
                class_name="prompt-text",
            ),
            rx.el.div(
                rx.cond(model.negative_prompt, avoid),
                rx.el.span(class_name="grow"),
                rx.el.span(id="make-counter", class_name="prompt-counter m"),
                class_name="prompt-tools",
            ),
            class_name="prompt-frame",
        ),
        class_name="prompt",
    )
