"""The dialog that takes credits of a lot back; the amount is typed twice."""

from typing import Any

import reflex as rx

from vidstudio.ui.admin_fields import field, key_field, reason_field
from vidstudio.ui.admin_names import TAKE_BACK_DIALOG
from vidstudio.ui.admin_person import AdminPersonState
from vidstudio.ui.parts.words import filled, text


def take_back_dialog() -> rx.Component:
    """What is spent already is owed afterwards: the dialog says so before."""
    state: Any = AdminPersonState
    return rx.el.dialog(
        rx.el.h2(text("admin.take_back.title"), id="take-back-title", class_name="h2 dialog-head"),
        rx.el.form(
            rx.el.fieldset(
                rx.el.legend(text("admin.take_back.lot"), class_name="label"),
                rx.foreach(state.drawer.lots.bars, _lot_choice),
                class_name="take-back-lots",
            ),
            rx.el.div(
                _amount("amount"),
                _amount("again"),
                class_name="grant-pair",
            ),
            key_field(state.form_key),
            reason_field("take-back"),
            rx.el.p(state.wrong["take_back"], class_name="field-error", role="alert"),
            rx.el.div(
                rx.el.span(
                    filled("admin.take_back.note", name=state.drawer.person.first_name),
                    class_name="note",
                ),
                rx.el.button(
                    text("admin.grant.cancel"),
                    type="button",
                    class_name="btn main outline",
                    custom_attrs={"data-closes": TAKE_BACK_DIALOG},
                ),
                rx.el.button(
                    text("admin.take_back.send"), type="submit", class_name="btn main danger"
                ),
                class_name="dialog-foot",
            ),
            on_submit=state.take_back,
            key=f"back-{state.nonce}",
        ),
        id=TAKE_BACK_DIALOG,
        class_name="dialog grant-dialog",
        aria_labelledby="take-back-title",
    )


def _lot_choice(lot: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name="lot", value=lot.id),
        rx.el.span(lot.name, class_name="grow ellipsis"),
        rx.el.span(lot.words, class_name="small text-2"),
        class_name="take-back-lot",
    )


def _amount(name: str) -> rx.Component:
    box = rx.el.input(
        id=f"take-back-{name}",
        name=name,
        class_name="input m",
        max_length=13,
        auto_complete="off",
        custom_attrs={"inputMode": "numeric"},
    )
    return field("take-back", name, text(f"admin.take_back.{name}"), box)
