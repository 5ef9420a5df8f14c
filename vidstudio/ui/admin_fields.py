"""Fields of the forms about credits. admin.js says beside an amount what it is worth."""

from typing import Any

import reflex as rx

from vidstudio.ui.parts.words import text

LONGEST_AMOUNT, LONGEST_REASON = 13, 200


def grant_fields(prefix: str, amount_label: str) -> rx.Component:
    """Amount, last day, reason and note; admin.js says beside the amount what it is worth."""
    return rx.fragment(
        rx.el.div(
            field(
                prefix,
                "amount",
                amount_label,
                rx.el.div(
                    rx.el.input(
                        id=f"{prefix}-amount",
                        name="amount",
                        class_name="m",
                        max_length=13,
                        auto_complete="off",
                        custom_attrs={"inputMode": "numeric"},
                    ),
                    rx.el.span(class_name="small text-2", custom_attrs={"data-worth": ""}),
                    class_name="input",
                ),
            ),
            field(
                prefix,
                "expires",
                text("admin.grant.expires"),
                rx.el.input(
                    id=f"{prefix}-expires", name="expires", type="date", class_name="input"
                ),
            ),
            class_name="grant-pair",
        ),
        reason_field(prefix),
        field(
            prefix,
            "note",
            text("admin.grant.note"),
            rx.el.input(
                id=f"{prefix}-note",
                name="note",
                class_name="input",
                placeholder=text("admin.grant.note_words"),
                max_length=200,
                auto_complete="off",
            ),
        ),
    )


def key_field(key: Any) -> rx.Component:
    """The key of the opened form: pressed twice, it is done once."""
    return rx.el.input(type="hidden", name="key", value=key)


def reason_field(prefix: str, written: str = "admin.grant.written") -> rx.Component:
    box = rx.el.input(
        id=f"{prefix}-reason",
        name="reason",
        class_name="input",
        max_length=200,
        auto_complete="off",
    )
    label = (rx.el.span(text("admin.grant.reason"), class_name="grow"), text(written))
    return field(prefix, "reason", label, box)


def field(prefix: str, name: str, label: Any, box: rx.Component) -> rx.Component:
    words = label if isinstance(label, tuple) else (label,)
    return rx.el.div(
        rx.el.label(*words, html_for=f"{prefix}-{name}", class_name="label"),
        box,
        class_name="field",
    )


def grant_button(size: str) -> rx.Component:
    """admin.js adds the sum to its word."""
    return rx.el.button(
        text("admin.grant.send"),
        rx.el.span(class_name="m", custom_attrs={"data-sum": ""}),
        type="submit",
        class_name=f"btn {size} filled",
    )
