"""The page of a campaign: its shots, its conversation with the takes, the make panel."""

import reflex as rx

from vidstudio.ui.conversation import conversation
from vidstudio.ui.live import ScreenState
from vidstudio.ui.make import MakeState
from vidstudio.ui.make_panel import panel
from vidstudio.ui.parts.icons import icon, ratio_outline
from vidstudio.ui.player import PlayerState, player
from vidstudio.ui.shell import frame
from vidstudio.ui.stopping import stop_dialog
from vidstudio.ui.talk import ConversationState
from vidstudio.views import ShotView

ROUTE = "/c/[campaign_id]"
ON_LOAD = [
    ScreenState.opened,
    PlayerState.opened,
    MakeState.opened,
    ConversationState.opened_talk,
]


def page() -> rx.Component:
    return frame(
        rx.el.aside(_brief(), _shots(), class_name="zone zone-shots", aria_label="Shots"),
        rx.el.div(_shot_pills(), conversation(), player(), class_name="zone zone-chat"),
        rx.el.aside(panel(), stop_dialog(), class_name="zone zone-make"),
    )


def _brief() -> rx.Component:
    brief = ScreenState.campaign.brief
    return rx.el.section(
        rx.el.h2("Brief", class_name="title"),
        rx.cond(
            (brief.goal != "") | (brief.audience != ""),
            rx.el.p(
                rx.el.span(brief.goal, class_name="text-1"),
                " ",
                brief.audience,
                class_name="brief-words",
            ),
            rx.el.p("No brief was written for this campaign.", class_name="brief-words"),
        ),
        class_name="brief",
        aria_label="Brief",
    )


def _shots() -> rx.Component:
    return rx.cond(
        ScreenState.ready,
        rx.fragment(
            rx.el.h2(_shots_words(), class_name="shots-count small text-2"),
            rx.el.ul(rx.foreach(ScreenState.shots, _shot), class_name="shots"),
        ),
        rx.el.div(
            *(rx.el.div(class_name="skeleton shot-loading") for _ in range(3)),
            custom_attrs={"aria-hidden": "true"},
        ),
    )


def _shots_words() -> rx.Var[str]:
    count = ScreenState.shots.length()
    return rx.cond(count == 1, "1 shot", f"{count} shots")


def _shot(shot: rx.Var[ShotView]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(shot.number, class_name="shot-number m"),
            _shot_picture(shot),
            rx.el.span(
                rx.el.span(
                    shot.title,
                    class_name="title ellipsis shot-title",
                    custom_attrs={"data-shot-title": shot.id},
                ),
                rx.el.span(
                    rx.cond(shot.aspect_ratio, ratio_outline(shot.aspect_ratio.to(str))),
                    rx.el.span(_takes_words(shot)),
                    class_name="shot-takes small text-2",
                ),
                class_name="shot-words",
            ),
            _shot_bead(shot),
            type="button",
            class_name="shot",
            on_click=ScreenState.choose_shot(shot.id),
            custom_attrs={"aria-current": _is_chosen(shot), "data-player-close": ""},
        ),
        key=shot.id,
    )


def _is_chosen(shot: rx.Var[ShotView]) -> rx.Var[str]:
    return rx.cond(shot.id == ScreenState.shot_id, "true", "false")


def _takes_words(shot: rx.Var[ShotView]) -> rx.Var[str]:
    some = rx.cond(shot.takes == 1, "1 take", f"{shot.takes} takes")
    return rx.cond(shot.takes == 0, "No takes yet", some)


def _shot_picture(shot: rx.Var[ShotView]) -> rx.Component:
    return rx.cond(
        shot.poster_url,
        rx.el.span(rx.el.img(src=shot.poster_url, alt=""), class_name="thumb"),
        rx.el.span(icon("film"), class_name="thumb empty"),
    )


def _shot_bead(shot: rx.Var[ShotView]) -> rx.Component:
    """The state of the shot, as a mark and for those who cannot see it as a word."""
    return rx.fragment(
        rx.match(
            shot.bead,
            ("making", _bead("bead", "Making")),
            ("waiting", _bead("bead warn", "Waiting")),
            ("done", rx.el.span(icon("check", "s14"), _said("Done"), class_name="shot-done")),
            rx.fragment(),
        )
    )


def _bead(style: str, word: str) -> rx.Component:
    return rx.el.span(rx.el.i(class_name=style), _said(word))


def _said(word: str) -> rx.Component:
    return rx.el.span(word, class_name="visually-hidden")


def _shot_pills() -> rx.Component:
    """On a phone, where the list at the left has no room, the shots stand above the messages."""
    return rx.cond(
        ScreenState.shots.length() > 1,
        rx.el.nav(
            rx.foreach(ScreenState.shots, _shot_pill), class_name="shot-pills", aria_label="Shots"
        ),
    )


def _shot_pill(shot: rx.Var[ShotView]) -> rx.Component:
    return rx.el.button(
        shot.title,
        type="button",
        class_name="pill",
        key=shot.id,
        on_click=ScreenState.choose_shot(shot.id),
        custom_attrs={"aria-current": _is_chosen(shot)},
    )
