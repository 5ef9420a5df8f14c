"""The credit pill, and the popover with the lots behind the balance."""

from typing import Any

import reflex as rx

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import credit_icon
from vidstudio.ui.parts.words import text


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
                aria_label=text("frame.credits.where"),
                custom_attrs={"popovertarget": "credits"},
            ),
            role="status",
            aria_label=text("frame.credits.label"),
        ),
        class_name=rx.cond(card.low, "pill credit-pill low", "pill credit-pill"),
        custom_attrs={"data-low": card.low_words},
    )


def credit_popover() -> rx.Component:
    card: Any = FrameState.credits
    return rx.el.div(
        rx.el.div(
            rx.el.span(card.available, class_name="credit-number m"),
            rx.el.span(text("frame.credits.unit"), card.dollars, class_name="text-2"),
            class_name="credit-sum",
        ),
        rx.el.p(card.held, class_name="small text-2 credit-held"),
        rx.cond(
            card.low_words != "", rx.el.p(card.low_words, class_name="small is-warn low-words")
        ),
        rx.el.ul(rx.foreach(card.lots, lot_row), class_name="lots"),
        rx.cond(
            card.lots.length() == 0,
            rx.el.p(text("frame.credits.none"), class_name="small is-warn"),
        ),
        _campaign(),
        rx.el.div(
            rx.el.a(text("frame.credits.history"), href="/credits", class_name="btn outline"),
            class_name="row credit-ways",
        ),
        id="credits",
        class_name="popover credit-popover",
        role="dialog",
        aria_label=text("frame.credits.details"),
        custom_attrs={"popover": "auto"},
    )


def lot_row(lot: Any) -> rx.Component:
    """`lot` is a Var of a LotRow: in the popover and beside the statement."""
    return rx.el.li(
        rx.el.div(
            rx.el.span(lot.name, class_name="lot-name"),
            rx.cond(lot.first, rx.el.span(text("frame.credits.used_first"), class_name="badge")),
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


def _campaign() -> rx.Component:
    """What this campaign has used, against its cap where it has one."""
    spent: Any = FrameState.spending
    return rx.el.div(
        rx.el.div(
            rx.el.span(text("frame.credits.campaign"), class_name="lot-name"),
            rx.el.span(class_name="grow"),
            rx.el.span(spent.words, class_name=rx.cond(spent.over, "small is-warn", "small")),
            class_name="row",
        ),
        rx.cond(
            spent.capped,
            rx.el.div(
                rx.el.b(
                    class_name=rx.cond(spent.over, "warn", "accent"),
                    style={"width": f"{spent.charged_percent}%"},
                ),
                rx.el.b(class_name="held", style={"width": f"{spent.held_percent}%"}),
                class_name="bar",
            ),
        ),
        rx.cond(spent.held != "", rx.el.p(spent.held, class_name="small text-2")),
        class_name="lot credit-campaign",
    )
