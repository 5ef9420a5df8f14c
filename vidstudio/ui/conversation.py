"""The conversation of a campaign: what was said, what was proposed, what became of the takes."""

from typing import Any

import reflex as rx

from vidstudio.ui.answering import AnswerState
from vidstudio.ui.blocks_brief import brief_block, page_block
from vidstudio.ui.blocks_make import cost_block, news_line, prompt_block, takes_block
from vidstudio.ui.blocks_plan import plan_block
from vidstudio.ui.blocks_strategy import strategy_block
from vidstudio.ui.composer import composer, starters
from vidstudio.ui.costgate import cost_dialog
from vidstudio.ui.live import ScreenState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.takes import takes_region
from vidstudio.ui.talk import ConversationState
from vidstudio.ui.talk_block import Line


def conversation() -> rx.Component:
    """Region "Conversation". It is held at its end: new lines push the old ones up."""
    return rx.el.section(
        rx.el.h2(text("conversation.region"), class_name="visually-hidden"),
        rx.el.div(
            rx.cond(ScreenState.ready, _thread(), _skeleton()),
            class_name="talk-scroll",
            tab_index=-1,
        ),
        composer(),
        cost_dialog(),
        class_name="talk",
        aria_label=text("conversation.region"),
    )


def _thread() -> rx.Component:
    return rx.el.div(
        rx.cond(
            ScreenState.messages.length() == 0,
            starters(),
            rx.fragment(
                rx.el.div(
                    rx.foreach(ScreenState.messages, _line),
                    class_name="messages",
                    role="log",
                    aria_label=text("conversation.log"),
                ),
                # without takes the region stays for those who look for it
                rx.el.div(
                    takes_region(),
                    class_name=rx.cond(ScreenState.cards.length() == 0, "visually-hidden", ""),
                ),
            ),
        ),
        class_name="thread",
    )


def _line(line: Line) -> rx.Component:
    return rx.fragment(
        rx.match(
            line.kind,
            ("you", _yours(line)),
            ("step", _step(line)),
            ("news", news_line(line)),
            ("takes", takes_block(line)),
            ("brief", brief_block(line)),
            ("strategy", strategy_block(line)),
            ("plan", plan_block(line)),
            ("prompt", prompt_block(line)),
            ("cost", cost_block(line)),
            ("page", page_block(line)),
            _said(line),
        ),
        rx.match(
            line.state,
            ("failed", _broken(line, rx.cond(line.text == "", text("conversation.broke_off"), ""))),
            ("stopped", _broken(line, text("conversation.stopped"))),
            rx.fragment(),
        ),
        key=line.id,
    )


def _yours(line: Line) -> rx.Component:
    return rx.el.p(
        rx.el.span(text("conversation.you"), ": ", class_name="visually-hidden"),
        line.text,
        class_name="said-by-you",
    )


def _said(line: Line) -> rx.Component:
    """The words of the line being written come on their own, piece by piece."""
    return rx.cond(
        line.state == "answering",
        rx.el.p(
            rx.cond(
                AnswerState.words[line.id] | line.text,
                AnswerState.words[line.id] | line.text,
                rx.el.span(text("conversation.thinking"), class_name="text-2"),
            ),
            rx.el.i(class_name="bead"),
            class_name="said-here answering",
            aria_live="off",
            custom_attrs={"aria-busy": "true"},
        ),
        rx.cond(line.text != "", rx.el.p(line.text, class_name="said-here")),
    )


def _step(line: Line) -> rx.Component:
    """One folded line for what the assistant did on the way."""
    words = rx.fragment(
        rx.cond(
            line.state == "answering",
            rx.el.i(class_name="bead"),
            icon("check", "s14 is-accent"),
        ),
        rx.el.span(line.text),
        rx.cond(line.note != "", rx.el.span(line.note, class_name="m step-time")),
    )
    return rx.cond(
        line.steps.length() > 0,
        rx.el.details(
            rx.el.summary(
                words, icon("chevron-right", "s12 fold-mark"), class_name="step-line small text-2"
            ),
            rx.el.ul(
                rx.foreach(line.steps, lambda step: rx.el.li(step)),
                class_name="steps small text-2",
            ),
        ),
        rx.el.p(words, class_name="step-line small text-2"),
    )


def _broken(line: Line, words: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(words, class_name="small text-2"),
        rx.cond(
            line.last,
            rx.el.button(
                text("conversation.try_again"),
                type="button",
                class_name="btn dense outline",
                on_click=ConversationState.again,
                custom_attrs={"data-once": ""},
            ),
        ),
        class_name="row talk-broken",
    )


def _skeleton() -> rx.Component:
    return rx.el.div(
        *(rx.el.div(class_name=f"skeleton line-{n}") for n in (1, 2, 3)),
        class_name="thread talk-loading",
        custom_attrs={"aria-hidden": "true"},
    )
