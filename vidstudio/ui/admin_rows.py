"""What the tables of Users, Prices and Audit share: heads, cells, and a form that unfolds."""

from typing import Any

import reflex as rx

from vidstudio.ui.admin_fields import reason_field
from vidstudio.ui.admin_names import REFRESH_INPUT
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled, text

WRITTEN = "audit.written"


def table(heads: tuple[tuple[str, str], ...], rows: rx.Component, label: str) -> rx.Component:
    """Each head is its word and its style; a row on a phone is a card."""
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    *(
                        rx.el.th(
                            rx.el.span(word, class_name="" if style != "go" else "visually-hidden"),
                            scope="col",
                            class_name=style,
                        )
                        for word, style in heads
                    )
                )
            ),
            rx.el.tbody(rows),
            class_name="admin-table cards-table",
            aria_label=label,
        ),
        class_name="admin-box cards-box",
    )


def cell(label: str, *shown: Any, style: Any = "") -> rx.Component:
    """On a phone each cell says what it is: by its style sheet, from `data-label`."""
    return rx.el.td(*shown, class_name=style, custom_attrs={"data-label": label})


def waiting() -> rx.Component:
    return rx.el.div(
        class_name="skeleton admin-box people-waiting", custom_attrs={"aria-busy": "true"}
    )


def beat(refresh: Any) -> rx.Component:
    """The page reads itself anew: after a deed in another workspace, and twice a minute."""
    return rx.el.input(type="text", hidden=True, id=REFRESH_INPUT, on_change=refresh)


def deed(  # noqa: PLR0913  a form in words
    name: str,
    *fields: rx.Component,
    now: tuple[Any, Any],
    send: Any,
    wrong: Any,
    on_submit: Any,
    key: Any,
    danger: bool = False,
) -> rx.Component:
    """A line that says how it is, and unfolds the form that changes it, with its reason.

    `now` is what it is called and what it is; `name` stands in the ids of its fields.
    """
    return rx.el.details(
        rx.el.summary(
            rx.el.span(now[0], class_name="deed-name text-2"),
            rx.el.span(now[1], class_name="grow"),
            rx.el.span(send, class_name="link"),
        ),
        rx.el.form(
            rx.el.div(*fields, reason_field(name, WRITTEN)),
            rx.el.p(wrong, class_name="field-error", role="alert"),
            rx.el.div(
                rx.el.span(class_name="grow"),
                rx.el.button(
                    send,
                    type="submit",
                    class_name="btn danger" if danger else "btn outline",
                    custom_attrs={"data-once": ""},
                ),
                class_name="row person-send",
            ),
            on_submit=on_submit,
            class_name="person-form",
        ),
        key=key,
        class_name="person-cap deed",
    )


def pages(route: str, number: Any, count: Any) -> rx.Component:
    """Back and next, by the address."""

    def step(key: str, by: int, there: Any) -> rx.Component:
        href = f"{route}?page={number + by}"
        link = rx.el.a(text(f"admin.people.{key}"), href=href, class_name="btn outline")
        return rx.cond(there, link)

    of = filled("admin.people.page_of", page=number, pages=count)
    return rx.cond(
        count > 1,
        rx.el.nav(
            step("before", -1, number > 1),
            rx.el.span(of, class_name="small text-2"),
            step("after", 1, number < count),
            class_name="row queue-pages",
            aria_label=text("admin.people.pages"),
        ),
    )


def dialog_head(title: str, dialog_id: str) -> rx.Component:
    return rx.el.div(
        rx.el.h2(title, id=f"{dialog_id}-title", class_name="h2"),
        rx.el.button(
            icon("x"),
            type="button",
            aria_label=text("admin.grant.close"),
            class_name="icon-btn",
            custom_attrs={"data-closes": dialog_id},
        ),
        class_name="dialog-head",
    )
