"""The dialog that gives a charge back: once, whole, with a reason that the person reads."""

from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints
from reflex.event import EventSpec

from vidstudio.base.texts import counted, text
from vidstudio.rules.explain_notes import day_words, last_day
from vidstudio.services import credits, ledger_pages
from vidstudio.services.credits import RefundRequest
from vidstudio.studio import current
from vidstudio.ui.amounts import number
from vidstudio.ui.explaining import ExplainState
from vidstudio.ui.library_clock import Clock, zone_minutes
from vidstudio.ui.money_words import date_words, dollars, when_words
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.parts.words import filled
from vidstudio.ui.session import access
from vidstudio.views import View
from vidstudio.views.statement import ExplainView, OfferView, SettledView

DIALOG = "refund"
LONGEST_REASON = 200
Reason = Annotated[str, StringConstraints(max_length=LONGEST_REASON)]


class RefundCard(View):
    amount: str = ""
    subject: str = ""
    person: str = ""
    line: str = ""
    sentence: str = ""
    poster_url: str = ""
    expires: str = ""
    before: str = ""
    after: str = ""
    paid: str = ""


class RefundState(ExplainState):
    """`key` makes what is sent from one opening of the dialog, however often, one refund."""

    card: RefundCard = RefundCard()
    problem: str = ""
    key: str = ""

    @rx.event
    @access("admin")
    async def ask(self) -> EventSpec | None:
        """For the row that is explained now."""
        told = self._told
        if told is None or told.take is None or told.refund is None:
            return None
        self.key, self.problem = current().clock.new_id(), ""
        self.card = refund_card(told, told.take, told.refund, self._reader())
        return rx.call_script(f"window.vidstudio.open('{DIALOG}')")

    @rx.event
    @access("admin")
    async def refund(self, form: dict[str, Any]) -> list[EventSpec] | None:
        reason, told = " ".join(str(form.get("reason", "")).split()), self._told
        self.problem = _wrong(reason)
        if self.problem or told is None or told.take is None:
            return None
        request = RefundRequest(task_id=told.take.task_id, reason=reason, key=self.key)
        amount = await credits.refund(current(), await self._who(), request)
        return await self._refunded(told, amount)

    async def _refunded(self, told: ExplainView, amount: int) -> list[EventSpec]:
        """What is on the screen is read anew: another workspace's change is not heard here."""
        explained = await self.get_state(ExplainState)
        who = await self._who()
        row = (told.workspace_id, int(told.key))
        explained._apply_story(await ledger_pages.explanation(current(), who, *row))
        done = counted("ledger.refund.done", amount, amount=number(amount), person=told.person)
        return [rx.call_script(f"window.vidstudio.close('{DIALOG}')"), toast(done)]

    def _reader(self) -> Clock:
        zone = zone_minutes(self.router.headers.cookie)
        return Clock(now=current().clock.now(), zone_minutes=zone)


def _wrong(reason: str) -> str:
    if not reason:
        return text("ledger.refund.no_reason")
    return text("ledger.refund.too_long") if len(reason) > LONGEST_REASON else ""


def refund_card(
    told: ExplainView, take: SettledView, offer: OfferView, reader: Clock
) -> RefundCard:
    at = told.rows[0].at if told.rows else reader.now
    made = {"person": told.person, "model": take.model_name, "seconds": take.asked_seconds}
    paid = dollars(take.cost_microdollars) if take.cost_microdollars is not None else ""
    return RefundCard(
        amount=number(offer.credits),
        subject=told.subject,
        person=told.person,
        line=text("ledger.refund.made_with", at=when_words(at, reader), **made),
        sentence=told.sentence,
        poster_url=told.poster_url,
        expires=_expires(offer, reader),
        before=number(offer.available_credits),
        after=number(offer.available_credits + offer.credits),
        paid=text("ledger.refund.not_recovered", cost=paid) if paid else "",
    )


def _expires(offer: OfferView, reader: Clock) -> str:
    if offer.until is None:
        return text("ledger.refund.lasting")
    if offer.late:
        return text("ledger.refund.in_days", day=date_words(offer.until, reader))
    last = day_words(last_day(offer.until), reader.day(reader.now))
    return text("ledger.refund.as_lot", day=last)


def refund_button() -> rx.Component:
    return rx.cond(
        ExplainState.why.refundable,
        rx.el.button(
            text("statement.why.refund"),
            type="button",
            class_name="btn outline",
            on_click=RefundState.ask,
        ),
    )


def refund_dialog(after: Any) -> rx.Component:
    """`after` is the State of the page behind it, which reads its rows anew on `refresh`."""
    card: Any = RefundState.card
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2(text("ledger.refund.title"), id="refund-title", class_name="h2 grow"),
            rx.el.button(
                icon("x"),
                type="button",
                aria_label=text("ledger.refund.close"),
                class_name="icon-btn",
                custom_attrs={"data-closes": DIALOG},
            ),
            class_name="dialog-head",
        ),
        _charge(card),
        rx.el.form(
            _form(card),
            on_submit=[RefundState.refund, after.refresh],
            custom_attrs={"noValidate": True},
        ),
        id=DIALOG,
        class_name="dialog refund",
        aria_labelledby="refund-title",
    )


def _charge(card: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(
            card.poster_url != "",
            rx.el.span(rx.el.img(src=card.poster_url, alt=""), class_name="thumb refund-picture"),
        ),
        rx.el.div(
            rx.el.div(card.subject, class_name="title"),
            rx.el.p(card.line, class_name="small text-2"),
            rx.el.p(card.sentence, class_name="small pretty refund-why"),
            class_name="grow",
        ),
        class_name="refund-charge",
    )


def _form(card: Any) -> rx.Component:
    wrong = RefundState.problem != ""
    return rx.fragment(
        rx.el.dl(
            _line("how_much", filled("ledger.refund.all", amount=card.amount)),
            _line("expires", card.expires),
            class_name="refund-facts",
        ),
        rx.el.label(
            rx.el.span(
                text("ledger.refund.reason"),
                rx.el.span(class_name="grow"),
                rx.el.span(filled("ledger.refund.reads", person=card.person)),
                class_name="label",
            ),
            rx.el.input(
                key=RefundState.key,
                id="refund-reason",
                name="reason",
                type="text",
                max_length=LONGEST_REASON,
                class_name="input strong-line",
                aria_invalid=rx.cond(wrong, "true", "false"),
                aria_describedby="refund-problem",
                custom_attrs={"autoComplete": "off"},
            ),
            class_name="field",
        ),
        rx.el.p(RefundState.problem, id="refund-problem", class_name="field-error", role="alert"),
        rx.el.dl(
            _line(
                "available",
                filled("ledger.refund.available_words", before=card.before, after=card.after),
                name=filled("ledger.refund.available", person=card.person),
            ),
            _line("take", text("ledger.refund.stays")),
            rx.cond(card.paid != "", _line("paid", card.paid)),
            class_name="refund-sum",
        ),
        rx.el.div(
            rx.el.span(text("ledger.refund.once"), class_name="note"),
            rx.el.button(
                text("ledger.refund.cancel"),
                type="button",
                class_name="btn main outline",
                custom_attrs={"data-closes": DIALOG},
            ),
            rx.el.button(
                filled("ledger.refund.yes", amount=card.amount),
                type="submit",
                class_name="btn main filled",
            ),
            class_name="dialog-foot",
        ),
    )


def _line(key: str, words: Any, *, name: Any = None) -> rx.Component:
    return rx.el.div(
        rx.el.dt(text(f"ledger.refund.{key}") if name is None else name), rx.el.dd(words)
    )
