"""The product in the brief: its pictures, what it is, the web page about it."""

from typing import Any

import reflex as rx

from vidstudio.rules.brief import PICTURES_LIMIT
from vidstudio.ui.briefing_fields import area, notes
from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text


def product() -> rx.Component:
    return rx.el.div(
        rx.el.label(text("brief.field.product"), html_for="brief-product", class_name="label"),
        rx.el.div(
            rx.foreach(FrameState.campaign.brief.pictures, _picture),
            rx.cond(FrameState.campaign.brief.pictures.length() < PICTURES_LIMIT, _add_picture()),
            class_name="brief-pictures",
        ),
        rx.el.textarea(
            id="brief-product",
            rows="1",
            class_name="input",
            placeholder=text("brief.hint.product"),
            custom_attrs={"data-brief-field": "product"},
        ),
        notes("product"),
        _page(),
        class_name="field",
    )


def _picture(picture: Any) -> rx.Component:
    name = text("brief.product.remove_picture")
    return rx.el.div(
        rx.el.img(src=picture.thumbnail_url, alt=text("brief.product.picture")),
        rx.el.button(
            icon("x", "s12"),
            type="button",
            aria_label=name,
            title=name,
            custom_attrs={"data-brief-picture-off": picture.id},
        ),
        class_name="brief-picture",
        key=picture.id,
    )


def _add_picture() -> rx.Component:
    """The file field covers its frame: it can be pressed, reached by Tab and dropped upon."""
    return rx.el.label(
        icon("plus", "s14"),
        rx.el.input(
            type="file",
            accept="image/*",
            multiple=True,
            aria_label=text("brief.product.add_picture"),
            custom_attrs={"data-brief-picture-file": ""},
        ),
        class_name="brief-picture add",
    )


def _page() -> rx.Component:
    brief = FrameState.campaign.brief
    return rx.fragment(
        rx.el.div(
            rx.cond(
                brief.page_url != "",
                rx.fragment(
                    rx.el.span(brief.page_url, class_name="ellipsis text-2 brief-address"),
                    _small(text("brief.product.read_again"), {"data-brief-read-again": ""}),
                ),
                _small(text("brief.product.read_page"), {"data-brief-read-open": ""}),
            ),
            rx.el.span(id="brief-reading", class_name="text-2", role="status"),
            class_name="row small brief-page",
        ),
        rx.el.form(
            rx.el.input(
                type="text",
                class_name="input",
                aria_label=text("brief.product.address"),
                placeholder=text("brief.product.address_hint"),
                auto_complete="off",
                custom_attrs={"inputMode": "url"},
            ),
            rx.el.button(text("brief.product.read"), type="submit", class_name="btn outline"),
            id="brief-read",
            hidden=True,
            class_name="row brief-read",
        ),
        rx.el.div(
            area("page_summary"),
            class_name="brief-summary",
            custom_attrs={"data-read": brief.page_url != ""},
        ),
    )


def _small(words: str, attributes: dict[str, str]) -> rx.Component:
    return rx.el.button(words, type="button", class_name="link", custom_attrs=attributes)
