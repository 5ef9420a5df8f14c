"""The right panel of the publish page: what goes into the pack, its size, the download."""

from typing import Any

import reflex as rx

from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text

PARTS = ("videos", "posters", "captions", "metadata", "story")


def pack_panel(state: Any) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(text("publish.pack"), class_name="h3 grow"),
            rx.el.span(state.pack.count_words, class_name="small text-2"),
            class_name="row pack-head",
        ),
        rx.el.div(
            rx.el.p(text("publish.pack_words"), class_name="text-2 pack-words"),
            rx.el.div(*(_part(state, part) for part in PARTS), class_name="pack-parts"),
            _inside(state),
            class_name="pack-body",
        ),
        _foot(state),
        class_name="pack",
        aria_label=text("publish.pack"),
    )


def _part(state: Any, part: str) -> rx.Component:
    on = getattr(state.options, part)
    size = state.pack.sizes[part] if part != "story" else ""
    return rx.el.button(
        rx.el.span(rx.cond(on, icon("check", "s14")), class_name=rx.cond(on, "tick on", "tick")),
        rx.el.span(
            text(f"publish.parts.{part}"),
            " ",
            rx.el.span(text(f"publish.parts.{part}_words"), class_name="small text-2"),
            class_name="grow",
        ),
        rx.el.span(size, class_name="m small text-2"),
        type="button",
        role="checkbox",
        class_name="pack-part",
        on_click=state.switch(part),
        custom_attrs={"aria-checked": rx.cond(on, "true", "false")},
    )


def _inside(state: Any) -> rx.Component:
    return rx.fragment(
        rx.el.h3(text("publish.inside"), class_name="small text-2 pack-inside"),
        rx.cond(
            state.pack.names.length() > 0,
            rx.el.div(
                rx.el.div(state.pack.folder),
                rx.el.ul(
                    rx.foreach(state.pack.names, lambda name: rx.el.li(name)),
                ),
                rx.cond(state.pack.more != "", rx.el.div(state.pack.more, class_name="pack-more")),
                class_name="pack-names m text-2",
            ),
            rx.el.p(text("publish.nothing_chosen"), class_name="small text-2"),
        ),
    )


def _foot(state: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(state.pack.size, class_name="strong m"),
            rx.el.div(state.pack.files_words, class_name="small text-2"),
            class_name="grow",
        ),
        rx.el.button(
            icon("download"),
            text("publish.download"),
            type="button",
            class_name="btn main filled",
            disabled=state.pack.href == "",
            custom_attrs={"data-fetches": state.pack.href},
        ),
        class_name="row pack-foot",
    )
