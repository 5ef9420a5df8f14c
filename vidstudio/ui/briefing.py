"""The brief as a drawer over the make panel.

Its fields belong to the browser: React never writes into them. brief.js fills them from
`#brief-facts`, keeps what is typed, saves it, and says what somebody else has changed.
"""

import reflex as rx

from vidstudio.rules.brief import CHANNELS
from vidstudio.ui.briefing_card import budget_bar, budget_words
from vidstudio.ui.briefing_fields import area, line, notes
from vidstudio.ui.briefing_product import product
from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon, ratio_outline
from vidstudio.ui.parts.words import text

DRAWER = "brief"


def brief_drawer() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(text("brief.title"), class_name="h3 grow"),
            rx.el.button(
                icon("x"),
                type="button",
                class_name="icon-btn",
                aria_label=text("brief.close"),
                custom_attrs={"data-closes-brief": ""},
            ),
            class_name="brief-head",
        ),
        rx.el.div(
            area("goal"),
            line("audience"),
            product(),
            line("offer"),
            line("tone"),
            rx.el.div(area("must_show"), area("never_say"), class_name="brief-pair"),
            _channels(),
            _budget(),
            class_name="brief-body",
        ),
        _foot(),
        _facts(),
        id=DRAWER,
        class_name="drawer brief-drawer",
        role="dialog",
        aria_label=text("brief.title"),
        custom_attrs={"popover": "manual"},
    )


def _facts() -> rx.Component:
    """What the server knows of it."""
    return rx.el.div(
        id="brief-facts",
        hidden=True,
        custom_attrs={
            "data-campaign": FrameState.campaign.id,
            "data-brief": FrameState.campaign.brief.to_string(),
            "data-me": FrameState.account.user_id,
            "data-usd": FrameState.credit_price_usd,
        },
    )


def _channels() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(
            rx.el.span(text("brief.field.channels"), class_name="grow"),
            rx.el.span(id="brief-chosen"),
            class_name="label",
        ),
        rx.el.div(
            *(
                rx.el.label(
                    rx.el.input(type="checkbox", custom_attrs={"data-brief-channel": key}),
                    ratio_outline(channel.aspect_ratio),
                    rx.el.span(channel.name, class_name="grow"),
                    rx.el.span(channel.aspect_ratio, class_name="m small text-2"),
                    class_name="brief-channel",
                )
                for key, channel in CHANNELS.items()
            ),
            class_name="brief-channel-list",
        ),
        class_name="field",
    )


def _budget() -> rx.Component:
    brief = FrameState.campaign.brief
    return rx.el.div(
        rx.el.div(
            rx.el.label(
                text("brief.field.budget"), html_for="brief-budget_credits", class_name="grow"
            ),
            rx.el.span(id="brief-dollars"),
            class_name="label",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.input(
                    type="text",
                    id="brief-budget_credits",
                    class_name="m",
                    auto_complete="off",
                    placeholder=text("brief.hint.budget"),
                    custom_attrs={"data-brief-field": "budget_credits", "inputMode": "numeric"},
                ),
                rx.el.span(text("brief.budget_line.credits"), class_name="small text-2"),
                class_name="input brief-cap",
            ),
            rx.el.div(
                budget_bar(brief),
                rx.el.p(
                    rx.el.span(brief.charged_credits, class_name="m text-1"),
                    text("brief.budget_line.charged"),
                    rx.el.span(brief.held_credits, class_name="m text-1"),
                    text("brief.budget_line.held"),
                    class_name="small text-2",
                ),
                class_name="grow",
            ),
            class_name="row brief-budget",
        ),
        notes("budget_credits"),
        class_name="field",
    )


def _foot() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(budget_words(FrameState.campaign.brief), class_name="small brief-foot-sum"),
            rx.el.span(id="brief-status", class_name="small text-2", role="status"),
            class_name="grow",
        ),
        rx.el.button(
            text("brief.ask"),
            type="button",
            class_name="btn plain",
            custom_attrs={"data-asks-assistant": ""},
        ),
        rx.el.button(
            text("brief.done"),
            type="button",
            class_name="btn filled",
            custom_attrs={"data-closes-brief": ""},
        ),
        class_name="brief-foot",
    )
