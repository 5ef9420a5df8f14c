"""The queue's drawer, over the make panel; and what stands where nothing is in the works."""

import reflex as rx

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.queue_desk import QueueDeskState
from vidstudio.ui.queue_list import queue_groups

OUTLINES = (("27px", "48px"), ("57px", "32px"), ("38px", "48px"), ("40px", "40px"))


def queue_drawer(*, in_place: bool) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(text("queue.title"), class_name="h3 grow"),
            pause_switch("drawer"),
            rx.el.a(
                icon("maximize-2"),
                href="/queue",
                title=text("queue.whole"),
                aria_label=text("queue.whole"),
                class_name="icon-btn",
            ),
            rx.el.button(
                icon("x"),
                type="button",
                aria_label=text("queue.close"),
                class_name="icon-btn queue-close",
                custom_attrs={"popovertarget": "queue", "popovertargetaction": "hide"},
            ),
            class_name="queue-head",
        ),
        rx.el.div(
            rx.cond(FrameState.making + FrameState.waiting == 0, nothing_rendering()),
            queue_groups(FrameState.queue, in_place=in_place, heading=rx.el.h3),
            class_name="queue-list narrow",
            tab_index=0,
            role="region",
            aria_label=text("queue.list"),
        ),
        id="queue",
        class_name="drawer queue",
        aria_label=text("queue.title"),
        custom_attrs={"popover": "manual"},
    )


def pause_switch(place: str) -> rx.Component:
    """`place` tells the drawer's from the page's."""
    paused = FrameState.queue_paused
    return rx.el.div(
        rx.el.span(text("queue.pause_mine"), id=f"pause-{place}", class_name="small text-2"),
        rx.el.button(
            type="button",
            role="switch",
            class_name="switch",
            aria_labelledby=f"pause-{place}",
            on_click=QueueDeskState.switch_pause,
            custom_attrs={"aria-checked": rx.cond(paused, "true", "false")},
        ),
        class_name="row queue-pause",
    )


def nothing_rendering() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            *(rx.el.i(style={"width": w, "height": h}) for w, h in OUTLINES),
            class_name="art",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.b(text("queue.nothing")),
        class_name="empty queue-empty",
    )
