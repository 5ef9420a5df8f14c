"""The Take card, and the takes of a shot. One component wherever a take is shown as a picture."""

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.cards import CardView
from vidstudio.ui.live import ScreenState
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import counted_var, filled
from vidstudio.ui.takeactions import TakesState, action_row, favourite_button
from vidstudio.ui.wells import chip, first_line, scan, well_picture


def takes_region() -> rx.Component:
    """Region "Takes": the heading with the count, and the strip."""
    return rx.el.section(
        rx.cond(
            ScreenState.cards.length() > 0,
            rx.fragment(
                rx.el.h2(_count_words(), class_name="takes-count title"),
                rx.el.div(rx.foreach(ScreenState.cards, _keyed_card), class_name="takes-strip"),
            ),
            _no_takes(),
        ),
        class_name="takes",
        aria_label=text("takes.region"),
    )


def _count_words() -> rx.Var[str]:
    return counted_var("takes.takes", ScreenState.cards.length())


def _no_takes() -> rx.Component:
    return rx.el.div(
        rx.el.h2(text("takes.none_title"), class_name="takes-count title"),
        rx.el.p(text("takes.none_words"), class_name="small text-2"),
        class_name="takes-none",
    )


def _keyed_card(card: rx.Var[CardView]) -> rx.Component:
    return rx.fragment(take_card(card=card), key=card.id)


@rx.memo
def take_card(card: rx.Var[CardView]) -> rx.Component:
    """`data-state` and `data-news` are watched by takes.js: the slate, and what is read out."""
    return rx.el.article(
        _well(card),
        _meta(card),
        class_name="take",
        aria_label=card.name,
        custom_attrs={
            "data-take": card.id,
            "data-look": card.look,
            "data-wide": card.wide,
            "data-news": card.news,
        },
    )


def _well(card: rx.Var[CardView]) -> rx.Component:
    return rx.el.div(
        well_picture(card),
        rx.cond(
            card.video_url != "",
            rx.el.video(
                class_name="well-clip",
                preload="none",
                muted=True,
                loop=True,
                plays_inline=True,
                custom_attrs={"data-src": card.video_url, "aria-hidden": "true", "tabIndex": -1},
            ),
        ),
        scan(card),
        anchor(
            rx.el.span(filled("takes.open", name=card.name), class_name="visually-hidden"),
            href=f"?shot={card.shot_id}&take={card.id}",
            class_name="well-open",
            custom_attrs={"data-open-take": card.id},
        ),
        rx.el.div(chip(card), class_name="well-top"),
        rx.cond(card.video_url != "", _quick_actions(card)),
        rx.el.div(
            rx.cond(card.demo, rx.el.span(text("takes.demo"), class_name="chip")),
            rx.el.span(card.runtime, class_name="chip m well-length"),
            class_name="well-bottom",
        ),
        class_name="well",
        style={"aspectRatio": card.ratio},
    )


def _quick_actions(card: rx.Var[CardView]) -> rx.Component:
    return rx.el.div(
        favourite_button(card, "well-button"),
        rx.cond(
            ~card.in_creatives,
            rx.el.button(
                icon("plus"),
                type="button",
                title=text("takes.actions.add"),
                aria_label=text("takes.actions.add"),
                class_name="well-button",
                on_click=TakesState.add_to_creatives(card.id),
            ),
        ),
        anchor(
            icon("download"),
            href=card.download_url,
            download=True,
            title=text("takes.actions.download"),
            aria_label=text("takes.actions.download"),
            class_name="well-button",
        ),
        class_name="well-actions",
    )


def _meta(card: rx.Var[CardView]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.b(card.name),
            rx.el.span(card.model_name, class_name="ellipsis text-2 small"),
            class_name="take-name",
        ),
        rx.el.div(first_line(card), class_name="take-line"),
        rx.cond(
            (card.cost_line != "") & (card.line != ""),
            rx.el.p(card.line, class_name="take-words"),
        ),
        action_row(card),
        class_name="take-meta",
    )
