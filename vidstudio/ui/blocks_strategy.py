"""Block "Strategy": ways to tell it, as cards to pick from. talk.js counts the ticks."""

import reflex as rx

from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.talk import ConversationState
from vidstudio.ui.talk_block import Line, folded, gone, head, prefill_button
from vidstudio.ui.talk_views import AngleCard


def strategy_block(line: Line) -> rx.Component:
    return rx.fragment(
        rx.match(
            line.block_state,
            ("discarded", gone(line)),
            (
                "accepted",
                folded(
                    line,
                    rx.el.ul(rx.foreach(line.angles, _told), class_name="angle-lines"),
                    badge=text("conversation.block.accepted"),
                ),
            ),
            _open(line),
        )
    )


def _open(line: Line) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="strategy", value=line.id, read_only=True),
        rx.el.div(
            head(line),
            rx.el.span(class_name="grow"),
            rx.el.span(class_name="small text-2", custom_attrs={"data-picked": ""}),
            class_name="row strategy-head",
        ),
        rx.el.div(
            rx.foreach(line.angles, _card),
            class_name=rx.cond(line.pictured, "angles", "angles without-pictures"),
            role="group",
            aria_label=text("conversation.strategy.title"),
        ),
        rx.el.p(class_name="small is-warn angle-most", role="status"),
        _foot(),
        class_name="strategy",
        id="stage-strategy",
        on_submit=ConversationState.plan_angles,
        custom_attrs={"data-block": line.id, "data-strategy": ""},
    )


def _foot() -> rx.Component:
    return rx.el.div(
        rx.el.button(
            text("conversation.strategy.plan"),
            type="submit",
            class_name="btn filled",
            disabled=ConversationState.answering,
            custom_attrs={"data-once": ""},
        ),
        rx.el.button(
            text("conversation.strategy.more"),
            type="button",
            class_name="btn outline",
            on_click=ConversationState.more_angles,
            disabled=ConversationState.answering,
            custom_attrs={"data-once": ""},
        ),
        prefill_button(
            text("conversation.strategy.own"), text("conversation.strategy.own_start"), "btn plain"
        ),
        rx.el.span(class_name="grow"),
        rx.el.span(text("conversation.strategy.free"), class_name="small text-2"),
        class_name="row strategy-foot",
    )


def _card(angle: rx.Var[AngleCard]) -> rx.Component:
    return rx.el.label(
        rx.el.span(
            rx.cond(
                angle.picture_url != "",
                rx.el.img(src=angle.picture_url, alt=""),
                rx.el.span(
                    rx.foreach(angle.shapes, lambda shape: rx.el.i(class_name=shape)),
                    class_name="angle-shapes",
                    custom_attrs={"aria-hidden": "true"},
                ),
            ),
            rx.el.input(
                type="checkbox",
                name=f"angle-{angle.n}",
                default_checked=angle.picked,
                class_name="tick on-well",
                aria_label=angle.title,
            ),
            class_name="angle-well",
        ),
        rx.el.b(angle.title, class_name="angle-title"),
        rx.el.span(angle.hook, class_name="angle-hook"),
        rx.el.span(angle.line, class_name="small text-2"),
        class_name="angle",
        key=angle.n,
    )


def _told(angle: rx.Var[AngleCard]) -> rx.Component:
    return rx.el.li(
        rx.cond(angle.picked, icon("check", "s14 is-good"), rx.el.span(class_name="icon s14")),
        rx.el.b(angle.title),
        rx.el.span(angle.hook, class_name="text-2"),
        key=angle.n,
    )
