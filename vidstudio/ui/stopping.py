"""The question before stopping a take that may still cost: asked only where it may."""

from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.services import tasks
from vidstudio.studio import current
from vidstudio.ui.parts.bridge import Note, sent
from vidstudio.ui.session import SessionState, access

ANSWER_INPUT = "take-stop"
DIALOG = "stop-take"


class StoppingState(SessionState):
    """What the dialog answers. The page script writes the take's id into a hidden input."""

    @rx.event
    @access("member")
    async def stop_anyway(self, note: Note) -> None:
        await tasks.cancel(current(), await self._who(), sent(note))


def stop_dialog() -> rx.Component:
    """One dialog for all takes; takes.js fills in which one, and what it would cost."""
    return rx.fragment(
        rx.el.input(type="text", hidden=True, id=ANSWER_INPUT, on_change=StoppingState.stop_anyway),
        rx.el.dialog(
            rx.el.h2(text("takes.stop.title"), id="stop-take-title", class_name="h2 dialog-head"),
            rx.el.div(
                rx.el.span(class_name="thumb stop-still", custom_attrs={"data-fill": "still"}),
                rx.el.div(
                    rx.el.div(class_name="title", custom_attrs={"data-fill": "name"}),
                    rx.el.div(class_name="small text-2", custom_attrs={"data-fill": "line"}),
                    rx.el.p(
                        id="stop-take-words",
                        class_name="stop-words pretty",
                        custom_attrs={"data-fill": "words"},
                    ),
                ),
                class_name="stop-take",
            ),
            rx.el.div(
                rx.el.span(class_name="grow"),
                _answer(text("takes.stop.anyway"), "btn main danger", {"data-stop-anyway": ""}),
                _answer(text("takes.stop.keep"), "btn main filled", {}),
                class_name="dialog-foot",
            ),
            id=DIALOG,
            class_name="dialog",
            role="alertdialog",
            aria_labelledby="stop-take-title",
            aria_describedby="stop-take-words",
        ),
    )


def _answer(label: str, style: str, more: dict[str, Any]) -> rx.Component:
    return rx.el.button(
        label, type="button", class_name=style, custom_attrs={"data-closes": DIALOG} | more
    )
