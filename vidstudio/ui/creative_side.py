"""The right side of the creative page: approval with its history, and how the film was made."""

from typing import Any

import reflex as rx

from vidstudio.ui.creative_cards import HistoryCard, ReferenceCard
from vidstudio.ui.deciding import comments, decision_form
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.review_rows import facts


def side_part(state: Any) -> rx.Component:
    return rx.el.aside(
        _approval(state),
        _made_with(state),
        _prompt(state),
        rx.el.span(class_name="grow"),
        rx.cond(state.may_make, _remove(state)),
        class_name="creative-side",
        aria_label=text("creatives.approval"),
    )


def _approval(state: Any) -> rx.Component:
    opened = state.shown.opened
    return rx.el.section(
        rx.el.h3(text("creatives.approval"), class_name="h3"),
        rx.el.p(
            rx.cond(opened.present, text("creatives.bound"), opened.note),
            class_name="text-2 side-words",
        ),
        decision_form(opened, state.may_decide, dense=True),
        rx.el.h4(text("creatives.history"), class_name="visually-hidden"),
        rx.el.ul(rx.foreach(state.shown.history, _history), class_name="history"),
        rx.cond(
            opened.comments.length() > 0,
            rx.fragment(
                rx.el.h4(text("review.comments"), class_name="small text-2"), comments(opened)
            ),
        ),
    )


def _history(line: rx.Var[HistoryCard]) -> rx.Component:
    bead = rx.match(
        line.tone,
        ("good", rx.el.i(class_name="bead good")),
        ("warn", rx.el.i(class_name="bead warn")),
        rx.el.i(class_name="bead quiet"),
    )
    return rx.el.li(
        bead,
        rx.el.span(line.words),
        rx.el.time(
            date_time=line.since, class_name="text-2 nowrap", custom_attrs={"data-relative": ""}
        ),
        key=line.id,
    )


def _made_with(state: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h3(text("creatives.made_with"), class_name="h3 grow"),
            rx.el.button(
                icon("braces", "s14"),
                text("creatives.json"),
                type="button",
                class_name="btn dense plain",
                custom_attrs={"data-copy": state.shown.json_text},
            ),
            rx.el.button(
                icon("file-down", "s14"),
                type="button",
                class_name="icon-btn",
                title=text("creatives.save_json"),
                aria_label=text("creatives.save_json"),
                custom_attrs={
                    "data-saves": state.shown.json_name,
                    "data-words": state.shown.json_text,
                },
            ),
            class_name="row",
        ),
        facts(state.shown.facts),
        class_name="side-section",
    )


def _prompt(state: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h3(text("creatives.prompt"), class_name="small text-2 grow"),
            rx.el.button(
                icon("copy", "s14"),
                type="button",
                class_name="icon-btn",
                title=text("creatives.copy_prompt"),
                aria_label=text("creatives.copy_prompt"),
                custom_attrs={"data-copy": state.shown.prompt},
            ),
            class_name="row",
        ),
        rx.el.p(state.shown.prompt, class_name="creative-prompt"),
        rx.cond(
            state.shown.references_line != "",
            rx.el.div(
                rx.foreach(state.shown.references, _reference),
                rx.el.span(state.shown.references_line, class_name="small text-2"),
                class_name="row side-references",
            ),
        ),
    )


def _reference(picture: rx.Var[ReferenceCard]) -> rx.Component:
    return anchor(
        rx.el.img(src=picture.thumbnail_url, alt="", loading="lazy"),
        href=picture.url,
        target="_blank",
        rel="noopener",
        class_name="thumb",
        aria_label=picture.label,
    )


def _remove(state: Any) -> rx.Component:
    return rx.el.button(
        icon("trash-2", "s14"),
        text("creatives.remove"),
        type="button",
        class_name="btn plain side-remove",
        on_click=state.remove,
    )
