"""The decision about a file, the same on the review page and on the creative page.

review.js reads the comment and the film's moment, and sends all of it as one note.
"""

from typing import Annotated, Any

import reflex as rx
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from vidstudio.base.errors import InvalidRequest
from vidstudio.services import reviews
from vidstudio.services.reviews import NewDecision
from vidstudio.studio import Who, current
from vidstudio.ui.creative_cards import CommentCard, OpenCard
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.playerbar import control_bar

DECISION_INPUT = "decision"
NoteText = Annotated[str, StringConstraints(max_length=20_000)]
CreativeId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
TAKEN = "window.vidstudio.decided()"  # empties the comment: it was taken


class Said(BaseModel):
    """What review.js sends; `turn` only makes it differ from the last one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    creative_id: str
    version_id: str
    kind: str
    comment: str
    at_ms: int | None
    turn: int


async def taken(who: Who, note: str) -> Said:
    """Keeps the decision of a note; answers what was said."""
    try:
        said = Said.model_validate_json(note)
        fields = said.model_dump(include={"kind", "comment", "at_ms"})
        decision = NewDecision.model_validate(fields)
    except ValidationError as error:
        raise InvalidRequest("This decision could not be read.") from error
    await reviews.decide(current(), who, said.creative_id, said.version_id, decision)
    return said


def decision_input(handler: Any) -> rx.Component:
    return rx.el.input(type="text", hidden=True, id=DECISION_INPUT, on_change=handler)


def film(shown: rx.Var[OpenCard]) -> rx.Component:
    """The film with the player's control bar, and a dot for each comment on its line."""
    card: Any = shown.film
    return rx.el.div(
        rx.el.video(
            src=card.video_url,
            poster=card.poster_url,
            class_name="player-film",
            loop=True,
            muted=True,
            plays_inline=True,
            preload="auto",
            custom_attrs={"data-film": "", "aria-label": card.name},
        ),
        rx.cond(card.demo, rx.el.span(text("creatives.demo"), class_name="chip player-demo")),
        rx.el.p(text("creatives.cannot_play"), class_name="player-fault", role="alert"),
        control_bar(card),
        rx.el.div(
            rx.foreach(shown.comments, _dot),
            class_name="film-dots",
            custom_attrs={"aria-hidden": "true"},
        ),
        class_name="player-stage review-stage",
        style={"--shape": card.ratio},
        key=shown.version_id,
    )


def _dot(comment: rx.Var[CommentCard]) -> rx.Component:
    return rx.cond(comment.place != "", rx.el.i(style={"left": comment.place}), rx.fragment())


def comments(shown: rx.Var[OpenCard]) -> rx.Component:
    return rx.cond(
        shown.comments.length() > 0,
        rx.el.ul(rx.foreach(shown.comments, _comment), class_name="comments"),
        rx.el.p(text("review.no_comments"), class_name="small text-2 comments-none"),
    )


def _comment(said: rx.Var[CommentCard]) -> rx.Component:
    return rx.el.li(
        rx.el.span(said.initials, class_name="avatar", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            rx.el.div(
                rx.el.b(said.by, class_name="title"),
                rx.cond(
                    said.at != "",
                    rx.el.button(
                        said.at,
                        type="button",
                        class_name="comment-at m small is-accent",
                        aria_label=filled("review.go_to", time=said.at),
                        custom_attrs={"data-seek-to": said.at_seconds},
                    ),
                ),
                rx.cond(said.kind != "", rx.el.span(said.kind, class_name="small text-2")),
                rx.el.span(class_name="grow"),
                rx.el.time(
                    date_time=said.since,
                    class_name="small text-2 nowrap",
                    custom_attrs={"data-relative": ""},
                ),
                class_name="row",
            ),
            rx.cond(said.words != "", rx.el.p(said.words, class_name="comment-words")),
            class_name="grow",
        ),
        class_name="comment",
    )


def decision_form(shown: rx.Var[OpenCard], may_decide: Any, *, dense: bool = False) -> rx.Component:
    """Nothing but a sentence for those who may only look, and for an earlier version."""
    return rx.cond(
        may_decide & shown.present,
        rx.el.div(
            rx.el.label(
                text("review.comment"),
                rx.el.span(class_name="grow"),
                rx.el.span(text("review.needed")),
                class_name="label",
                html_for="decision-comment",
            ),
            rx.el.textarea(
                id="decision-comment",
                class_name="input strong-line decision-comment",
                max_length=reviews.COMMENT_LIMIT,
                placeholder=text("review.comment_hint"),
                custom_attrs={"aria-describedby": "decision-fault"},
            ),
            rx.el.p(id="decision-fault", class_name="field-error", role="alert"),
            rx.el.div(
                _button("changes", "outline", dense=dense),
                _button("approved", "filled", dense=dense),
                class_name="decision-main",
            ),
            rx.el.div(
                _button("comment", "plain", dense=True),
                _button("hold", "plain", dense=True),
                class_name="decision-more",
            ),
            class_name="decision-form",
            key=shown.version_id,
            custom_attrs={"data-decision": shown.id, "data-version": shown.version_id},
        ),
        rx.cond(shown.present, rx.el.p(text("review.look_only"), class_name="small text-2")),
    )


_WORDS = {
    "changes": "review.ask_changes",
    "approved": "review.approve",
    "comment": "review.comment_only",
    "hold": "review.hold",
}


def _button(kind: str, look: str, *, dense: bool) -> rx.Component:
    parts = [icon("check")] if kind == "approved" else []
    return rx.el.button(
        *parts,
        text(_WORDS[kind]),
        type="button",
        class_name=f"btn {look} {'dense' if look == 'plain' else '' if dense else 'main'}".strip(),
        custom_attrs={"data-decides": kind},
    )
