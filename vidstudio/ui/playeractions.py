"""What can be done with the take in the player: pick it, keep it, make another one from it."""

from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.cards import CardView
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import counted, filled
from vidstudio.ui.takeactions import (
    TakesState,
    action_button,
    favourite_button,
    price_mark,
    reusing,
)
from vidstudio.ui.wells import first_line

STARS = (1, 2, 3, 4, 5)


def actions(card: rx.Var[CardView]) -> rx.Component:
    return rx.cond(card.video_url != "", _done(card), _other(card))


def _done(card: rx.Var[CardView]) -> rx.Component:
    return rx.el.div(
        rx.cond(card.line != "", rx.el.p(card.line, class_name="player-words take-words")),
        _pick(card),
        anchor(
            icon("download", "s14"),
            rx.el.span(text("takes.actions.download"), class_name="action-word"),
            _kbd("D"),
            href=card.download_url,
            download=True,
            aria_label=text("takes.actions.download"),
            class_name="btn dense outline",
            custom_attrs={"data-key": "d"},
        ),
        _action(
            "shuffle",
            "player.vary",
            "V",
            price=price_mark(card),
            name=filled("player.vary_for", price=card.price),
            title=card.price,
            on_click=TakesState.vary(card.id),
        ),
        _action("sliders-horizontal", "player.reuse", "R", **_reuse(card, "settings")),
        _action("image-down", "player.last_frame", "", **_reuse(card, "last_frame")),
        rx.foreach(card.actions, lambda action: action_button(card, action)),
        _info_button(),
        _judgement(card),
        class_name="player-actions",
    )


def _reuse(card: rx.Var[CardView], what: str) -> dict[str, Any]:
    return {"more_attrs": reusing(card.id, what)}


def _pick(card: rx.Var[CardView]) -> rx.Component:
    return rx.cond(
        card.in_creatives,
        _action(
            "check",
            "takes.in_creatives",
            "A",
            style="btn main outline picked",
            name=text("takes.actions.remove"),
            on_click=TakesState.remove_from_creatives(card.id),
        ),
        _action(
            "check",
            "takes.actions.add",
            "A",
            style="btn main filled pick",
            on_click=TakesState.add_to_creatives(card.id),
        ),
    )


def _action(
    glyph: str, label: str, key: str, *, style: str = "btn dense outline", **more: Any
) -> rx.Component:
    """`label` is a key of the catalogue; `name` what it is called where that differs."""
    name = more.pop("name", text(label))
    pressed = {"data-key": key.lower()} if key else {"data-once": ""}
    return rx.el.button(
        icon(glyph, "s14"),
        rx.el.span(text(label), class_name="action-word"),
        *([more.pop("price")] if "price" in more else []),
        *([_kbd(key)] if key else []),
        type="button",
        aria_label=name,
        class_name=style,
        custom_attrs=pressed | more.pop("more_attrs", {}),
        **more,
    )


def _kbd(key: str) -> rx.Component:
    return rx.el.kbd(key, custom_attrs={"aria-hidden": "true"})


def _info_button() -> rx.Component:
    """On a phone the facts are folded away behind this; on a desk the key I does the same."""
    return rx.el.button(
        icon("info"),
        type="button",
        title=text("player.details_key"),
        aria_label=text("player.details"),
        class_name="icon-btn player-info",
        custom_attrs={"data-player-info": ""},
    )


def _judgement(card: rx.Var[CardView]) -> rx.Component:
    """Stars, reject and favourite; the keys 1 to 5, X and the dot press these."""
    return rx.el.div(
        rx.el.div(
            *(_star(card, count) for count in STARS),
            class_name="stars",
            role="group",
            aria_label=text("player.rating"),
        ),
        _judge(
            "x",
            text("player.reject"),
            "x",
            card.rating == 0,
            TakesState.rate(card.id, rx.cond(card.rating == 0, -1, 0).to(int)),
        ),
        rx.el.span(class_name="grow"),
        favourite_button(card, "icon-btn"),
        rx.el.button(
            icon("trash-2"),
            type="button",
            title=text("player.delete"),
            aria_label=text("player.delete"),
            class_name="icon-btn",
            on_click=TakesState.delete(card.id),
        ),
        class_name="judgement",
    )


def _star(card: rx.Var[CardView], count: int) -> rx.Component:
    """Pressed again it takes the rating away."""
    wanted = rx.cond(card.rating == count, -1, count).to(int)
    chosen = card.rating >= count
    name = counted("player.stars", count)
    return _judge("star", name, str(count), chosen, TakesState.rate(card.id, wanted))


def _judge(glyph: str, name: str, key: str, chosen: Any, press: Any) -> rx.Component:
    return rx.el.button(
        icon(glyph),
        type="button",
        title=text("player.keyed", label=name, key=key.upper()),
        aria_label=name,
        class_name="icon-btn",
        on_click=press,
        custom_attrs={"data-key": key, "aria-pressed": rx.cond(chosen, "true", "false")},
    )


def _other(card: rx.Var[CardView]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(first_line(card), class_name="take-line"),
            rx.cond(
                (card.cost_line != "") & (card.line != ""),
                rx.el.p(card.line, class_name="take-words"),
            ),
            class_name="player-words",
        ),
        rx.foreach(card.actions, lambda action: action_button(card, action)),
        _info_button(),
        class_name="player-actions not-there",
    )
