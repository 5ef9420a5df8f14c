"""What can be done with a take: its State, and the buttons under it."""

import json
from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints

from vidstudio.base.texts import text
from vidstudio.services import creatives, library, tasks
from vidstudio.studio import current
from vidstudio.ui.cards import ActionView, CardView
from vidstudio.ui.live import ScreenState
from vidstudio.ui.parts.bridge import Note, sent
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import access

UNRATED = -1
# takes.js lets a second press within a second go nowhere.
ONCE = {"custom_attrs": {"data-once": ""}}
TakeId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class TakesState(ScreenState):
    """What can be done with a take. The change itself comes back live, to every open tab."""

    @rx.event
    @access("member")
    async def keep(self, task_id: TakeId) -> None:
        await tasks.keep(current(), await self._who(), task_id)

    @rx.event
    @access("member")
    async def cancel(self, task_id: TakeId) -> None:
        await tasks.cancel(current(), await self._who(), task_id)

    @rx.event
    @access("member")
    async def retry(self, task_id: TakeId) -> None:
        # With what this tab has seen in the key, an event that is sent again makes no second take.
        key = f"again-{task_id}-{self._newest_beside(task_id)}"
        await tasks.retry(current(), await self._who(), task_id, key)

    @rx.event
    @access("member")
    async def add_to_creatives(self, task_id: TakeId) -> rx.event.EventSpec:
        await creatives.add(current(), await self._who(), task_id)
        return toast(text("takes.told.added"))

    @rx.event
    @access("member")
    async def remove_from_creatives(self, task_id: TakeId) -> rx.event.EventSpec:
        await creatives.remove(current(), await self._who(), task_id)
        return toast(text("takes.told.removed"))

    @rx.event
    @access("member")
    async def vary(self, task_id: TakeId) -> rx.event.EventSpec:
        """The same settings with another seed."""
        key = f"vary-{task_id}-{self._newest_beside(task_id)}"
        await tasks.vary(current(), await self._who(), task_id, key)
        return toast(text("takes.told.varied"))

    @rx.event
    @access("member")
    async def favourite(self, task_id: TakeId, on: bool) -> None:
        await library.favourite(current(), await self._who(), (task_id,), on)

    @rx.event
    @access("member")
    async def rate(self, task_id: TakeId, rating: int) -> None:
        """1 to 5 stars, 0 rejected, −1 takes the rating away."""
        wanted = None if rating == UNRATED else rating
        await library.rate(current(), await self._who(), (task_id,), wanted)

    @rx.event
    @access("member")
    async def delete(self, task_id: TakeId) -> list[rx.event.EventSpec]:
        done = await library.remove(current(), await self._who(), (task_id,))
        if not done.ids:
            return [toast(done.note, "warn")]
        told = json.dumps([text("takes.told.deleted"), task_id])
        return [rx.call_script(f"window.vidstudio.takeDeleted(...{told})")]

    @rx.event
    @access("member")
    async def restore(self, note: Note) -> None:
        """Out of the bin again: the take that player.js names."""
        await library.restore(current(), await self._who(), (sent(note),))

    def _newest_beside(self, task_id: str) -> str:
        """The newest take this tab knows of the take's shot: the screen's or another one's."""
        queue = self.queue
        rows = (*queue.needs, *queue.making, *queue.waiting, *queue.done)
        known = [*self.cards, *(row.card for row in rows)]
        shots = {card.shot_id for card in known if card.id == task_id}
        beside = [(card.created_at, card.id) for card in known if card.shot_id in shots]
        return max(beside)[1] if beside else ""


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
                _button(
                    action,
                    price_mark(card),
                    title=card.price,
                    on_click=TakesState.retry(card.id),
                    **ONCE,
                ),
            ),
            ("cancel", _button(action, on_click=TakesState.cancel(card.id))),
            ("ask_stop", _button(action, custom_attrs=_what_stops(card))),
            ("edit_prompt", _button(action, custom_attrs=reusing(card.id, "prompt"))),
            ("change_image", _button(action, custom_attrs=reusing(card.id, "pictures"))),
            ("other_model", _button(action, custom_attrs=reusing(card.id, "other_model"))),
            ("details", _button(action, custom_attrs={"data-open-take": card.id})),
            rx.fragment(),
        )
    )


def reusing(task_id: rx.Var[str], what: str) -> dict[str, Any]:
    """What takes.js sends to the make panel: the take, and what of it to bring back."""
    return {"data-reuse": what, "data-task": task_id}


def _button(action: rx.Var[ActionView], *after: rx.Component, **more: Any) -> rx.Component:
    style = rx.cond(action.kind == "plain", "btn dense plain", "btn dense outline")
    return rx.el.button(action.label, *after, type="button", class_name=style, **more)


def price_mark(card: rx.Var[CardView]) -> rx.Component:
    """What the press costs, on the button itself; nothing where it is free."""
    return rx.cond(
        card.price_credits != "",
        rx.el.span(card.price_credits, class_name="m text-2 action-price"),
    )


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


def favourite_button(card: rx.Var[CardView], style: str) -> rx.Component:
    words = rx.cond(
        card.favourite, text("takes.actions.not_favourite"), text("takes.actions.favourite")
    )
    return rx.el.button(
        icon("star"),
        type="button",
        title=words,
        aria_label=words,
        class_name=style,
        on_click=TakesState.favourite(card.id, ~card.favourite),
        custom_attrs={"aria-pressed": rx.cond(card.favourite, "true", "false"), "data-key": "."},
    )
