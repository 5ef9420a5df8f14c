"""The queue: a drawer over the make panel, and a tab of its own on the phone."""

from typing import Any

import reflex as rx

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon, refused_icon, take_icon
from vidstudio.ui.takeactions import action_button

# A Var of what queue_rows.py makes: its attributes exist only while Reflex compiles.
Shown = Any
OUTLINES = (("27px", "48px"), ("57px", "32px"), ("38px", "48px"), ("40px", "40px"))


def queue_drawer() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Queue", class_name="h3 grow"),
            rx.el.button(
                icon("x"),
                type="button",
                aria_label="Close the queue",
                class_name="icon-btn queue-close",
                custom_attrs={"popovertarget": "queue", "popovertargetaction": "hide"},
            ),
            class_name="queue-head",
        ),
        rx.el.div(
            _needs(),
            _group("Making", FrameState.queue.making, rx.el.span(class_name="bead")),
            _group("Waiting", FrameState.queue.waiting, rx.el.span(class_name="bead quiet")),
            rx.cond(FrameState.making + FrameState.waiting == 0, _nothing()),
            _group("Done", FrameState.queue.done, icon("check", "s14 is-good")),
            class_name="queue-list",
            tab_index=0,
        ),
        id="queue",
        class_name="drawer queue",
        aria_label="Queue",
        custom_attrs={"popover": "manual"},
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            *(rx.el.i(style={"width": w, "height": h}) for w, h in OUTLINES),
            class_name="art",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.b("Nothing is rendering"),
        class_name="empty queue-empty",
    )


def _needs() -> rx.Component:
    return _group("Needs you", FrameState.queue.needs, refused_icon("s14"), "is-bad")


def _group(title: str, rows: Shown, mark: rx.Component, tone: str = "") -> rx.Component:
    return rx.cond(
        rows.length() > 0,
        rx.el.div(
            rx.el.h3(mark, f"{title}, {rows.length()}", class_name=f"queue-title {tone}".strip()),
            rx.el.ul(rx.foreach(rows, _row)),
            class_name="queue-group",
        ),
    )


def _row(row: Shown) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(
                row.picture_url != "",
                rx.el.img(src=row.picture_url, alt="", loading="lazy"),
                take_icon("s14"),
            ),
            class_name="thumb upright",
            custom_attrs={"data-look": row.card.look},
        ),
        rx.el.div(
            _title(row),
            rx.el.p(row.line, class_name="small text-2 pretty"),
            rx.cond(row.bar >= 0, _bar(row)),
            _actions(row),
            class_name="queue-words",
        ),
        rx.el.span(
            row.money,
            class_name=rx.cond(row.money == "Free", "small text-2", "m small text-2"),
        ),
        class_name="queue-row",
    )


def _title(row: Shown) -> rx.Component:
    """Opens the take; player.js does it in place, without it the address leads there."""
    return rx.el.a(
        row.title,
        href=f"/c/{row.campaign_id}?shot={row.card.shot_id}&take={row.card.id}",
        class_name="title queue-name ellipsis",
        custom_attrs={"data-open-take": row.card.id},
    )


def _bar(row: Shown) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.b(
                class_name=rx.cond(row.card.tone == "warn", "warn", "accent"),
                style={"width": f"{row.bar}%"},
            ),
            class_name="bar grow",
        ),
        rx.el.span(row.card.percent, class_name="m small text-2 queue-percent"),
        class_name="row queue-bar",
    )


def _actions(row: Shown) -> rx.Component:
    return rx.cond(
        row.card.actions.length() > 0,
        rx.el.div(
            rx.foreach(row.card.actions, lambda action: action_button(row.card, action)),
            class_name="queue-actions",
        ),
    )
