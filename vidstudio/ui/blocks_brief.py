"""Block "Brief": what the assistant understood, and block "Page read": what it read."""

import reflex as rx

from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.talk import ConversationState
from vidstudio.ui.talk_block import Line, block, discard_button
from vidstudio.ui.talk_views import FieldRow


def brief_block(line: Line) -> rx.Component:
    return block(
        line,
        rx.el.dl(rx.foreach(line.fields, _row), class_name="block-fields"),
        foot=rx.el.footer(
            rx.el.button(
                text("conversation.brief.accept"),
                type="button",
                class_name="btn dense filled",
                on_click=ConversationState.brief_is_right(line.id),
                disabled=ConversationState.answering,
                custom_attrs={"data-once": ""},
            ),
            rx.el.button(
                text("conversation.brief.edit"),
                type="button",
                class_name="btn dense outline",
                custom_attrs={"data-opens-brief": ""},
            ),
            discard_button(line),
        ),
        badge=text("conversation.brief.accept"),
    )


def _row(row: rx.Var[FieldRow]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(row.label, class_name="text-2"),
        rx.el.dd(
            row.value, rx.cond(row.stays != "", rx.el.span(row.stays, class_name="small text-2"))
        ),
        key=row.label,
    )


def page_block(line: Line) -> rx.Component:
    return rx.el.section(
        rx.el.header(
            icon("globe", "s14 text-2"),
            rx.el.h3(line.title, class_name="title ellipsis"),
            rx.el.span(class_name="grow"),
            rx.cond(
                line.url != "",
                anchor(
                    text("conversation.page.open"),
                    icon("arrow-up-right", "s12"),
                    href=line.url,
                    target="_blank",
                    rel="noopener noreferrer",
                    class_name="link small page-open",
                ),
            ),
        ),
        rx.el.div(
            rx.cond(line.text != "", rx.el.p(line.text, class_name="page-words")),
            rx.foreach(
                line.pictures, lambda url: rx.el.img(src=url, alt="", class_name="page-picture")
            ),
            class_name="block-in page-in",
        ),
        class_name="block",
        aria_label=text("conversation.page.title"),
    )
