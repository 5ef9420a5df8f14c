"""The rows of the queue, the same in the drawer and on the page; the style sheet lays them out."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon, refused_icon, take_icon
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.queue_desk import QueueDeskState
from vidstudio.ui.queue_timeline import story

# A Var of what queue_rows.py or queue_story.py makes: its attributes exist only while Reflex
# compiles.
Shown = Any
ONCE = {"data-once": ""}  # takes.js lets a second press within a second go nowhere


def queue_groups(card: Shown, *, in_place: bool, heading: Any = rx.el.h2) -> rx.Component:
    """`in_place`: the player is on this page, and opens the take without leaving it."""
    groups = _Groups(in_place, heading)
    return rx.el.div(
        groups.group("needs", card.needs, refused_icon("s14")),
        groups.group("making", card.making, rx.el.span(class_name="bead")),
        groups.group("waiting", card.waiting, rx.el.span(class_name="bead quiet")),
        groups.group("done", card.done, icon("check", "s14 is-good")),
        class_name="queue-groups",
    )


@dataclass(frozen=True)
class _Groups:
    in_place: bool
    heading: Any

    def group(self, key: str, rows: Shown, mark: rx.Component) -> rx.Component:
        return rx.cond(
            rows.length() > 0,
            rx.el.section(
                self.heading(
                    mark,
                    filled(f"queue.{key}", count=rows.length()),
                    class_name="queue-title is-bad" if key == "needs" else "queue-title",
                ),
                _paused_note() if key == "waiting" else rx.fragment(),
                rx.el.ul(rx.foreach(rows, lambda row: _row(row, self.in_place))),
                class_name="queue-group",
            ),
        )


def _paused_note() -> rx.Component:
    return rx.cond(
        FrameState.queue_paused,
        rx.el.p(text("queue.paused"), class_name="queue-note small text-2"),
    )


def _row(row: Shown, in_place: bool) -> rx.Component:
    unfolded = QueueDeskState.unfolded == row.card.id
    return rx.el.li(
        rx.el.div(
            _picture(row),
            _name(row, in_place),
            _state(row),
            _time(row),
            rx.el.span(row.person, class_name="queue-person small text-2 ellipsis"),
            _money(row),
            _actions(row),
            _unfold(row, unfolded),
            class_name="queue-row",
        ),
        rx.cond(unfolded, story()),
        class_name="queue-item",
        key=row.card.id,
        custom_attrs={
            "data-queue-row": row.card.id,
            "data-alive": rx.cond(row.alive, "true", "false"),
            "data-settled": row.settled,
        },
    )


def _picture(row: Shown) -> rx.Component:
    return rx.el.div(
        rx.cond(
            row.picture_url != "",
            rx.el.img(src=row.picture_url, alt="", loading="lazy"),
            take_icon("s14"),
        ),
        class_name="thumb upright",
        custom_attrs={"data-look": row.card.look},
    )


def _name(row: Shown, in_place: bool) -> rx.Component:
    """Opens the take; player.js does it in place, elsewhere the address leads there."""
    return rx.el.div(
        rx.el.a(
            row.title,
            href=row.href,
            class_name="title queue-name ellipsis",
            custom_attrs={"data-open-take": row.card.id} if in_place else {},
        ),
        rx.el.p(row.made_with, class_name="queue-made small text-2 ellipsis"),
        class_name="queue-words",
    )


def _state(row: Shown) -> rx.Component:
    return rx.el.div(
        rx.cond(
            row.alive,
            rx.el.i(
                class_name=rx.match(
                    row.card.mark, ("ring", "bead quiet"), ("bead-warn", "bead warn"), "bead"
                )
            ),
        ),
        rx.el.p(row.line, class_name="queue-line small pretty"),
        class_name="queue-state",
    )


def _time(row: Shown) -> rx.Component:
    late = row.card.tone == "warn"
    return rx.el.div(
        rx.cond(
            row.bar >= 0,
            rx.el.div(
                rx.el.b(class_name=rx.cond(late, "warn", "accent"), style={"width": f"{row.bar}%"}),
                class_name="bar",
            ),
        ),
        rx.cond(
            row.alive,
            rx.el.span(
                rx.el.span(custom_attrs={"data-elapsed": row.since}),
                rx.cond(row.usual != "", filled("queue.of_usual", usual=row.usual), ""),
                class_name=rx.cond(late, "m is-warn", "m text-2"),
            ),
            rx.el.span(row.took, class_name="m text-2"),
        ),
        class_name="queue-time",
    )


def _money(row: Shown) -> rx.Component:
    return rx.el.span(
        rx.cond(row.was != "", rx.el.s(row.was, class_name="text-2")),
        rx.el.span(row.money, class_name="m"),
        rx.el.span(
            rx.cond(row.alive, text("queue.held"), text("queue.charged")),
            class_name="visually-hidden",
        ),
        class_name="queue-money small",
    )


def _actions(row: Shown) -> rx.Component:
    return rx.el.div(
        rx.foreach(row.actions, lambda one: _action(row, one)), class_name="queue-actions"
    )


def _action(row: Shown, action: Shown) -> rx.Component:
    desk = QueueDeskState
    return rx.fragment(
        rx.match(
            action.key,
            ("cancel", _cross(action, on_click=desk.cancel(row.card.id))),
            ("ask_stop", _cross(action, **_what_stops(row))),
            ("retry", _button(action, on_click=desk.retry(row.card.id), **ONCE)),
            ("keep", _button(action, on_click=desk.keep(row.card.id))),
            rx.el.a(
                action.label,
                href=action.href,
                aria_label=action.name,
                class_name="btn dense outline",
            ),
        )
    )


def _cross(action: Shown, on_click: Any = None, **attributes: Any) -> rx.Component:
    return rx.el.button(
        icon("x"),
        type="button",
        title=action.label,
        aria_label=action.name,
        class_name="icon-btn",
        custom_attrs={"data-row-key": action.letter, **attributes},
        **({"on_click": on_click} if on_click is not None else {}),
    )


def _button(action: Shown, on_click: Any, **attributes: Any) -> rx.Component:
    return rx.el.button(
        action.label,
        type="button",
        aria_label=action.name,
        class_name="btn dense outline",
        on_click=on_click,
        custom_attrs={"data-row-key": action.letter, **attributes},
    )


def _what_stops(row: Shown) -> dict[str, Any]:
    """What takes.js fills into the dialog of stopping.py before it opens it."""
    card = row.card
    return {
        "data-stops": card.id,
        "data-shot": card.shot_id,
        "data-name": card.name,
        "data-line": card.stop_line,
        "data-words": card.stop_words,
        "data-still": card.still_url,
    }


def _unfold(row: Shown, unfolded: Shown) -> rx.Component:
    return rx.el.button(
        rx.cond(unfolded, icon("chevron-up"), icon("chevron-down")),
        type="button",
        aria_label=filled("queue.unfold", title=row.title),
        class_name="icon-btn queue-unfold",
        on_click=QueueDeskState.unfold(row.card.id),
        custom_attrs={"aria-expanded": rx.cond(unfolded, "true", "false")},
    )
