"""The empty state of the pages that show creatives."""

from typing import Any

import reflex as rx

from vidstudio.ui.parts.words import text

_OUTLINES = ((36, 64), (56, 56), (96, 54))


def nothing_picked(state: Any, file: str) -> rx.Component:
    """`file` is the page's file of texts: its table `empty` says what to do."""
    return rx.el.section(
        rx.el.div(
            *(rx.el.i(style={"width": f"{w}px", "height": f"{h}px"}) for w, h in _OUTLINES),
            class_name="art",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.b(text(f"{file}.empty.title")),
        rx.el.p(text(f"{file}.empty.words")),
        rx.el.a(
            text(f"{file}.empty.button"), href="/c/" + state.campaign.id, class_name="btn outline"
        ),
        class_name="empty page-empty",
    )
