"""One person's credits: what the drawer shows, and what admins do in it."""

from typing import Any

import reflex as rx
from reflex.event import EventType

from vidstudio.base.errors import NotFound, VidstudioError
from vidstudio.base.problems import problem
from vidstudio.base.texts import text
from vidstudio.services import credits, people
from vidstudio.studio import current
from vidstudio.ui.admin_forms import CapForm, GrantForm, TakeBackForm
from vidstudio.ui.admin_lots import Timeline, timeline
from vidstudio.ui.admin_names import CREDITS_ROUTES, TAKE_BACK_DIALOG, refreshed
from vidstudio.ui.admin_people_table import PersonCard, person_card
from vidstudio.ui.admin_words import day_words
from vidstudio.ui.amounts import number
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.session import SessionState, access
from vidstudio.views import View
from vidstudio.views.people import MoneyLine, PersonView


class HistoryRow(View):
    words: str
    credits: str
    when: str
    plus: bool


class PersonDrawer(View):
    person: PersonCard = PersonCard()
    since: str = ""
    month: str = ""
    month_credits: str = ""
    sharers: str = ""
    debt: str = ""
    cap: str = ""
    cap_figure: str = ""
    lots: Timeline = Timeline()
    history: tuple[HistoryRow, ...] = ()
    ledger_href: str = ""


class AdminPersonState(SessionState):
    """`ref` is empty while no drawer is open. Each form has a key, so that a repeat is harmless,
    and a number, with which it begins anew after it was sent."""

    ref: str = ""
    drawer: PersonDrawer = PersonDrawer()
    wrong: dict[str, str] = {}  # by form: "grant", "take_back", "cap"
    nonce: int = 0
    form_key: str = ""

    @rx.event
    @access("admin")
    async def grant(self, form: GrantForm) -> EventType[()] | None:
        workspace_id, _, _ = self.ref.partition(".")
        try:
            request = form.asked(workspace_id, current().clock.new_id())
            await credits.grant(current(), await self._who(), request)
        except VidstudioError as error:
            return self._refused("grant", error)
        amount, name = number(request.amount_credits), self.drawer.person.first_name
        return await self._done(text("admin.person.granted", name=name, amount=amount))

    @rx.event
    @access("admin")
    async def take_back(self, form: TakeBackForm) -> EventType[()] | None:
        try:
            request = form.asked(current().clock.new_id())
            taken = await credits.take_back(current(), await self._who(), request)
        except VidstudioError as error:
            return self._refused("take_back", error)
        words = text("admin.person.taken", amount=number(taken.revoked_credits))
        if taken.debt_credits:
            debt = number(taken.debt_credits)
            words = text("admin.person.taken_debt", debt=debt, taken=words)
        close = rx.call_script(f"window.vidstudio.close('{TAKE_BACK_DIALOG}')")
        return [close, *await self._done(words)]

    @rx.event
    @access("admin")
    async def change_cap(self, form: CapForm) -> EventType[()] | None:
        workspace_id, _, user_id = self.ref.partition(".")
        try:
            request = form.asked(workspace_id, user_id)
            await credits.set_cap(current(), await self._who(), request)
        except VidstudioError as error:
            return self._refused("cap", error)
        cap = request.month_cap_credits
        key = "admin.person.capped" if cap is not None else "admin.person.uncapped"
        return await self._done(text(key, amount=number(cap or 0)))

    def _refused(self, form: str, error: VidstudioError) -> None:
        """What was typed stays in the form."""
        self.wrong = {form: problem(error).detail}

    async def _done(self, words: str) -> list[Any]:
        self._begin_anew()
        await self._show(self.ref)
        return [toast(words), refreshed()]

    def _begin_anew(self) -> None:
        self.wrong, self.form_key = {}, current().clock.new_id()
        self.nonce += 1

    async def _show(self, ref: str) -> None:
        """Opens the drawer of a member; a ref that names nobody closes it."""
        if not ref:
            self.ref = ""
            return
        if ref != self.ref:
            self._begin_anew()
        workspace_id, _, user_id = ref.partition(".")
        try:
            view = await people.person(current(), await self._who(), workspace_id, user_id)
        except NotFound:
            self.ref = ""
        else:
            self.ref = ref
            shown = _drawer(view)
            if shown != self.drawer:
                self.drawer = shown


def _drawer(view: PersonView) -> PersonDrawer:
    row, now = view.person, current().clock.now()
    cap = row.cap_credits
    return PersonDrawer(
        person=person_card(row, now),
        since=text("admin.person.since", month=f"{row.joined_at:%B %Y}"),
        month=text("admin.person.spent_in", month=f"{now:%B}"),
        month_credits=number(row.month_credits),
        sharers=text("admin.person.shares", names=", ".join(view.sharers)) if view.sharers else "",
        debt=text("admin.person.owes", amount=number(view.debt_credits))
        if view.debt_credits
        else "",
        cap=text("admin.person.no_cap")
        if cap is None
        else text("admin.person.cap_is", amount=number(cap)),
        cap_figure="" if cap is None else str(cap),
        lots=timeline(view.lots, now),
        history=tuple(_history_row(line) for line in view.history),
        ledger_href=f"{CREDITS_ROUTES['ledger']}?person={row.user_id}",
    )


def _history_row(line: MoneyLine) -> HistoryRow:
    today = current().clock.now().date()
    about = line.take or line.reason
    kind = text(f"admin.person.kinds.{line.kind}")
    sign = "+" if line.credits > 0 else "−" if line.credits < 0 else ""
    return HistoryRow(
        words=text("admin.person.line", kind=kind, about=about) if about else kind,
        credits=f"{sign}{number(abs(line.credits))}",
        when=day_words(line.at.date(), today),
        plus=line.credits > 0,
    )
