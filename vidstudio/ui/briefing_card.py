"""The brief at the left of a campaign: what it is for, where it runs, what it may cost."""

from typing import Any

import reflex as rx

from vidstudio.rules.brief import CHANNELS
from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon, ratio_outline
from vidstudio.ui.parts.words import filled, text


def brief_card() -> rx.Component:
    """All of it opens the drawer; the pencil does so for the keyboard."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(text("brief.title"), class_name="title grow"),
            rx.el.button(
                icon("pencil", "s14"),
                type="button",
                class_name="icon-btn brief-pencil",
                title=text("brief.edit"),
                aria_label=text("brief.edit"),
                custom_attrs={"data-opens-brief": ""},
            ),
            class_name="row",
        ),
        _words(),
        _channels(),
        _budget(),
        class_name="brief",
        aria_label=text("brief.title"),
        custom_attrs={"data-opens-brief": ""},
    )


def _words() -> rx.Component:
    brief = FrameState.campaign.brief
    strong = rx.cond(brief.goal != "", brief.goal, brief.product)
    return rx.cond(
        (strong != "") | (brief.audience != ""),
        rx.el.p(
            rx.el.span(strong, class_name="text-1"), " ", brief.audience, class_name="brief-words"
        ),
        rx.el.p(text("brief.empty"), class_name="brief-words"),
    )


def _channels() -> rx.Component:
    chosen = FrameState.campaign.brief.channels
    return rx.el.div(
        *(
            rx.cond(
                chosen.contains(key),
                rx.el.span(ratio_outline(channel.aspect_ratio), channel.name),
            )
            for key, channel in CHANNELS.items()
        ),
        rx.cond(chosen.length() == 0, rx.el.span(icon("plus", "s12"), text("brief.add_channels"))),
        class_name="brief-channels small text-2",
    )


def _budget() -> rx.Component:
    brief = FrameState.campaign.brief
    return rx.fragment(
        rx.el.div(
            rx.el.span(text("brief.budget"), class_name="text-2 grow"),
            budget_words(brief),
            class_name="row small brief-sum",
        ),
        budget_bar(brief),
    )


def budget_words(brief: Any) -> rx.Component:
    """“310 of 800”."""
    return rx.el.span(
        rx.el.b(brief.charged_credits + brief.held_credits, class_name="m"),
        rx.el.span(
            rx.cond(
                has_cap(brief),
                filled("brief.of_budget", budget=brief.budget_credits),
                text("brief.no_budget"),
            ),
            class_name="text-2",
        ),
    )


def has_cap(brief: Any) -> Any:
    return brief.budget_credits.is_not_none()


def budget_bar(brief: Any) -> rx.Component:
    """What was charged, and hatched what is on hold, of the cap. Empty without one."""
    cap = rx.cond(brief.budget_credits.to(int) > 0, brief.budget_credits.to(int), 1).to(int)
    return rx.el.div(
        rx.el.b(class_name="accent", style={"width": _share(brief, brief.charged_credits, cap)}),
        rx.el.b(class_name="held", style={"width": _share(brief, brief.held_credits, cap)}),
        class_name="bar budget-bar",
        custom_attrs={"aria-hidden": "true"},
    )


def _share(brief: Any, amount: Any, cap: Any) -> Any:
    return rx.cond(has_cap(brief), f"{100 * amount / cap}%", "0%")
