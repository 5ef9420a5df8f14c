"""The credit pill, and the popover with the lots behind the balance."""

from typing import Any

import reflex as rx

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import credit_icon


def credit_pill() -> rx.Component:
    """The status and, in it, a button over all of it: a status inside a button would be lost."""
    card: Any = FrameState.credits
    return rx.el.div(
        credit_icon("s14"),
        rx.el.span(
            rx.el.span(card.available, class_name="m"),
            rx.el.button(
                type="button",
                class_name="pill-cover",
                aria_label="Where the credits come from",
                custom_attrs={"popovertarget": "credits"},
            ),
            role="status",
            aria_label="Credits",
        ),
        class_name=rx.cond(card.low, "pill credit-pill low", "pill credit-pill"),
    )


def credit_popover() -> rx.Component:
    card: Any = FrameState.credits
    return rx.el.div(
        rx.el.div(
            rx.el.span(card.available, class_name="credit-number m"),
            rx.el.span("credits ", card.dollars, class_name="text-2"),
            class_name="credit-sum",
        ),
        rx.el.p(card.held, class_name="small text-2 credit-held"),
        rx.el.ul(rx.foreach(card.lots, _lot), class_name="lots"),
        rx.cond(
            card.lots.length() == 0,
            rx.el.p("No credits left. Ask the owner for some.", class_name="small is-warn"),
        ),
        id="credits",
        class_name="popover credit-popover",
        role="dialog",
        aria_label="Credit details",
        custom_attrs={"popover": "auto"},
    )


def _lot(lot: Any) -> rx.Component:
    """`lot` is a Var of a LotRow."""
    return rx.el.li(
        rx.el.div(
            rx.el.span(lot.name, class_name="lot-name"),
            rx.cond(lot.first, rx.el.span("used first", class_name="badge")),
            rx.el.span(class_name="grow"),
            rx.el.span(lot.amount, class_name="m"),
            class_name="row",
        ),
        rx.el.div(
            rx.el.b(
                class_name=rx.cond(lot.soon, "warn", ""), style={"width": f"{lot.left_percent}%"}
            ),
            class_name="bar",
        ),
        rx.el.div(
            rx.el.span(lot.total, class_name="text-2"),
            rx.el.span(class_name="grow"),
            rx.el.span(lot.expires, class_name=rx.cond(lot.soon, "is-warn", "text-2")),
            class_name="row small",
        ),
        class_name="lot",
    )
