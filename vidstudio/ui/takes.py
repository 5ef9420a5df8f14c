"""The Take card, and the takes of a shot. One component wherever a take is shown as a picture."""

from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints

from vidstudio.services import creatives, tasks
from vidstudio.studio import current
from vidstudio.ui.cards import ActionView, CardView
from vidstudio.ui.live import ScreenState
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import access
from vidstudio.ui.wells import chip, first_line, scan, well_picture

# takes.js lets a second press within a second go nowhere.
ONCE = {"custom_attrs": {"data-once": ""}}
TaskId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class TakesState(ScreenState):
    """What can be done with a take. The change itself comes back live, to every open tab."""

    @rx.event
    @access("member")
    async def keep(self, task_id: TaskId) -> None:
        await tasks.keep(current(), await self._who(), task_id)

    @rx.event
    @access("member")
    async def cancel(self, task_id: TaskId) -> None:
        await tasks.cancel(current(), await self._who(), task_id)

    @rx.event
    @access("member")
    async def retry(self, task_id: TaskId) -> None:
        # With what this tab has seen in the key, an event that is sent again makes no second take.
        key = f"again-{task_id}-{self._newest_beside(task_id)}"
        await tasks.retry(current(), await self._who(), task_id, key)

    @rx.event
    @access("member")
    async def add_to_creatives(self, task_id: TaskId) -> rx.event.EventSpec:
        await creatives.add(current(), await self._who(), task_id)
        return toast("Saved to Creatives.")

    @rx.event
    @access("member")
    async def remove_from_creatives(self, task_id: TaskId) -> rx.event.EventSpec:
        await creatives.remove(current(), await self._who(), task_id)
        return toast("Removed from Creatives.")

    def _newest_beside(self, task_id: str) -> str:
        """The newest take this tab knows of the take's shot: the screen's or another one's."""
        queue = self.queue
        rows = (*queue.needs, *queue.making, *queue.waiting, *queue.done)
        known = [*self.cards, *(row.card for row in rows)]
        shots = {card.shot_id for card in known if card.id == task_id}
        beside = [(card.created_at, card.id) for card in known if card.shot_id in shots]
        return max(beside)[1] if beside else ""


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
        aria_label="Takes",
    )


def _count_words() -> rx.Var[str]:
    count = ScreenState.cards.length()
    return rx.cond(count == 1, "1 take", f"{count} takes")


def _no_takes() -> rx.Component:
    return rx.el.div(
        rx.el.h2("No takes yet", class_name="takes-count title"),
        rx.el.p("Make the first one from the panel.", class_name="small text-2"),
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
            rx.el.span("Open ", card.name, class_name="visually-hidden"),
            href=f"?shot={card.shot_id}&take={card.id}",
            class_name="well-open",
            custom_attrs={"data-open-take": card.id},
        ),
        rx.el.div(chip(card), class_name="well-top"),
        rx.cond(card.video_url != "", _quick_actions(card)),
        rx.el.div(
            rx.cond(card.demo, rx.el.span("Demo", class_name="chip")),
            rx.el.span(card.runtime, class_name="chip m well-length"),
            class_name="well-bottom",
        ),
        class_name="well",
        style={"aspectRatio": card.ratio},
    )


def _quick_actions(card: rx.Var[CardView]) -> rx.Component:
    return rx.el.div(
        rx.cond(
            ~card.in_creatives,
            rx.el.button(
                icon("plus"),
                type="button",
                title="Add to creatives",
                aria_label="Add to creatives",
                class_name="well-button",
                on_click=TakesState.add_to_creatives(card.id),
            ),
        ),
        anchor(
            icon("download"),
            href=card.download_url,
            download=True,
            title="Download",
            aria_label="Download",
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


def action_row(card: rx.Var[CardView]) -> rx.Component:
    return rx.cond(
        card.actions.length() > 0,
        rx.el.div(
            rx.foreach(card.actions, lambda action: action_button(card, action)),
            class_name="take-actions",
        ),
    )


def action_button(card: rx.Var[CardView], action: rx.Var[ActionView]) -> rx.Component:
    return rx.fragment(
        rx.match(
            action.key,
            ("keep", _button(action, on_click=TakesState.keep(card.id))),
            (
                "retry",
                _button(action, title=card.price, on_click=TakesState.retry(card.id), **ONCE),
            ),
            ("cancel", _button(action, on_click=TakesState.cancel(card.id))),
            ("ask_stop", _button(action, custom_attrs=_what_stops(card))),
            ("edit_prompt", _button(action, custom_attrs={"data-focus": "Prompt"})),
            ("change_image", _button(action, custom_attrs={"data-focus": "Add reference"})),
            ("details", _button(action, custom_attrs={"data-open-take": card.id})),
            rx.fragment(),
        )
    )


def _button(action: rx.Var[ActionView], **more: Any) -> rx.Component:
    style = rx.cond(action.kind == "plain", "btn dense plain", "btn dense outline")
    return rx.el.button(action.label, type="button", class_name=style, **more)


def _what_stops(card: rx.Var[CardView]) -> dict[str, Any]:
    """What takes.js fills into the dialog of stopping.py before it opens it."""
    return {
        "data-stops": card.id,
        "data-shot": card.shot_id,
        "data-name": card.name,
        "data-line": card.stop_line,
        "data-words": card.stop_words,
        "data-still": card.still_url,
    }
