"""The drawer of one person: figures, lots over time, and the forms beside them."""

from typing import Any

import reflex as rx

from vidstudio.ui.admin_fields import (
    field,
    grant_button,
    grant_fields,
    key_field,
    reason_field,
)
from vidstudio.ui.admin_lots import lots_chart
from vidstudio.ui.admin_names import TAKE_BACK_DIALOG
from vidstudio.ui.admin_person import AdminPersonState
from vidstudio.ui.admin_take_back import take_back_dialog
from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text

CAP = "person-cap"


def person_drawer(back: Any) -> rx.Component:
    """`back` is the address of the list without the drawer."""
    state: Any = AdminPersonState
    return rx.cond(
        state.ref != "",
        rx.fragment(
            rx.el.a(href=back, class_name="person-scrim", aria_label=text("admin.person.close")),
            rx.el.section(
                _head(back),
                rx.el.div(
                    _figures(),
                    _lots(),
                    _grant(),
                    _cap(),
                    _history(),
                    class_name="person-body",
                    tab_index=0,
                    role="region",
                    aria_label=text("admin.person.details"),
                ),
                _foot(),
                class_name="drawer person-drawer",
                role="dialog",
                aria_labelledby="person-name",
                custom_attrs={"data-person": state.ref},
            ),
            take_back_dialog(),
        ),
    )


def _head(back: Any) -> rx.Component:
    person = AdminPersonState.drawer.person
    return rx.el.header(
        rx.el.span(person.initials, class_name="avatar", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            rx.el.h2(person.name, id="person-name", class_name="h3 ellipsis", tab_index=-1),
            rx.el.p(person.role, AdminPersonState.drawer.since, class_name="small text-2"),
            class_name="stack grow",
        ),
        rx.el.a(
            icon("x"),
            href=back,
            aria_label=text("admin.person.close"),
            class_name="icon-btn large person-close",
        ),
        class_name="person-head",
    )


def _figures() -> rx.Component:
    drawer = AdminPersonState.drawer
    person = drawer.person

    def figure(label: Any, amount: Any) -> rx.Component:
        return rx.el.div(
            rx.el.dt(label, class_name="small text-2"), rx.el.dd(amount, class_name="m")
        )

    return rx.fragment(
        rx.el.dl(
            figure(text("admin.people.available"), person.available),
            figure(text("admin.people.held"), person.held),
            figure(drawer.month, drawer.month_credits),
            class_name="person-figures",
        ),
        rx.cond(drawer.debt != "", rx.el.p(drawer.debt, class_name="small is-bad")),
        rx.cond(drawer.sharers != "", rx.el.p(drawer.sharers, class_name="small text-2 pretty")),
    )


def _lots() -> rx.Component:
    lots = AdminPersonState.drawer.lots
    return rx.el.section(
        rx.el.h3(
            text("admin.lots.title"),
            rx.el.span(text("admin.lots.order"), class_name="small text-2"),
            class_name="person-title",
        ),
        rx.cond(
            lots.bars.length() > 0,
            lots_chart(lots),
            rx.el.p(text("admin.lots.nothing"), class_name="small text-2"),
        ),
        aria_label=text("admin.lots.title"),
    )


def _grant() -> rx.Component:
    state: Any = AdminPersonState
    return rx.el.form(
        rx.el.h3(text("admin.grant.title"), class_name="person-title"),
        key_field(state.form_key),
        grant_fields("person", text("admin.grant.amount")),
        rx.el.p(state.wrong["grant"], class_name="field-error", role="alert"),
        rx.el.div(
            rx.el.span(class_name="grow small text-2", custom_attrs={"data-says": ""}),
            grant_button(""),
            class_name="row person-send",
        ),
        on_submit=state.grant,
        key=f"grant-{state.nonce}",
        class_name="person-form",
        aria_label=text("admin.grant.title"),
        custom_attrs={
            "data-grant": "one",
            "data-usd": FrameState.credit_price_usd,
            "data-name": state.drawer.person.first_name,
        },
    )


def _cap() -> rx.Component:
    state: Any = AdminPersonState
    drawer = state.drawer
    return rx.el.details(
        rx.el.summary(
            rx.el.span(text("admin.person.month_cap"), class_name="text-2"),
            rx.el.span(drawer.cap, class_name="grow"),
            rx.el.span(text("admin.person.change"), class_name="link"),
        ),
        rx.el.form(
            rx.el.div(
                field(
                    CAP,
                    "amount",
                    text("admin.person.cap_amount"),
                    rx.el.input(
                        id=f"{CAP}-amount",
                        name="amount",
                        default_value=drawer.cap_figure,
                        class_name="input m",
                        max_length=13,
                        auto_complete="off",
                        custom_attrs={"inputMode": "numeric"},
                    ),
                ),
                reason_field(CAP),
            ),
            rx.el.p(state.wrong["cap"], class_name="field-error", role="alert"),
            rx.el.div(
                rx.el.span(text("admin.person.cap_words"), class_name="grow small text-2 pretty"),
                rx.el.button(text("admin.person.set_cap"), type="submit", class_name="btn outline"),
                class_name="row person-send",
            ),
            on_submit=state.change_cap,
            class_name="person-form",
        ),
        key=f"cap-{state.nonce}",
        class_name="person-cap",
    )


def _history() -> rx.Component:
    def row(line: Any) -> rx.Component:
        return rx.el.li(
            rx.el.span(line.when, class_name="m text-2 person-when"),
            rx.el.span(line.words, class_name="grow ellipsis", title=line.words),
            rx.el.span(line.credits, class_name=rx.cond(line.plus, "m is-good", "m")),
        )

    history = AdminPersonState.drawer.history
    return rx.cond(
        history.length() > 0,
        rx.el.section(
            rx.el.h3(text("admin.person.history"), class_name="person-title"),
            rx.el.ul(rx.foreach(history, row), class_name="person-history small"),
            aria_label=text("admin.person.history"),
        ),
    )


def _foot() -> rx.Component:
    return rx.el.footer(
        rx.el.a(
            icon("history", "s14"),
            text("admin.person.ledger"),
            href=AdminPersonState.drawer.ledger_href,
            class_name="btn dense plain",
        ),
        rx.el.span(class_name="grow"),
        rx.el.button(
            text("admin.take_back.open"),
            type="button",
            class_name="btn dense danger",
            custom_attrs={"data-opens": TAKE_BACK_DIALOG},
        ),
        class_name="person-foot",
    )
