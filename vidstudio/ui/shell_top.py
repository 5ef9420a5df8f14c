"""The top bar: the campaign's name, the stages, what is in the works, the credits."""

from typing import Any

import reflex as rx

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.shell_areas import area_button, area_menu, area_of
from vidstudio.ui.shell_credits import credit_pill

STAGES = ("brief", "strategy", "make", "review", "publish")
# These are pages of their own: there the page is the stage, wherever the campaign stands.
STAGE_PAGES = {"review", "publish"}
OWN_PAGES = {"credits"}
MENU = "stages-menu"


def top_bar(place: str = "campaign") -> rx.Component:
    """`place` is the page that it stands on. The stages belong to campaigns, not to admins, nor to
    what is a person's own."""
    area = area_of(place)
    if area is not None:
        return rx.el.header(
            rx.el.div(area_button(area), class_name="top-left"),
            rx.el.span(class_name="top-stages"),
            _right(),
            area_menu(area),
            class_name="top",
        )
    if place in OWN_PAGES:
        return rx.el.header(
            rx.el.div(
                rx.el.h1(text(f"frame.places.{place}"), class_name="top-name ellipsis"),
                class_name="top-left",
            ),
            rx.el.span(class_name="top-stages"),
            _right(),
            class_name="top",
        )
    return rx.el.header(
        rx.el.div(_campaign_name(), _stage_now(place), class_name="top-left"),
        rx.el.nav(
            rx.el.ol(*(_step(stage, place) for stage in STAGES), class_name="stages"),
            class_name="top-stages",
            aria_label=text("campaign.stages.title"),
        ),
        _right(),
        _stage_menu(place),
        class_name="top",
    )


def _right() -> rx.Component:
    return rx.el.div(_search(), _tally(), credit_pill(), _help(), class_name="top-right")


def _campaign_name() -> rx.Component:
    return rx.el.button(
        rx.el.h1(FrameState.campaign.name, class_name="top-name ellipsis"),
        icon("chevron-down", "s14"),
        type="button",
        class_name="top-campaign",
        title=text("campaign.campaigns"),
        custom_attrs={"popovertarget": "campaigns"},
    )


def _is_now(stage: str, place: str) -> Any:
    return stage == place if place in STAGE_PAGES else FrameState.campaign.stage == stage


def _step(stage: str, place: str) -> rx.Component:
    return rx.el.li(_stage_link(stage, place, "stage"))


def _stage_link(stage: str, place: str, style: str) -> rx.Component:
    """A real link; on the campaign's own page brief.js and stages.js go there without one."""
    now, done = _is_now(stage, place), FrameState.campaign.done.contains(stage)
    return rx.el.a(
        rx.cond(
            done,
            rx.fragment(icon("check", "s14 is-accent"), text(f"campaign.stages.{stage}")),
            text(f"campaign.stages.{stage}"),
        ),
        rx.cond(done, rx.el.span(text("campaign.stages.done"), class_name="visually-hidden")),
        href=_address(stage),
        class_name=rx.cond(now, f"{style} on", style),
        custom_attrs={
            "aria-current": rx.cond(now, "step", "false"),
            "data-stage": stage,
            **({"data-opens-brief": ""} if stage == "brief" else {}),
        },
    )


def _address(stage: str) -> Any:
    campaign = f"/c/{FrameState.campaign.id}"
    return {
        "brief": f"{campaign}?brief=1",
        "strategy": f"{campaign}?stage=strategy",
        "make": campaign,
        "review": f"{campaign}/review",
        "publish": f"{campaign}/publish",
    }[stage]


def _stage_now(place: str) -> rx.Component:
    """Where the five do not fit: the one of now, and the others behind it."""
    words: Any = FrameState.campaign.stage
    for stage in STAGES:
        words = rx.cond(_is_now(stage, place), text(f"campaign.stages.{stage}"), words)
    return rx.el.button(
        words,
        icon("chevron-down", "s12"),
        type="button",
        class_name="pill stage-now",
        title=text("campaign.stages.title"),
        custom_attrs={"popovertarget": MENU},
    )


def _stage_menu(place: str) -> rx.Component:
    return rx.el.nav(
        *(_stage_link(stage, place, "menu-row") for stage in STAGES),
        id=MENU,
        class_name="popover stages-popover",
        aria_label=text("campaign.stages.title"),
        custom_attrs={"popover": "auto"},
    )


def _search() -> rx.Component:
    return rx.el.a(
        icon("search"),
        href="/library",
        class_name="icon-btn large top-more",
        title=text("campaign.search"),
        aria_label=text("campaign.search"),
        custom_attrs={"data-opens-search": ""},
    )


def _help() -> rx.Component:
    return rx.el.button(
        icon("circle-help"),
        type="button",
        class_name="icon-btn large top-more",
        title=text("campaign.help"),
        aria_label=text("campaign.help"),
        custom_attrs={"data-opens": "keys"},
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
            rx.el.span(
                FrameState.making, rx.el.span(text("campaign.making"), class_name="tally-word")
            ),
        ),
        rx.cond(
            FrameState.waiting > 0,
            rx.el.span(
                FrameState.waiting,
                rx.el.span(text("campaign.waiting"), class_name="tally-word"),
                class_name=rx.cond(FrameState.making > 0, "text-2 tally-second", "text-2"),
            ),
        ),
        rx.cond(
            FrameState.making + FrameState.waiting == 0,
            rx.el.span(text("campaign.queue"), class_name="text-2 tally-word"),
        ),
        rx.el.span(text("campaign.queue_open"), class_name="visually-hidden"),
        type="button",
        class_name="pill tally",
        custom_attrs={"popovertarget": "queue"},
    )
