"""The unfolded row of the queue: the take's timeline, what it was asked for, and its ways on."""

from typing import Any

import reflex as rx

from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.queue_desk import QueueDeskState

# A Var of what queue_story.py makes: its attributes exist only while Reflex compiles.
Shown = Any


def story() -> rx.Component:
    told: Shown = QueueDeskState.story
    return rx.el.div(
        rx.el.ol(
            rx.foreach(told.steps, _step),
            class_name="story-steps",
            aria_label=text("queue.steps.label"),
        ),
        rx.el.div(
            rx.el.p(told.prompt, class_name="story-prompt"),
            rx.el.dl(
                _fact("settings", rx.el.span(told.settings, class_name="m")),
                rx.cond(
                    told.usual != "",
                    _fact("usual", rx.el.span(told.usual, class_name="m"), told.slow),
                ),
                class_name="story-facts small",
            ),
            rx.el.div(
                rx.el.a(text("queue.actions.open"), href=told.href, class_name="btn dense outline"),
                rx.el.button(
                    text("queue.actions.copy"),
                    type="button",
                    class_name="btn dense plain",
                    custom_attrs={"data-copy": told.details},
                ),
                class_name="row",
            ),
            class_name="story-side",
        ),
        class_name="story",
    )


def _fact(key: str, *shown: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(text(f"queue.steps.{key}")), rx.el.dd(*shown))


def _step(step: Shown) -> rx.Component:
    return rx.el.li(
        rx.el.i(custom_attrs={"aria-hidden": "true"}),
        rx.el.span(
            rx.el.b(step.name),
            " ",
            rx.el.span(step.words, class_name="text-2"),
            rx.cond(step.copied != "", _copied(step)),
            class_name="story-words",
        ),
        rx.cond(
            step.at != "",
            rx.el.time(date_time=step.at, class_name="m text-2", custom_attrs={"data-clock": ""}),
        ),
        class_name="story-step",
        custom_attrs={"data-mark": step.mark},
    )


def _copied(step: Shown) -> rx.Component:
    return rx.el.span(
        rx.el.span(step.copied, class_name="m text-2 story-id"),
        rx.el.button(
            icon("copy", "s12"),
            type="button",
            aria_label=text("queue.actions.copy_id"),
            class_name="icon-btn story-copy",
            custom_attrs={"data-copy": step.copied},
        ),
    )
