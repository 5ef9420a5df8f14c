"""The top bar: the campaign's name, the stages, what is in the works, the credits."""

import reflex as rx

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.shell_credits import credit_pill

STAGES = ("Brief", "Strategy", "Make", "Review", "Publish")
STAGE = "Make"


def top_bar() -> rx.Component:
    return rx.el.header(
        rx.el.div(_campaign_name(), class_name="top-left"),
        _stages(),
        rx.el.div(_tally(), credit_pill(), class_name="top-right"),
        class_name="top",
    )


def _campaign_name() -> rx.Component:
    return rx.el.button(
        rx.el.h1(FrameState.campaign.name, class_name="top-name ellipsis"),
        icon("chevron-down", "s14"),
        type="button",
        class_name="top-campaign",
        title="Campaigns",
        custom_attrs={"popovertarget": "campaigns"},
    )


def _stages() -> rx.Component:
    """The others are named so that one sees the way; they are no links, since nothing is there."""
    return rx.el.ol(
        *(
            rx.el.li(
                stage,
                class_name="stage on" if stage == STAGE else "stage",
                custom_attrs={"aria-current": "step"} if stage == STAGE else {},
            )
            for stage in STAGES
        ),
        class_name="stages",
        aria_label="Stages",
    )


def _tally() -> rx.Component:
    """The pill that opens the queue; quiet while nothing is in the works."""
    return rx.el.button(
        rx.cond(
            FrameState.making > 0,
            rx.el.span(class_name="bead"),
            rx.el.span(class_name="bead quiet"),
        ),
        rx.cond(
            FrameState.making > 0,
            rx.el.span(FrameState.making, rx.el.span(" making", class_name="tally-word")),
        ),
        rx.cond(
            FrameState.waiting > 0,
            rx.el.span(
                FrameState.waiting,
                rx.el.span(" waiting", class_name="tally-word"),
                class_name=rx.cond(FrameState.making > 0, "text-2 tally-second", "text-2"),
            ),
        ),
        rx.cond(
            FrameState.making + FrameState.waiting == 0,
            rx.el.span("Queue", class_name="text-2 tally-word"),
        ),
        rx.el.span(", open the queue", class_name="visually-hidden"),
        type="button",
        class_name="pill tally",
        custom_attrs={"popovertarget": "queue"},
    )
