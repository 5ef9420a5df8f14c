"""The box at the foot of the conversation, and what stands above it before the first line."""

from typing import Any

import reflex as rx

from vidstudio.ui.costgate import generate_videos
from vidstudio.ui.live import ScreenState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.takes import takes_region
from vidstudio.ui.talk import ConversationState

TEXT_LIMIT = 4000


def composer() -> rx.Component:
    """composer.js: Enter sends, "/" comes here, and what is typed is kept."""
    return rx.fragment(
        generate_videos("chat"),
        rx.el.form(
            rx.el.input(type="hidden", name="campaign", value=ScreenState.campaign.id),
            rx.el.textarea(
                id="note-text",
                name="message",
                rows="1",
                # Longer words stay in the box: composer.js says so, instead of cutting them.
                custom_attrs={"data-most": TEXT_LIMIT},
                placeholder=rx.cond(
                    ScreenState.messages.length() == 0,
                    text("conversation.first_placeholder"),
                    text("conversation.ask_placeholder"),
                ),
                aria_label=text("conversation.message"),
                class_name="composer-text",
            ),
            rx.el.div(
                rx.cond(
                    ConversationState.guide,
                    rx.el.span(
                        text("conversation.guide"), class_name="small text-2 composer-guide"
                    ),
                ),
                rx.el.span(
                    text("conversation.asks_first"), class_name="small text-2 composer-hint"
                ),
                rx.cond(ScreenState.answering, _stop(), _send()),
                class_name="composer-foot",
            ),
            class_name="composer",
            on_submit=ConversationState.send,
            custom_attrs={"data-composer": "", "data-answering": ScreenState.answering},
        ),
        _kept(),
    )


def _send() -> rx.Component:
    name = text("conversation.send")
    return rx.el.button(
        icon("arrow-up"),
        type="submit",
        title=name,
        aria_label=name,
        class_name="composer-send",
        key="send",
    )


def _stop() -> rx.Component:
    name = text("conversation.stop")
    return rx.el.button(
        icon("square", "s14 solid"),
        type="button",
        title=name,
        aria_label=name,
        class_name="composer-send",
        on_click=ConversationState.stop,
        key="stop",
    )


def _kept() -> rx.Component:
    """The way of typed words to the server and back."""
    return rx.fragment(
        rx.el.input(
            type="text", hidden=True, id="typed-words", on_change=ConversationState.keep_words
        ),
        rx.el.div(
            ConversationState.kept,
            id="kept-words",
            hidden=True,
            custom_attrs={"data-for": ConversationState.kept_for},
        ),
    )


def starters() -> rx.Component:
    """Gone with the first message."""
    shapes = ["upright", "wide dashed", "square alive", "portrait dashed"]
    return rx.el.div(
        rx.el.div(
            *(rx.el.i(class_name=f"shape {shape}") for shape in shapes),
            class_name="shapes",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.h1(text("conversation.empty.title"), class_name="h1"),
        rx.el.p(text("conversation.empty.words"), class_name="said-here"),
        rx.el.div(
            _starter("launch", "package", on_click=ConversationState.start("launch")),
            _starter("sale", "percent", on_click=ConversationState.start("sale")),
            _starter(
                "page", "globe", custom_attrs={"data-prefill": text("conversation.empty.page.says")}
            ),
            class_name="starters",
            role="group",
            aria_label=text("conversation.empty.starters"),
        ),
        rx.cond(ScreenState.cards.length() > 0, takes_region(), _no_takes()),
        class_name="talk-empty",
    )


def _no_takes() -> rx.Component:
    """The region stays, for those who look for it."""
    return rx.el.div(takes_region(), class_name="visually-hidden")


def _starter(name: str, picture: str, **more: Any) -> rx.Component:
    return rx.el.button(
        icon(picture),
        rx.el.span(
            rx.el.b(text(f"conversation.empty.{name}.title")),
            rx.el.span(text(f"conversation.empty.{name}.words")),
        ),
        icon("arrow-up-right"),
        type="button",
        class_name="starter",
        **more,
    )
