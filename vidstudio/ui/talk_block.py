"""The frame of a structured line: open with its buttons, folded once accepted, one line if not."""

import reflex as rx

from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.talk import ConversationState
from vidstudio.ui.talk_views import TalkLine

Line = rx.Var[TalkLine]


def block(
    line: Line,
    *body: rx.Component,
    foot: rx.Component,
    badge: str,
    aside: rx.Component | None = None,
    noted: bool = True,
) -> rx.Component:
    """`badge` is what the fold says of an accepted one; `aside` stands right in the head."""
    return rx.fragment(
        rx.match(
            line.block_state,
            ("discarded", gone(line)),
            ("accepted", folded(line, *body, badge=badge)),
            rx.el.section(
                rx.el.header(
                    head(line, noted=noted), rx.el.span(class_name="grow"), aside or rx.fragment()
                ),
                *body,
                foot,
                class_name="block",
                custom_attrs={"data-block": line.id},
            ),
        )
    )


def head(line: Line, *, noted: bool = True) -> rx.Component:
    """The title as a heading, which takes the focus when its buttons are gone."""
    return rx.fragment(
        rx.el.h3(line.title, class_name="title", tab_index=-1),
        rx.cond(
            (line.note != "") & noted, rx.el.span(line.note, class_name="block-note small text-2")
        ),
    )


def folded(line: Line, *body: rx.Component, badge: str) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.el.h3(line.title, class_name="title"),
            rx.cond(
                line.note != "",
                rx.el.span(line.note, class_name="block-note small text-2 ellipsis"),
            ),
            rx.el.span(class_name="grow"),
            rx.el.span(icon("check", "s12"), badge, class_name="badge good"),
            icon("chevron-right", "s14 fold-mark"),
        ),
        *body,
        class_name="block folded",
        custom_attrs={"data-block": line.id},
    )


def gone(line: Line) -> rx.Component:
    return rx.el.p(
        icon("x", "s14"),
        filled("conversation.block.discarded", what=line.title),
        class_name="step-line small text-2",
        tab_index=-1,
        custom_attrs={"data-block": line.id},
    )


def discard_button(line: Line) -> rx.Component:
    return rx.el.button(
        text("conversation.block.discard"),
        type="button",
        class_name="btn dense plain",
        on_click=ConversationState.discard(line.id),
    )


def prefill_button(label: str, start: str, style: str) -> rx.Component:
    """Puts the first words into the composer; the person writes on."""
    return rx.el.button(
        label, type="button", class_name=style, custom_attrs={"data-prefill": start}
    )
