"""The shots of a campaign: a list at the left, pills where that has no room.

shots.js adds, moves and removes them; rows carry what it needs as `data-` attributes.
"""

from typing import Any

import reflex as rx

from vidstudio.ui.costgate import generate_videos
from vidstudio.ui.live import ScreenState
from vidstudio.ui.parts.icons import icon, ratio_outline
from vidstudio.ui.parts.words import counted_var, filled, text
from vidstudio.views import ShotView

Shot = rx.Var[ShotView]


def shot_list() -> rx.Component:
    return rx.cond(
        ScreenState.ready,
        rx.fragment(_head(), _rows(), _foot()),
        rx.el.div(
            *(rx.el.div(class_name="skeleton shot-loading") for _ in range(3)),
            custom_attrs={"aria-hidden": "true"},
        ),
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.h2(
            counted_var("campaign.shots.count", ScreenState.shots.length()),
            class_name="small text-2 grow",
        ),
        _add("icon-btn", icon("plus")),
        class_name="row shots-head",
    )


def _add(style: str, shown: rx.Component | str) -> rx.Component:
    name = text("campaign.shots.add")
    return rx.el.button(
        shown,
        type="button",
        class_name=style,
        title=name,
        aria_label=name,
        custom_attrs={"data-adds-shot": ScreenState.campaign.id},
    )


def _rows() -> rx.Component:
    return rx.el.ul(
        rx.foreach(ScreenState.shots, _row),
        class_name="shots",
        custom_attrs={"data-shots": ScreenState.campaign.id},
    )


def _row(shot: Shot) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(shot.number, class_name="shot-number m"),
            _picture(shot),
            rx.el.span(
                rx.el.span(
                    shot.title,
                    class_name="title ellipsis shot-title",
                    custom_attrs={"data-shot-title": shot.id},
                ),
                rx.el.span(
                    rx.cond(shot.aspect_ratio, ratio_outline(shot.aspect_ratio.to(str))),
                    rx.el.span(takes_words(shot)),
                    class_name="shot-takes small text-2",
                ),
                class_name="shot-words",
            ),
            _bead(shot),
            type="button",
            class_name="shot",
            on_click=ScreenState.choose_shot(shot.id),
            custom_attrs={
                "aria-current": _is_chosen(shot),
                "aria-keyshortcuts": "Alt+ArrowUp Alt+ArrowDown F2",
                "data-player-close": "",
            },
        ),
        _menu_button(shot),
        key=shot.id,
        class_name="shot-row",
        custom_attrs=_facts(shot),
    )


def _facts(shot: Shot) -> dict[str, Any]:
    return {
        "data-shot": shot.id,
        "data-place": shot.number,
        "data-facts": shot.to_string(),
        "draggable": "true",
    }


def _menu_button(shot: Shot) -> rx.Component:
    return rx.el.button(
        icon("ellipsis", "s14"),
        type="button",
        class_name="icon-btn shot-menu-button",
        aria_label=filled("campaign.shots.menu", title=shot.title),
        custom_attrs={"data-shot-menu": shot.id, "aria-haspopup": "menu"},
    )


def _is_chosen(shot: Shot) -> rx.Var[str]:
    return rx.cond(shot.id == ScreenState.shot_id, "true", "false")


def takes_words(shot: Shot) -> rx.Var[str]:
    some = counted_var("campaign.shots.takes", shot.takes)
    return rx.cond(shot.takes == 0, text("campaign.shots.none_yet"), some)


def _picture(shot: Shot) -> rx.Component:
    ratio = rx.cond(shot.aspect_ratio, shot.aspect_ratio.to(str), "9:16")
    return rx.cond(
        shot.poster_url,
        rx.el.span(rx.el.img(src=shot.poster_url, alt="", draggable=False), class_name="thumb"),
        rx.el.span(ratio_outline(ratio), class_name="thumb empty"),
    )


def _bead(shot: Shot) -> Any:
    """The state of the shot, as a mark and for those who cannot see it as a word."""
    return rx.match(
        shot.bead,
        ("making", _mark(rx.el.i(class_name="bead"), "making")),
        ("waiting", _mark(rx.el.i(class_name="bead warn"), "waiting")),
        ("done", _mark(icon("check", "s14 is-good"), "done")),
        rx.el.span(),
    )


def _mark(drawn: rx.Component, word: str) -> rx.Component:
    said = rx.el.span(text(f"campaign.shots.{word}"), class_name="visually-hidden")
    return rx.el.span(drawn, said, class_name="shot-mark")


def _foot() -> rx.Component:
    return rx.el.div(
        rx.cond(
            ScreenState.missing.shots > 0,
            generate_videos(),
            rx.fragment(
                _add("btn outline wide", text("campaign.shots.add")),
                rx.el.p(text("campaign.shots.plan_hint"), class_name="small text-2"),
            ),
        ),
        class_name="shots-foot",
    )


def shot_pills() -> rx.Component:
    """On a phone, where the list at the left has no room, the shots stand above the messages."""
    return rx.el.nav(
        rx.foreach(ScreenState.shots, _pill),
        rx.el.button(
            icon("ellipsis"),
            type="button",
            class_name="icon-btn shot-pills-menu",
            aria_label=text("campaign.shots.menu_title"),
            custom_attrs={"data-shot-menu": ScreenState.shot_id, "aria-haspopup": "menu"},
        ),
        _add("icon-btn", icon("plus")),
        class_name="shot-pills",
        aria_label=text("campaign.shots.title"),
    )


def _pill(shot: Shot) -> rx.Component:
    return rx.el.button(
        shot.title,
        type="button",
        class_name="pill",
        key=shot.id,
        on_click=ScreenState.choose_shot(shot.id),
        custom_attrs={"aria-current": _is_chosen(shot)},
    )
