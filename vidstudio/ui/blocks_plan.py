"""Block "Shot plan": the shots as proposed, to accept one by one or all."""

import reflex as rx

from vidstudio.ui.parts.icons import icon, ratio_outline
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.talk import ConversationState
from vidstudio.ui.talk_block import Line, block, discard_button, prefill_button
from vidstudio.ui.talk_views import PlanRow


def plan_block(line: Line) -> rx.Component:
    return block(
        line,
        rx.el.table(
            rx.el.thead(_titles()),
            rx.el.tbody(rx.foreach(line.plan, lambda row: _row(line, row))),
            class_name="plan",
        ),
        foot=_foot(line),
        badge=text("conversation.plan.accepted"),
        aside=rx.el.span(line.note, class_name="small text-2"),
        noted=False,
    )


def _titles() -> rx.Component:
    names = ("shot", "happens", "ratio", "length", "credits")
    return rx.el.tr(
        rx.el.th(rx.el.span("#", class_name="visually-hidden"), class_name="plan-number"),
        *(
            rx.el.th(text(f"conversation.plan.{name}"), class_name=f"plan-{name}", scope="col")
            for name in names
        ),
        rx.el.th(
            rx.el.span(text("conversation.plan.accept"), class_name="visually-hidden"),
            class_name="plan-accept",
        ),
    )


def _row(line: Line, row: rx.Var[PlanRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row.number, class_name="plan-number m text-2"),
        rx.el.th(row.title, class_name="plan-shot title", scope="row"),
        rx.el.td(row.intent, class_name="plan-happens text-2", title=row.intent),
        rx.el.td(
            rx.el.span(ratio_outline(row.ratio), row.ratio, class_name="row m text-2"),
            class_name="plan-ratio",
        ),
        rx.el.td(row.seconds, class_name="plan-length m"),
        rx.el.td(row.price, class_name="plan-credits m"),
        rx.el.td(_decision(line, row), class_name="plan-accept"),
        key=row.n,
    )


def _decision(line: Line, row: rx.Var[PlanRow]) -> rx.Component:
    return rx.cond(
        row.accepted,
        rx.el.span(
            icon("check"),
            rx.el.span(text("conversation.plan.accepted"), class_name="visually-hidden"),
            class_name="is-good plan-check",
        ),
        rx.cond(
            line.block_state == "open",
            rx.el.button(
                text("conversation.plan.accept"),
                type="button",
                class_name="link plan-take",
                aria_label=filled("conversation.plan.accept_row", title=row.title),
                on_click=ConversationState.accept_shot(line.id, row.n),
                disabled=ConversationState.answering,
                custom_attrs={"data-once": ""},
            ),
        ),
    )


def _foot(line: Line) -> rx.Component:
    return rx.el.footer(
        rx.el.button(
            text("conversation.plan.accept_all"),
            type="button",
            class_name="btn dense filled",
            on_click=ConversationState.accept_shots(line.id),
            disabled=ConversationState.answering,
            custom_attrs={"data-once": ""},
        ),
        rx.cond(
            line.some_accepted,
            rx.el.button(
                text("conversation.plan.go_on"),
                type="button",
                class_name="btn dense outline",
                on_click=ConversationState.go_on(line.id),
                disabled=ConversationState.answering,
                custom_attrs={"data-once": ""},
            ),
        ),
        prefill_button(
            text("conversation.plan.add"),
            text("conversation.plan.add_start"),
            "btn dense outline",
        ),
        discard_button(line),
        rx.el.span(class_name="grow"),
        rx.el.span(text("conversation.strategy.free"), class_name="small text-2"),
    )
