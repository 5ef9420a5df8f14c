"""The player: one take large, over the conversation, with how it was made beside or below it."""

import json

import reflex as rx
from reflex.event import EventType

from vidstudio.base.texts import text
from vidstudio.services import tasks
from vidstudio.studio import current
from vidstudio.ui.cards import CardView
from vidstudio.ui.details import NOTHING, DetailView, detail
from vidstudio.ui.live import ScreenState
from vidstudio.ui.parts.bridge import Note, sent
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.playerbar import control_bar
from vidstudio.ui.playerfacts import details
from vidstudio.ui.playerfinal import FinalState
from vidstudio.ui.session import access
from vidstudio.ui.takeactions import TakesState
from vidstudio.ui.wells import chip, scan, well_picture
from vidstudio.views import TaskView

TAKE_INPUT = "player-take"
MOST = 64  # characters of an id


class PlayerState(ScreenState):
    """Which take is open. The address says it too: `?take=` opens it again."""

    take_id: str = ""

    @rx.event
    @access("member")
    async def opened(self) -> EventType[()] | None:
        return await self._show(self._asked("take")[:MOST])

    @rx.event
    @access("member")
    async def show(self, note: Note) -> EventType[()] | None:
        """Opens the take that player.js names; none closes the player."""
        return await self._show(sent(note)[:MOST])

    @rx.var
    def detail(self) -> DetailView:
        return self._open_detail()

    @rx.var
    def place(self) -> str:
        """“2 / 4”: which of the shot's takes is open."""
        ids = [card.id for card in self.cards]
        if self.take_id not in ids:
            return ""
        return text("player.place", at=ids.index(self.take_id) + 1, all=len(ids))

    @rx.var
    def shot_title(self) -> str:
        return next((shot.title for shot in self.shots if shot.id == self.shot_id), "")

    def _open_detail(self) -> DetailView:
        view = self._find(self.take_id)
        return detail(view) if view else NOTHING

    def _find(self, task_id: str) -> TaskView | None:
        return next((view for view in self._takes if view.id == task_id), None)

    async def _show(self, task_id: str) -> EventType[()] | None:
        """A take of another shot brings its shot along, one of another campaign its page."""
        self.take_id = task_id
        open_here = self._find(task_id)
        if open_here and open_here.origin == "draft" and open_here.video_url:
            final = await self.get_state(FinalState)
            await final._offer(open_here)  # pyright: ignore[reportPrivateUsage] public ones are events
        if not task_id or open_here:
            return None
        view = await tasks.get(current(), await self._who(), task_id)
        if view.campaign_id != self.campaign.id:
            return rx.redirect(f"/c/{view.campaign_id}?shot={view.shot_id}&take={view.id}")
        keep = rx.call_script(f"window.vidstudio.keepTake({json.dumps(view.id)})")
        return [ScreenState.choose_shot(view.shot_id), keep]


def player() -> rx.Component:
    """Nothing until a take is open."""
    shown = PlayerState.detail
    return rx.fragment(
        rx.el.input(type="text", hidden=True, id=TAKE_INPUT, on_change=PlayerState.show),
        rx.el.input(type="text", hidden=True, id="player-restore", on_change=TakesState.restore),
        rx.cond(shown.id != "", _open(shown, shown.card)),
    )


def _open(shown: rx.Var[DetailView], card: rx.Var[CardView]) -> rx.Component:
    return rx.el.section(
        _head(card),
        rx.el.div(
            rx.cond(card.video_url != "", _film(card), _not_there_yet(card)),
            class_name="player-stage",
            key=shown.id,
        ),
        details(shown, card, rx.Var.create(PlayerState.cards)),
        class_name=rx.cond(card.wide, "player wide", "player"),
        aria_label=text("player.region"),
        custom_attrs={"data-player": shown.id},
    )


def _head(card: rx.Var[CardView]) -> rx.Component:
    return rx.el.header(
        rx.el.div(
            rx.el.h2(card.name, class_name="h3"),
            rx.el.span(
                PlayerState.shot_title,
                rx.cond(
                    card.cost_line != "",
                    rx.el.span(", ", card.cost_line, class_name="player-cost"),
                ),
                class_name="player-shot text-2 ellipsis",
            ),
            class_name="player-name",
        ),
        _head_button("chevron-left", text("player.before"), {"data-player-step": "-1"}),
        rx.el.span(PlayerState.place, class_name="m small text-2 nowrap"),
        _head_button("chevron-right", text("player.after"), {"data-player-step": "1"}),
        _head_button("x", text("player.close"), {"data-player-close": ""}),
        class_name="player-head",
    )


def _head_button(name: str, label: str, attributes: dict[str, str]) -> rx.Component:
    return rx.el.button(
        icon(name),
        type="button",
        title=label,
        aria_label=label,
        class_name="icon-btn",
        custom_attrs=attributes,
    )


def _film(card: rx.Var[CardView]) -> rx.Component:
    return rx.fragment(
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
        rx.cond(card.demo, rx.el.span(text("takes.demo"), class_name="chip player-demo")),
        rx.el.p(
            text("player.fault"),
            class_name="player-fault",
            role="alert",
        ),
        control_bar(card),
    )


def _not_there_yet(card: rx.Var[CardView]) -> rx.Component:
    """A take that is being made, or brought nothing: its still, its state and its money."""
    return rx.el.div(
        well_picture(card),
        scan(card),
        rx.el.div(chip(card), class_name="well-top"),
        class_name="well player-still",
        style={"aspectRatio": card.ratio, "--ratio": card.ratio},
        custom_attrs={"data-look": card.look},
    )
