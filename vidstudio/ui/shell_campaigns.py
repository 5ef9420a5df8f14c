"""The list of campaigns, and the way to one that was just made."""

from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints
from reflex.event import EventSpec

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.bridge import sent
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.session import SessionState, access

DIALOG = "new-campaign"
Going = Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z-]{1,40} \d{1,20}$")]


class NewCampaignState(SessionState):
    """newcampaign.js makes the campaign; the page turns to it by the router, without loading."""

    @rx.event
    @access("member")
    async def go(self, note: Going) -> EventSpec:
        return rx.redirect(f"/c/{sent(note)}")


def campaign_menu() -> rx.Component:
    return rx.el.nav(
        campaign_list(),
        rx.el.div(class_name="menu-line"),
        new_campaign_row(),
        id="campaigns",
        class_name="popover campaigns-popover",
        aria_label=text("brief.new.campaigns"),
        custom_attrs={"popover": "auto"},
    )


def campaign_list() -> rx.Component:
    return rx.el.ul(rx.foreach(FrameState.campaigns, _campaign_row), class_name="campaign-list")


def _campaign_row(campaign: Any) -> rx.Component:
    """`campaign` is a Var of a CampaignView."""
    here = campaign.id == FrameState.campaign.id
    return rx.el.li(
        rx.el.a(
            rx.el.span(campaign.name, class_name="grow ellipsis"),
            rx.cond(campaign.sample, rx.el.span(text("brief.new.sample"), class_name="badge")),
            rx.cond(here, icon("check", "s14 is-accent")),
            href=f"/c/{campaign.id}",
            class_name="menu-row",
            custom_attrs={"aria-current": rx.cond(here, "true", "false")},
        )
    )


def new_campaign_row() -> rx.Component:
    return rx.el.button(
        icon("plus"),
        text("brief.new.open"),
        type="button",
        class_name="menu-row",
        custom_attrs={"data-opens": DIALOG},
    )
