"""The dialog "Grant credits": to one or several people, with what each has then."""

from typing import Any

import reflex as rx

from vidstudio.ui.admin_fields import grant_button, grant_fields, key_field
from vidstudio.ui.admin_grant import AdminGrantState
from vidstudio.ui.admin_names import GRANT_DIALOG, LIST_INPUT
from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import counted_var, filled, text


def grant_dialog() -> rx.Component:
    state: Any = AdminGrantState
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2(text("admin.grant.title"), id="grant-title", class_name="h2"),
            rx.el.button(
                icon("x"),
                type="button",
                aria_label=text("admin.grant.close"),
                class_name="icon-btn",
                custom_attrs={"data-closes": GRANT_DIALOG},
            ),
            class_name="dialog-head",
        ),
        _to(),
        _not_granted(),
        rx.el.form(
            key_field(state.form_key),
            grant_fields("grant", text("admin.grant.each")),
            _preview(),
            rx.el.p(state.wrong, class_name="field-error", role="alert"),
            rx.el.div(
                rx.el.span(class_name="note", custom_attrs={"data-total": ""}),
                rx.el.button(
                    text("admin.grant.cancel"),
                    type="button",
                    class_name="btn main outline",
                    custom_attrs={"data-closes": GRANT_DIALOG},
                ),
                grant_button("main"),
                class_name="dialog-foot",
            ),
            on_submit=state.grant,
            key=state.nonce.to(str),
            custom_attrs={"data-grant": "many", "data-usd": FrameState.credit_price_usd},
        ),
        id=GRANT_DIALOG,
        class_name="dialog grant-dialog",
        aria_labelledby="grant-title",
    )


def _to() -> rx.Component:
    state: Any = AdminGrantState
    return rx.el.div(
        rx.el.label(text("admin.grant.to"), html_for="grant-to", class_name="label"),
        rx.el.div(
            rx.foreach(state.recipients, _chip),
            rx.el.input(
                id="grant-to",
                placeholder=text("admin.grant.add"),
                max_length=100,
                auto_complete="off",
                on_change=state.look_for.debounce(250),
                custom_attrs={"data-clears": state.chosen.length()},
            ),
            _file(),
            class_name="input grant-to",
        ),
        rx.el.p(class_name="field-error", role="alert", custom_attrs={"data-list-wrong": ""}),
        rx.cond(
            state.found.length() > 0,
            rx.el.ul(
                rx.foreach(state.found, _suggestion),
                class_name="grant-found",
                aria_label=text("admin.grant.found"),
            ),
        ),
        class_name="field",
    )


def _file() -> rx.Component:
    """admin-list.js reads the file and tells the State."""
    words = text("admin.grant.csv_words")
    return rx.fragment(
        rx.el.label(
            icon("upload", "s14"),
            text("admin.grant.csv"),
            rx.el.input(
                type="file",
                accept=".csv,text/csv,text/plain",
                aria_label=words,
                class_name="visually-hidden",
                custom_attrs={"data-grant-list": ""},
            ),
            title=words,
            class_name="btn dense plain grant-file",
        ),
        rx.el.input(type="text", hidden=True, id=LIST_INPUT, on_change=AdminGrantState.read_list),
    )


def _not_granted() -> rx.Component:
    """The lines of the file that cannot be granted; nothing is until somebody has decided."""
    state: Any = AdminGrantState
    count = state.not_granted.length()

    def row(one: Any) -> rx.Component:
        return rx.el.li(rx.el.span(one.line, class_name="m"), rx.el.span(one.words))

    return rx.cond(
        count > 0,
        rx.el.section(
            rx.el.p(counted_var("admin.grant.wrong_lines", count), class_name="pretty"),
            rx.el.ul(rx.foreach(state.not_granted, row)),
            rx.el.button(
                text("admin.grant.leave_wrong"),
                type="button",
                class_name="btn dense outline",
                on_click=state.leave_wrong,
            ),
            class_name="grant-wrong small",
            role="alert",
        ),
    )


def _chip(one: Any) -> rx.Component:
    return rx.el.span(
        one.name,
        rx.el.button(
            icon("x", "s12"),
            type="button",
            aria_label=filled("admin.grant.leave_out", name=one.name),
            on_click=AdminGrantState.leave_out(one.workspace_id),
            class_name="grant-leave",
        ),
        class_name="grant-chip",
    )


def _suggestion(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(one.initials, class_name="avatar", custom_attrs={"aria-hidden": "true"}),
            rx.el.span(one.name, class_name="grow"),
            rx.el.span(one.now, class_name="m text-2"),
            type="button",
            class_name="menu-row",
            on_click=AdminGrantState.choose(one.ref),
        )
    )


def _preview() -> rx.Component:
    """admin.js fills in what is granted and what is there afterwards."""
    state: Any = AdminGrantState

    def row(one: Any) -> rx.Component:
        return rx.el.tr(
            rx.el.td(
                rx.el.div(
                    rx.el.span(
                        one.initials, class_name="avatar", custom_attrs={"aria-hidden": "true"}
                    ),
                    rx.el.b(one.name),
                    class_name="row",
                )
            ),
            rx.el.td(one.now, class_name="number m text-2"),
            rx.el.td(class_name="number m is-good", custom_attrs={"data-plus": ""}),
            rx.el.td(class_name="number m", custom_attrs={"data-after": ""}),
            custom_attrs={"data-now": one.now_credits, "data-own": one.own_credits},
        )

    return rx.cond(
        state.recipients.length() > 0,
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(text("admin.people.person"), scope="col"),
                    *(
                        rx.el.th(text(f"admin.grant.{key}"), scope="col", class_name="number")
                        for key in ("now", "granted", "after")
                    ),
                )
            ),
            rx.el.tbody(rx.foreach(state.recipients, row)),
            class_name="admin-table grant-preview",
        ),
    )
