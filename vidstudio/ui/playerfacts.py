"""Beside the film: its siblings, and how it was made."""

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.cards import CardView
from vidstudio.ui.details import DetailView, ReferenceView
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled
from vidstudio.ui.playeractions import actions
from vidstudio.ui.playerfinal import final_panel
from vidstudio.ui.wells import mark, well_picture


def details(
    shown: rx.Var[DetailView], card: rx.Var[CardView], siblings: rx.Var[list[CardView]]
) -> rx.Component:
    return rx.el.div(
        rx.el.nav(
            rx.foreach(siblings, lambda sibling: _sibling(sibling, shown.id)),
            class_name="player-siblings",
            aria_label=text("player.siblings"),
        ),
        actions(card),
        final_panel(card),
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


def _prompt(shown: rx.Var[DetailView]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h3(text("player.prompt"), class_name="small text-2 grow"),
            rx.el.button(
                icon("copy", "s14"),
                type="button",
                title=text("player.copy_prompt"),
                aria_label=text("player.copy_prompt"),
                class_name="icon-btn",
                custom_attrs={"data-copy": shown.prompt},
            ),
            class_name="row",
        ),
        rx.el.p(shown.prompt, class_name="player-prompt"),
        rx.cond(
            shown.negative_prompt != "",
            rx.el.p(
                filled("player.avoid", words=shown.negative_prompt),
                class_name="player-prompt text-2",
            ),
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
        _fact("model", shown.model_line),
        _fact("settings", shown.settings_line, "m"),
        _fact("seed", shown.seed, "m"),
        _fact("took", shown.took),
        _fact("charged", shown.charged_line, f"cost {shown.charged_tone}"),
        _fact("check", shown.check_line, f"cost {shown.check_tone}"),
        class_name="player-facts",
    )


def _fact(name: str, value: rx.Var[str], style: str | rx.Var[str] = "") -> rx.Component:
    term = rx.el.dt(text(f"player.facts.{name}"))
    return rx.cond(value != "", rx.fragment(term, rx.el.dd(value, class_name=style)))
