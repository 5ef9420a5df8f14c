"""Blocks of the make stage: a better prompt, the cost gate, takes."""

import reflex as rx

from vidstudio.ui.costgate import CostState
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon, take_icon
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.talk import ConversationState
from vidstudio.ui.talk_block import Line, block, discard_button, folded, gone
from vidstudio.ui.talk_views import DiffPiece, TakeTile


def prompt_block(line: Line) -> rx.Component:
    return block(
        line,
        rx.el.p(rx.foreach(line.pieces, _piece), class_name="block-in diff"),
        foot=rx.el.footer(
            _use(line, "use", "btn dense filled", edit=False),
            _use(line, "edit", "btn dense outline", edit=True),
            discard_button(line),
        ),
        badge=text("conversation.prompt.used"),
        aside=rx.el.span(text("conversation.prompt.suggested"), class_name="badge"),
    )


def _use(line: Line, word: str, style: str, *, edit: bool) -> rx.Component:
    return rx.el.button(
        text(f"conversation.prompt.{word}"),
        type="button",
        class_name=style,
        on_click=ConversationState.use_prompt(line.id, edit),
        custom_attrs={"data-once": ""},
    )


def _piece(piece: rx.Var[DiffPiece], n: rx.Var[int]) -> rx.Component:
    """Words that went and came are told apart by their lines, and by words for those who listen."""
    return rx.fragment(
        rx.match(
            piece.kind,
            ("gone", rx.el.del_(_heard("was"), piece.text)),
            ("new", rx.el.ins(_heard("now"), piece.text)),
            rx.el.span(piece.text),
        ),
        key=n,
    )


def _heard(word: str) -> rx.Component:
    return rx.el.span(text(f"conversation.prompt.{word}"), " ", class_name="visually-hidden")


def cost_block(line: Line) -> rx.Component:
    return rx.fragment(
        rx.match(
            line.block_state,
            ("discarded", gone(line)),
            ("accepted", folded(line, badge=text("conversation.block.accepted"))),
            _gate(line),
        )
    )


def _gate(line: Line) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h3(line.title, class_name="strong", tab_index=-1),
            rx.el.p(line.note, class_name=rx.cond(line.short, "small is-warn", "small text-2")),
            class_name="grow",
        ),
        rx.el.button(
            text("conversation.cost.change"),
            type="button",
            class_name="btn plain",
            on_click=CostState.ask_gate(line.id),
            custom_attrs={"data-once": ""},
        ),
        rx.cond(
            line.short,
            rx.fragment(),
            rx.el.button(
                line.text,
                type="button",
                class_name="btn filled",
                on_click=ConversationState.make_gate(line.id),
                custom_attrs={"data-once": ""},
            ),
        ),
        rx.el.button(
            icon("x"),
            type="button",
            class_name="icon-btn",
            title=text("conversation.block.discard"),
            aria_label=text("conversation.block.discard"),
            on_click=ConversationState.discard(line.id),
        ),
        class_name="block gate",
        custom_attrs={"data-block": line.id},
    )


def news_line(line: Line) -> rx.Component:
    return anchor(
        take_icon("s14"),
        rx.el.span(line.text),
        icon("chevron-right", "s12"),
        href=f"?take={line.task_id}",
        class_name="take-news",
        custom_attrs={"data-open-take": line.task_id},
    )


def takes_block(line: Line) -> rx.Component:
    """What became of takes: one sentence, and each as a small picture in its own shape."""
    return rx.el.div(
        rx.el.h3(take_icon("s14 is-accent"), line.title, class_name="news-title small text-2"),
        rx.el.ul(rx.foreach(line.tiles, _tile), class_name="tiles"),
        class_name="news",
    )


def _tile(tile: rx.Var[TakeTile]) -> rx.Component:
    name = filled("conversation.takes.name", shot=tile.title, take=tile.name)
    return rx.el.li(
        anchor(
            rx.cond(
                tile.poster_url != "",
                rx.el.img(src=tile.poster_url, alt="", loading="lazy"),
                rx.el.span(rx.cond(tile.tone == "live", rx.el.i(class_name="bead")), tile.word),
            ),
            rx.el.span(filled("conversation.takes.open", take=name), class_name="visually-hidden"),
            href=f"?shot={tile.shot_id}&take={tile.id}",
            class_name="tile-well",
            style={"aspectRatio": tile.ratio},
            custom_attrs={"data-open-take": tile.id, "data-shot": tile.shot_id},
        ),
        rx.el.span(tile.title, class_name="title ellipsis tile-title"),
        rx.el.span(tile.name, " · ", tile.line, class_name="small text-2 ellipsis"),
        rx.cond(tile.done, _pick(tile, name)),
        class_name="tile",
        key=tile.id,
    )


def _pick(tile: rx.Var[TakeTile], name: rx.Var[str]) -> rx.Component:
    return rx.cond(
        tile.in_creatives,
        rx.el.span(icon("check", "s12"), text("conversation.takes.added"), class_name="badge good"),
        rx.el.button(
            icon("plus", "s14"),
            type="button",
            class_name="tile-pick",
            title=filled("conversation.takes.add", take=name),
            aria_label=filled("conversation.takes.add", take=name),
            on_click=ConversationState.pick_take(tile.id),
            custom_attrs={"data-once": ""},
        ),
    )
