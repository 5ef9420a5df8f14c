"""The dialog before anything costs: what is made, at which price, and what is left afterwards."""

import reflex as rx
from reflex.event import EventSpec

from vidstudio.base.errors import VidstudioError
from vidstudio.base.problems import problem
from vidstudio.base.texts import counted, text
from vidstudio.rules.blocks import CostLine
from vidstudio.services import gates, makes
from vidstudio.services.admission import GUEST_RUNNING
from vidstudio.studio import current
from vidstudio.ui.cost_rows import CostRow, Room, over_words, rows_of
from vidstudio.ui.live import ScreenState
from vidstudio.ui.parts.icons import icon, ratio_outline
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import access
from vidstudio.ui.talk_ids import MessageId

DIALOG = "confirm-cost"


class CostState(ScreenState):
    """What the dialog shows. `opening` changes each time it is asked for: the ticks start anew."""

    cost_rows: list[CostRow] = []
    room: Room = Room()
    opening: str = ""
    cost_error: str = ""
    credit_usd: float = 0.01
    _lines: tuple[CostLine, ...] = ()
    _gate_id: str = ""

    @rx.event
    @access("member")
    async def ask_missing(self) -> EventSpec:
        """Every missing take, at the price of now."""
        lines = await makes.offer(current(), await self._who(), self.campaign.id)
        return self._ask(lines, "")

    @rx.event
    @access("member")
    async def ask_gate(self, message_id: MessageId) -> EventSpec:
        """What a gate of the conversation asks for, to be changed."""
        lines = await gates.lines_of(current(), await self._who(), message_id)
        return self._ask(lines, message_id)

    @rx.event
    @access("member")
    async def make_chosen(self, form: dict[str, str]) -> list[EventSpec] | None:
        """Makes what is ticked. On an error the dialog stays as it is and says it."""
        chosen = tuple(line for n, line in enumerate(self._lines) if form.get(f"line-{n}"))
        if not chosen:
            self.cost_error = text("conversation.cost.pick_one")
            return None
        try:
            made = await self._make(chosen)
        except VidstudioError as error:
            self._say(error)
            return None
        self.cost_error = ""
        return [rx.call_script(f"window.vidstudio.close('{DIALOG}')"), _on_its_way(made)]

    async def _make(self, chosen: tuple[CostLine, ...]) -> int:
        studio, who = current(), await self._who()
        if self._gate_id:
            return len(await gates.make(studio, who, self._gate_id, chosen))
        return len(await makes.make(studio, who, self.campaign.id, chosen, self.opening))

    def _ask(self, lines: tuple[CostLine, ...], gate_id: str) -> EventSpec:
        studio = current()
        self._lines, self._gate_id, self.cost_error = lines, gate_id, ""
        self.opening, self.credit_usd = studio.clock.new_id(), studio.settings.credit_usd
        room = self._room()
        self.room = room.model_copy(update={"over": over_words(room, lines)})
        self.cost_rows = rows_of(lines, self.room, self.shots)
        return rx.call_script(f"window.vidstudio.open('{DIALOG}')")

    def _room(self) -> Room:
        brief, takes = self.campaign.brief, self.making + self.waiting
        cap = -1 if brief.budget_credits is None else brief.budget_credits
        return Room(
            available=self.balance.available_credits,
            cap=cap,
            cap_left=-1 if cap < 0 else max(0, cap - brief.charged_credits - brief.held_credits),
            takes=max(0, self._most() - takes),
        )

    def _most(self) -> int:
        """Takes at a time."""
        settings = current().settings
        most = min(settings.running_takes, settings.creates_per_minute)
        return min(most, GUEST_RUNNING) if self.account.guest else most

    def _say(self, error: VidstudioError) -> None:
        """A price that grew is shown in its rows; the ticks stay."""
        self.cost_error = problem(error).detail
        if isinstance(error, makes.PriceGrew):
            fresh = {line.shot_id: line for line in error.lines}
            self._lines = tuple(fresh.get(line.shot_id, line) for line in self._lines)
            self.cost_rows = rows_of(self._lines, self.room, self.shots)


def _on_its_way(takes: int) -> EventSpec:
    return toast(counted("conversation.cost.making", takes))


def generate_videos(place: str = "foot") -> rx.Component:
    """The button and what it would cost: at the foot of the shot list, or with "chat" above the
    composer, where that list has no room. The style sheet shows one of them."""
    return rx.cond(
        ScreenState.missing.shots > 0,
        rx.el.div(
            rx.el.button(
                text("conversation.cost.generate"),
                type="button",
                class_name="btn outline wide",
                on_click=CostState.ask_missing,
                custom_attrs={"data-once": ""},
            ),
            rx.el.p(ScreenState.missing_words, class_name="small text-2"),
            class_name=f"generate-videos in-{place}",
        ),
    )


def cost_dialog() -> rx.Component:
    """costgate.js keeps the sum as the ticks stand."""
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.h2(text("conversation.cost.title"), class_name="h2"),
                rx.el.button(
                    icon("x"),
                    type="button",
                    class_name="icon-btn",
                    aria_label=text("conversation.cost.close"),
                    custom_attrs={"data-closes": DIALOG},
                ),
                class_name="dialog-head",
            ),
            rx.el.ul(rx.foreach(CostState.cost_rows, _row), class_name="cost-rows"),
            _sum(),
            rx.el.p(CostState.cost_error, class_name="cost-error small is-bad", role="alert"),
            _foot(),
            on_submit=CostState.make_chosen,
            key=CostState.opening,
            custom_attrs={
                "data-cost": CostState.opening,
                "data-available": CostState.room.available,
                "data-cap": CostState.room.cap,
                "data-cap-left": CostState.room.cap_left,
                "data-takes": CostState.room.takes,
                "data-usd": CostState.credit_usd,
            },
        ),
        id=DIALOG,
        class_name="dialog cost-dialog",
        aria_label=text("conversation.cost.dialog"),
    )


def _row(row: rx.Var[CostRow]) -> rx.Component:
    return rx.el.li(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name=f"line-{row.n}",
                default_checked=row.ticked,
                class_name="tick",
                custom_attrs={"data-amount": row.amount_credits, "data-takes": row.takes},
            ),
            rx.cond(
                row.poster_url != "",
                rx.el.span(rx.el.img(src=row.poster_url, alt=""), class_name="thumb"),
                rx.el.span(ratio_outline(row.ratio), class_name="thumb empty"),
            ),
            rx.el.span(
                rx.el.span(row.title, class_name="title ellipsis cost-title"),
                rx.el.span(row.line, class_name="small text-2 ellipsis cost-line"),
                rx.el.span(
                    icon("triangle-alert", "s12"), CostState.room.over, class_name="small cost-over"
                ),
                class_name="cost-words",
            ),
            rx.el.span(
                row.price,
                class_name=rx.cond(row.amount_credits > 0, "m cost-price", "cost-price"),
            ),
            class_name="cost-row",
        ),
        key=row.n,
    )


def _sum() -> rx.Component:
    """Its words are written by costgate.js alone."""
    return rx.el.div(
        rx.el.span(custom_attrs={"data-sum": "takes"}),
        rx.el.span(class_name="m", custom_attrs={"data-sum": "credits"}),
        rx.el.span(text("conversation.cost.left_for_you"), class_name="text-2"),
        rx.el.span(class_name="m text-2", custom_attrs={"data-sum": "left"}),
        rx.cond(
            CostState.room.cap >= 0,
            rx.fragment(
                rx.el.span(text("conversation.cost.left_in_campaign"), class_name="text-2"),
                rx.el.span(class_name="m text-2", custom_attrs={"data-sum": "cap"}),
            ),
        ),
        class_name="cost-sum",
        aria_live="polite",
    )


def _foot() -> rx.Component:
    return rx.el.div(
        rx.el.span(text("conversation.cost.held_note"), class_name="note"),
        rx.el.button(
            text("conversation.cost.not_now"),
            type="button",
            class_name="btn main outline",
            custom_attrs={"data-closes": DIALOG},
        ),
        rx.el.button(
            type="submit",
            class_name="btn main filled cost-make",
            custom_attrs={"data-sum": "make", "data-once": ""},
        ),
        class_name="dialog-foot",
    )
