"""From a draft to the final: both side by side, the price of the step, and the press."""

from typing import Any

import reflex as rx

from vidstudio.base.texts import counted, text
from vidstudio.services import tasks
from vidstudio.studio import current
from vidstudio.ui.amounts import number, roughly
from vidstudio.ui.cards import CardView
from vidstudio.ui.live import ScreenState
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import access
from vidstudio.ui.takeactions import TakeId, TakesState, reusing
from vidstudio.views import TaskView, View
from vidstudio.views.finals import FinalOffer


class FinalCard(View):
    """What is told of a final; `task_id` is the draft's, empty without one."""

    task_id: str = ""
    draft_line: str = ""
    draft_price: str = ""
    final_line: str = ""
    final_price: str = ""
    same: str = ""
    difference: str = ""
    left: str = ""
    short: bool = False


class FinalState(ScreenState):
    """The final of the draft that is open."""

    final: FinalCard = FinalCard()

    @rx.event
    @access("member")
    async def render_final(self, task_id: TakeId) -> rx.event.EventSpec:
        # One final of a draft at a time, however often it is pressed.
        key = f"final-{task_id}"
        await tasks.render_final(current(), await self._who(), task_id, None, key)
        return toast(text("player.final.rendering"))

    async def _offer(self, draft: TaskView) -> None:
        """Asks what the final of this draft would cost."""
        offer = await tasks.final_offer(current(), await self._who(), draft.id)
        self._assign("final", final_card(draft, offer))


def final_card(draft: TaskView, offer: FinalOffer) -> FinalCard:
    return FinalCard(
        task_id=draft.id,
        draft_line=f"{draft.model_name}, {draft.resolution}",
        draft_price=_price(draft.charged_credits),
        final_line=_line(offer),
        final_price=_price(offer.price_credits),
        same=text("player.final.about", wait=roughly(offer.usual_seconds)),
        difference=_difference(offer),
        left=_left(offer),
        short=offer.missing_credits > 0,
    )


def _line(offer: FinalOffer) -> str:
    parts = [offer.model_name, offer.resolution]
    return ", ".join([*parts, text("player.facts.sound")] if offer.audio else parts)


def _price(amount_credits: int) -> str:
    return number(amount_credits) if amount_credits else text("takes.free")


def _difference(offer: FinalOffer) -> str:
    if offer.missing_credits:
        amount = offer.missing_credits
        return counted("player.final.missing", amount, amount=number(amount))
    amount = abs(offer.difference_credits)
    key = "player.final.more" if offer.difference_credits >= 0 else "player.final.less"
    return counted(key, amount, amount=number(amount))


def _left(offer: FinalOffer) -> str:
    left = number(offer.left_credits)
    if offer.campaign_left_credits is None:
        return text("player.final.left", left=left)
    campaign = number(offer.campaign_left_credits)
    return text("player.final.left_in_campaign", left=left, campaign=campaign)


def final_panel(card: rx.Var[CardView]) -> rx.Component:
    shown = FinalState.final
    return rx.cond(
        card.draft & (card.video_url != "") & (shown.task_id == card.id),
        rx.el.section(
            _column("this_draft", shown.draft_line, text("player.final.made_here")),
            rx.el.span(shown.draft_price, class_name="final-price m"),
            icon("arrow-right", "text-2"),
            _column("final", shown.final_line, shown.same),
            rx.el.span(shown.final_price, class_name="final-price m"),
            rx.el.div(
                rx.el.div(
                    rx.el.b(shown.difference, class_name=rx.cond(shown.short, "is-warn", "")),
                    rx.el.span(shown.left, class_name="small text-2"),
                    class_name="stack grow",
                ),
                _button("again", "btn plain", on_click=TakesState.retry(card.id)),
                _button("change", "btn outline", custom_attrs=reusing(card.id, "prompt")),
                _button(
                    "render",
                    "btn filled",
                    on_click=FinalState.render_final(card.id),
                    custom_attrs={"data-once": ""},
                ),
                class_name="final-foot",
            ),
            class_name="player-final",
            aria_label=text("player.final.final"),
        ),
    )


def _column(name: str, line: str | rx.Var[str], under: str | rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.span(text(f"player.final.{name}"), class_name="small text-2"),
        rx.el.b(line),
        rx.el.span(under, class_name="small text-2"),
        class_name="stack",
    )


def _button(name: str, style: str, **more: Any) -> rx.Component:
    return rx.el.button(text(f"player.final.{name}"), type="button", class_name=style, **more)
