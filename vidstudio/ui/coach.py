"""Four words on the sample campaign about how a campaign goes. stages.js keeps it closed."""

import reflex as rx

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text

POINTS = ("brief", "make", "pick", "share")


def coach() -> rx.Component:
    """Shown by stages.js until it was closed once in this browser; never a dialog."""
    return rx.cond(
        FrameState.campaign.sample,
        rx.el.aside(
            rx.el.ol(*(_point(name) for name in POINTS), class_name="coach-points"),
            rx.el.button(
                icon("x", "s14"),
                type="button",
                class_name="icon-btn",
                title=text("campaign.coach.close"),
                aria_label=text("campaign.coach.close"),
                custom_attrs={"data-closes-coach": ""},
            ),
            class_name="coach",
            aria_label=text("campaign.coach.title"),
            hidden=True,
            custom_attrs={"data-coach": ""},
        ),
    )


def _point(name: str) -> rx.Component:
    return rx.el.li(
        rx.el.b(text(f"campaign.coach.{name}")),
        rx.el.span(text(f"campaign.coach.{name}_words"), class_name="small text-2"),
    )
