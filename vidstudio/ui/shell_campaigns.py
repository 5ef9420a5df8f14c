"""The list of campaigns, and the dialog that makes a new one."""

from typing import Any

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field
from reflex.event import EventSpec

from vidstudio.services import campaigns
from vidstudio.studio import current
from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.session import SessionState, access

NAME_LIMIT = 80
BRIEF_LIMIT = 500
DIALOG = "new-campaign"
# Only then: a form that was refused keeps what was typed.
CLOSE_EMPTIED = (
    f"document.querySelector('#{DIALOG} form').reset(); window.vidstudio.close('{DIALOG}')"
)


class CampaignForm(BaseModel):
    """The dialog's fields. Reflex adds others of its own to a form, which are left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=NAME_LIMIT)
    brief: str = Field("", max_length=BRIEF_LIMIT)


class NewCampaignState(SessionState):
    """What the dialog "New campaign" sends."""

    @rx.event
    @access("member")
    async def create(self, form: CampaignForm) -> list[EventSpec]:
        wanted = campaigns.NewCampaign(name=form.name, goal=form.brief)
        made = await campaigns.create(current(), await self._who(), wanted)
        return [
            rx.call_script(CLOSE_EMPTIED),
            rx.redirect(f"/c/{made.id}"),
        ]


def campaign_menu() -> rx.Component:
    return rx.el.nav(
        campaign_list(),
        rx.el.div(class_name="menu-line"),
        new_campaign_row(),
        id="campaigns",
        class_name="popover campaigns-popover",
        aria_label="Campaigns",
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
            rx.cond(campaign.sample, rx.el.span("Sample", class_name="badge")),
            rx.cond(here, icon("check", "s14 is-accent")),
            href=f"/c/{campaign.id}",
            class_name="menu-row",
            custom_attrs={"aria-current": rx.cond(here, "true", "false")},
        )
    )


def new_campaign_row() -> rx.Component:
    return rx.el.button(
        icon("plus"),
        "New campaign",
        type="button",
        class_name="menu-row",
        custom_attrs={"data-opens": DIALOG},
    )


def new_campaign_dialog() -> rx.Component:
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.h2("New campaign", id="new-campaign-title", class_name="h2"),
                rx.el.button(
                    icon("x"),
                    type="button",
                    aria_label="Close",
                    class_name="icon-btn",
                    custom_attrs={"data-closes": DIALOG},
                ),
                class_name="dialog-head",
            ),
            _name_field(),
            _brief_field(),
            rx.el.div(
                rx.el.span("Nothing is made until you say so.", class_name="note"),
                rx.el.button("Create campaign", type="submit", class_name="btn main filled"),
                class_name="dialog-foot",
            ),
            # A form travels as a dict; `access` makes the model of it.
            on_submit=NewCampaignState.create.throttle(1500),  # pyright: ignore[reportArgumentType]
        ),
        id=DIALOG,
        class_name="dialog new-campaign",
        aria_labelledby="new-campaign-title",
    )


def _name_field() -> rx.Component:
    return rx.el.div(
        rx.el.label("Name", html_for="new-campaign-name", class_name="label"),
        rx.el.input(
            id="new-campaign-name",
            name="name",
            class_name="input tall strong-line",
            required=True,
            max_length=NAME_LIMIT,
            auto_complete="off",
        ),
        class_name="field",
    )


def _brief_field() -> rx.Component:
    return rx.el.div(
        rx.el.label(
            "What are you promoting?",
            rx.el.span("optional", class_name="text-2"),
            html_for="new-campaign-brief",
            class_name="label",
        ),
        rx.el.textarea(
            id="new-campaign-brief",
            name="brief",
            class_name="input strong-line",
            rows="3",
            max_length=BRIEF_LIMIT,
            placeholder="One or two sentences. They become the brief.",
        ),
        class_name="field",
    )
