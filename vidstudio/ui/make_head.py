"""The head of the make panel: which shot, the prompts so far, reset, close."""

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.live import ScreenState
from vidstudio.ui.make_prompt import sheet_head
from vidstudio.ui.parts.icons import icon, ratio_outline
from vidstudio.views import ShotView


def panel_head() -> rx.Component:
    return rx.el.header(
        rx.el.h2(
            rx.el.button(
                rx.el.span(text("make.shot"), " ", class_name="visually-hidden"),
                rx.foreach(ScreenState.shots, _shot_name),
                icon("chevron-down", "s14"),
                type="button",
                id="make-shot",
                class_name="shot-button",
                custom_attrs={"popovertarget": "make-shots"},
            ),
            class_name="make-title",
        ),
        rx.el.span(class_name="grow"),
        _button("history", "make.history", "make-history-button", popovertarget="make-history"),
        _button("rotate-ccw", "make.reset", "make-reset-button"),
        _button("panel-right-close", "make.collapse", "make-collapse", **{"data-folds": "make"}),
        class_name="make-head",
    )


def _button(picture: str, key: str, own_id: str, **attributes: str) -> rx.Component:
    return rx.el.button(
        icon(picture),
        type="button",
        id=own_id,
        aria_label=text(key),
        title=text(key),
        class_name="icon-btn",
        custom_attrs=attributes,
    )


def _shot_name(shot: rx.Var[ShotView]) -> rx.Component:
    return rx.cond(
        shot.id == ScreenState.shot_id,
        rx.el.span(
            shot.title,
            class_name="h3 ellipsis",
            id="make-shot-title",
            key=shot.id,
            # panel.js brings what is planned for the shot into the panel.
            custom_attrs={
                "data-of": shot.id,
                "data-planned": shot.prompt,
                "data-ratio": shot.aspect_ratio,
                "data-seconds": rx.cond(shot.duration_seconds, shot.duration_seconds, ""),
            },
        ),
    )


def shot_menu() -> rx.Component:
    return rx.el.div(
        sheet_head(text("make.shots")),
        rx.el.div(rx.foreach(ScreenState.shots, _shot), class_name="takes-list"),
        id="make-shots",
        role="group",
        aria_label=text("make.shots"),
        class_name="popover make-pop shots-menu",
        custom_attrs={"popover": "auto", "data-at": "below", "data-by": "make-shot"},
    )


def _shot(shot: rx.Var[ShotView]) -> rx.Component:
    return rx.el.button(
        rx.el.span(shot.number, class_name="m text-2"),
        rx.el.span(shot.title, class_name="grow ellipsis"),
        rx.cond(shot.aspect_ratio, ratio_outline(shot.aspect_ratio.to(str))),
        type="button",
        key=shot.id,
        on_click=ScreenState.choose_shot(shot.id),
        class_name="menu-row",
        custom_attrs={
            "aria-current": rx.cond(shot.id == ScreenState.shot_id, "true", "false"),
            "data-pop-close": "",
        },
    )


def history_menu() -> rx.Component:
    """history.js draws the prompts when it opens."""
    return rx.el.div(
        sheet_head(text("make.history_title")),
        rx.el.p(text("make.history_title"), class_name="small text-2 pop-title"),
        rx.el.div(id="history-list", class_name="history-list"),
        id="make-history",
        role="group",
        aria_label=text("make.history_title"),
        class_name="popover make-pop history-menu",
        custom_attrs={"popover": "auto", "data-at": "below", "data-by": "make-history-button"},
    )
