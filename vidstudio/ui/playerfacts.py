"""Beside the film: its siblings, what can be done with it, and how it was made."""

from typing import Any

import reflex as rx

from vidstudio.ui.cards import CardView
from vidstudio.ui.details import DetailView, ReferenceView
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.takeactions import TakesState, action_button
from vidstudio.ui.wells import first_line, mark, well_picture


def details(
    shown: rx.Var[DetailView], card: rx.Var[CardView], siblings: rx.Var[list[CardView]]
) -> rx.Component:
    return rx.el.div(
        rx.el.nav(
            rx.foreach(siblings, lambda sibling: _sibling(sibling, shown.id)),
            class_name="player-siblings",
            aria_label="Takes of this shot",
        ),
        rx.cond(card.video_url != "", _done_actions(card), _other_actions(card)),
        _prompt(shown),
        _facts(shown),
        class_name="player-details",
    )


def _sibling(card: rx.Var[CardView], open_id: rx.Var[str]) -> rx.Component:
    return anchor(
        rx.el.span(
            well_picture(card),
            rx.cond(
                card.word != "", rx.el.span(mark(card.mark), class_name=f"sibling-mark {card.tone}")
            ),
            class_name="sibling-picture",
            style={"aspectRatio": card.ratio},
        ),
        rx.el.span(card.name, class_name="visually-hidden"),
        href=f"?shot={card.shot_id}&take={card.id}",
        class_name="sibling",
        key=card.id,
        custom_attrs={
            "data-open-take": card.id,
            "data-look": card.look,
            "data-wide": card.wide,
            "aria-current": rx.cond(card.id == open_id, "true", "false"),
        },
    )


def _done_actions(card: rx.Var[CardView]) -> rx.Component:
    return rx.el.div(
        rx.cond(card.line != "", rx.el.p(card.line, class_name="player-words take-words")),
        rx.cond(
            card.in_creatives,
            _action(
                "check",
                "In creatives",
                "A",
                "btn main outline picked",
                "Remove from creatives",
                on_click=TakesState.remove_from_creatives(card.id),
            ),
            _action(
                "check",
                "Add to creatives",
                "A",
                "btn main filled pick",
                "Add to creatives",
                on_click=TakesState.add_to_creatives(card.id),
            ),
        ),
        anchor(
            icon("download", "s14"),
            rx.el.span("Download", class_name="action-word"),
            rx.el.kbd("D", custom_attrs={"aria-hidden": "true"}),
            href=card.download_url,
            download=True,
            aria_label="Download",
            class_name="btn dense outline",
            custom_attrs={"data-key": "d"},
        ),
        _action(
            "refresh-cw",
            "Make again",
            "",
            "btn dense outline",
            "Make again",
            title=card.price,
            on_click=TakesState.retry(card.id),
        ),
        rx.foreach(card.actions, lambda action: action_button(card, action)),
        _info_button(),
        class_name="player-actions",
    )


def _action(glyph: str, label: str, key: str, style: str, name: str, **more: Any) -> rx.Component:
    keys = [rx.el.kbd(key, custom_attrs={"aria-hidden": "true"})] if key else []
    return rx.el.button(
        icon(glyph, "s14"),
        rx.el.span(label, class_name="action-word"),
        *keys,
        type="button",
        aria_label=name,
        class_name=style,
        custom_attrs={"data-key": key.lower()} if key else {"data-once": ""},
        **more,
    )


def _info_button() -> rx.Component:
    """On a phone the facts are folded away behind this; on a desk the key I does the same."""
    return rx.el.button(
        icon("info"),
        type="button",
        title="Details (I)",
        aria_label="Details",
        class_name="icon-btn player-info",
        custom_attrs={"data-player-info": ""},
    )


def _other_actions(card: rx.Var[CardView]) -> rx.Component:
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


def _prompt(shown: rx.Var[DetailView]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h3("Prompt", class_name="small text-2 grow"),
            rx.el.button(
                icon("copy", "s14"),
                type="button",
                title="Copy prompt",
                aria_label="Copy prompt",
                class_name="icon-btn",
                custom_attrs={"data-copy": shown.prompt},
            ),
            class_name="row",
        ),
        rx.el.p(shown.prompt, class_name="player-prompt"),
        rx.cond(
            shown.negative_prompt != "",
            rx.el.p("Avoid: ", shown.negative_prompt, class_name="player-prompt text-2"),
        ),
        rx.cond(
            shown.references.length() > 0,
            rx.el.div(
                rx.foreach(shown.references, _reference),
                rx.el.span(shown.references_line, class_name="small text-2"),
                class_name="player-references",
            ),
        ),
        class_name="player-made-from",
    )


def _reference(picture: rx.Var[ReferenceView]) -> rx.Component:
    return anchor(
        rx.el.img(src=picture.thumbnail_url, alt=picture.label),
        href=picture.url,
        target="_blank",
        rel="noreferrer",
        class_name="thumb",
    )


def _facts(shown: rx.Var[DetailView]) -> rx.Component:
    return rx.el.dl(
        _fact("Model", shown.model_line),
        _fact("Settings", shown.settings_line, "m"),
        _fact("Seed", shown.seed, "m"),
        _fact("Took", shown.took),
        _fact("Charged", shown.charged_line, f"cost {shown.charged_tone}"),
        _fact("File check", shown.check_line, f"cost {shown.check_tone}"),
        class_name="player-facts",
    )


def _fact(label: str, value: rx.Var[str], style: str | rx.Var[str] = "") -> rx.Component:
    return rx.cond(value != "", rx.fragment(rx.el.dt(label), rx.el.dd(value, class_name=style)))
