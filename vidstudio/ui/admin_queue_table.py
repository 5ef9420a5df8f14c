"""The table of all workspaces' takes, and the dialog that stops one of them."""

from typing import Any

import reflex as rx

from vidstudio.ui.admin_fields import reason_field
from vidstudio.ui.admin_rows import WRITTEN, cell, dialog_head, table
from vidstudio.ui.parts.words import filled, text

COLUMNS = ("take", "whose", "state", "since", "place", "held")
DIALOG = "stop-anybodys"


def takes_table(rows: Any, ask: Any) -> rx.Component:
    """`rows` is a Var of TakeLines, `ask` the handler that opens the dialog for a take's id."""
    heads = tuple((text(f"admin_queue.columns.{one}"), f"whole-{one}") for one in COLUMNS)
    heads = (*heads, (text("admin_queue.columns.stop"), "go"))
    return table(heads, rx.foreach(rows, lambda row: _row(row, ask)), text("admin.areas.queue"))


def _row(row: Any, ask: Any) -> rx.Component:
    label = {one: text(f"admin_queue.columns.{one}") for one in COLUMNS}
    button = rx.el.button(
        text("admin_queue.columns.stop"),
        type="button",
        aria_label=row.stop_name,
        class_name="btn dense outline",
        on_click=ask(row.id),
    )
    return rx.el.tr(
        rx.el.td(
            rx.el.b(row.title),
            rx.el.p(row.prompt, class_name="small text-2 whole-prompt"),
            rx.el.p(row.made_with, class_name="small text-2"),
            class_name="card-title whole-take",
        ),
        cell(label["whose"], row.person, _small(row.workspace), style="whole-whose"),
        cell(label["state"], _state(row), style="whole-state"),
        cell(label["since"], _since(row), style="m"),
        cell(label["place"], row.place, style="m whole-place"),
        cell(label["held"], row.held, style="m number"),
        rx.el.td(rx.cond(row.stoppable, button), class_name="card-act number"),
        key=row.id,
        class_name="card whole-row",
        custom_attrs={"data-whole-row": row.id},
    )


def _small(words: Any) -> rx.Component:
    return rx.el.p(words, class_name="small text-2")


def _state(row: Any) -> rx.Component:
    bead = rx.cond(row.mark != "", "bead " + row.mark, "bead")
    return rx.fragment(
        rx.el.span(rx.el.i(class_name=bead), row.word, class_name="row users-mark"),
        rx.cond(row.line != "", rx.el.p(row.line, class_name="small text-2 pretty")),
    )


def _since(row: Any) -> rx.Component:
    """How long it has been so, as a running clock; of what has ended the time of day."""
    return rx.fragment(
        rx.cond(row.since != "", rx.el.span(custom_attrs={"data-elapsed": row.since})),
        rx.el.p(row.at, class_name="small text-2"),
    )


def stop_dialog(state: Any) -> rx.Component:
    """`state` is the page's State."""
    asked = state.asked
    whose = {"person": asked.person, "workspace": asked.workspace, "model": asked.made_with}
    return rx.el.dialog(
        dialog_head(text("admin_queue.stop.title"), DIALOG),
        rx.el.p(rx.el.b(asked.title)),
        rx.el.p(filled("admin_queue.stop.whose", **whose), class_name="small text-2"),
        rx.el.p(asked.stop_words, id=f"{DIALOG}-words", class_name="pretty stop-words-money"),
        rx.el.form(
            rx.el.input(type="hidden", name="task", value=asked.id, read_only=True),
            reason_field(DIALOG, WRITTEN),
            rx.el.p(
                filled("admin_queue.stop.reads", person=asked.person),
                class_name="small text-2 whole-reads",
            ),
            rx.el.p(state.wrong, class_name="field-error", role="alert"),
            rx.el.div(
                rx.el.span(class_name="grow"),
                rx.el.button(
                    text("admin_queue.stop.no"),
                    type="button",
                    class_name="btn main outline",
                    custom_attrs={"data-closes": DIALOG},
                ),
                rx.el.button(
                    text("admin_queue.stop.yes"),
                    type="submit",
                    class_name="btn main danger",
                ),
                class_name="dialog-foot",
            ),
            key=f"stop-{state.nonce}",
            on_submit=state.stop,
        ),
        id=DIALOG,
        class_name="dialog whole-stop",
        aria_labelledby=f"{DIALOG}-title",
        aria_describedby=f"{DIALOG}-words",
    )
