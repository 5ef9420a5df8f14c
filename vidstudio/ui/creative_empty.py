"""The empty state of the pages that show creatives."""

from typing import Any

import reflex as rx

_OUTLINES = ((36, 64), (56, 56), (96, 54))


def nothing_picked(state: Any, title: str, words: str, button: str) -> rx.Component:
    """`words` say what to do, `button` leads to the campaign's page."""
    return rx.el.section(
        rx.el.div(
            *(rx.el.i(style={"width": f"{w}px", "height": f"{h}px"}) for w, h in _OUTLINES),
            class_name="art",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.b(title),
        rx.el.p(words),
        rx.el.a(button, href="/c/" + state.campaign.id, class_name="btn outline"),
        class_name="empty page-empty",
    )
