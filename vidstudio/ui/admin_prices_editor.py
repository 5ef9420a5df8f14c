"""What unfolds under a model: the form for a new price, usual wishes, and the history."""

from typing import Any

import reflex as rx

from vidstudio.ui.admin_fields import field, reason_field
from vidstudio.ui.admin_prices_rows import variants_table
from vidstudio.ui.admin_rows import WRITTEN, deed
from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text


def editor(state: Any) -> rx.Component:
    """`state` is the page's."""
    model = state.model
    return rx.el.div(
        rx.el.div(_form(state), rx.cond(model.own_rule, _back(state)), class_name="prices-left"),
        rx.el.div(
            variants_table(model.variants, model.takes),
            rx.cond(model.history.length() > 0, _history(model)),
            class_name="prices-right",
        ),
        class_name="prices-two",
    )


def _form(state: Any) -> rx.Component:
    model = state.model
    since = rx.el.input(id="price-since", name="since", type="date", class_name="input")
    return rx.el.form(
        rx.el.h3(text("prices.form.title"), class_name="person-title"),
        rx.el.div(rx.foreach(model.fields, _cell), class_name="price-cells"),
        rx.el.p(
            icon("triangle-alert", "s14"),
            text("prices.form.below"),
            class_name="small is-warn price-below",
            hidden=True,
            role="status",
            custom_attrs={"data-below": ""},
        ),
        rx.el.div(
            field("price", "since", text("prices.form.since"), since),
            reason_field("price", WRITTEN),
            class_name="grant-pair",
        ),
        rx.el.p(state.wrong, class_name="field-error", role="alert"),
        rx.el.div(
            rx.el.span(text("prices.form.note"), class_name="grow small text-2 pretty"),
            rx.el.button(
                text("prices.form.save"),
                type="submit",
                class_name="btn filled",
                custom_attrs={"data-once": ""},
            ),
            class_name="row person-send",
        ),
        on_submit=state.save,
        key=model.id + "-" + state.nonce.to(str),
        class_name="person-form price-form",
        aria_label=text("prices.form.title"),
        custom_attrs={"data-usd": FrameState.credit_price_usd},
    )


def _cell(one: Any) -> rx.Component:
    key = "price-" + one.name
    return rx.el.div(
        rx.el.label(one.label, html_for=key, class_name="label"),
        rx.el.div(
            rx.el.input(
                id=key,
                name=one.name,
                default_value=one.value,
                class_name="m",
                max_length=13,
                auto_complete="off",
                custom_attrs={"inputMode": "numeric", "data-cost": one.cost_usd},
            ),
            rx.el.span(one.hint, class_name="small text-2"),
            class_name="input",
        ),
        class_name="field",
    )


def _back(state: Any) -> rx.Component:
    return deed(
        "price-back",
        now=(text("prices.back.name"), text("prices.back.is")),
        send=text("prices.back.send"),
        wrong="",
        on_submit=state.go_back,
        key="back-" + state.model.id + state.nonce.to(str),
    )


def _history(model: Any) -> rx.Component:
    def row(one: Any) -> rx.Component:
        return rx.el.li(
            rx.el.span(one.version, class_name="m"),
            rx.el.span(one.since, class_name="m text-2"),
            rx.cond(one.to_come, rx.el.span(text("prices.coming"), class_name="badge accent")),
            rx.el.span(one.price, class_name="grow"),
            rx.el.span(one.why, class_name="text-2 price-why"),
        )

    return rx.el.section(
        rx.el.h3(text("prices.history"), class_name="person-title"),
        rx.el.ol(rx.foreach(model.history, row), class_name="price-history small"),
        aria_label=text("prices.history"),
    )
