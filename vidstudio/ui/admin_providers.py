"""The page "Providers": how they are, and the stop that keeps anything new from being sent."""

from datetime import datetime
from typing import Annotated, Any

import reflex as rx
from pydantic import StringConstraints
from reflex.event import EventSpec, EventType

from vidstudio.base.errors import VidstudioError
from vidstudio.base.problems import problem
from vidstudio.base.texts import counted, text
from vidstudio.services import providers
from vidstudio.studio import current
from vidstudio.ui.admin_frame import AdminPageState, area_page
from vidstudio.ui.admin_names import refreshed
from vidstudio.ui.admin_rows import beat, deed, waiting
from vidstudio.ui.admin_user import ReasonForm
from vidstudio.ui.amounts import number
from vidstudio.ui.frame import live_page
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.toast import toast
from vidstudio.ui.parts.words import filled
from vidstudio.ui.session import access
from vidstudio.views import ProviderView, View

ROUTE = "/admin/providers"
TITLE = text("admin.areas.providers")
LOOKS = {"closed": "good", "half_open": "warn", "open": "warn", "operator": "bad"}
STOP = "stop"
Name = Annotated[str, StringConstraints(max_length=40)]


class NamedForm(ReasonForm):
    name: Name = ""


class ProviderCard(View):
    name: str
    title: str
    glyph: str
    state: str
    look: str
    closed: bool
    reason: str
    places: str
    share: int
    waiting: str
    sent: str


@live_page
class AdminProvidersState(AdminPageState):
    PAGE = "admin_providers"

    cards: list[ProviderCard] = []
    stopped: str = ""
    is_stopped: bool = False
    wrong: dict[str, str] = {}  # by form: "stop" or a provider's name
    nonce: int = 0
    read: bool = False

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        away = await self._open_admin()
        if away is None:
            await self._renew()
        return away

    @rx.event
    @access("admin")
    async def refresh(self, note: str) -> None:  # noqa: ARG002  a page script's beat
        await self._renew()

    @rx.event
    @access("admin")
    async def close_breaker(self, form: NamedForm) -> EventType[()] | None:
        try:
            await providers.close_breaker(current(), await self._who(), form.name, form.why())
        except VidstudioError as error:
            return self._refused(form.name, error)
        return await self._done(text("providers.done.closed"))

    @rx.event
    @access("admin")
    async def stop(self, form: ReasonForm) -> EventType[()] | None:
        """Or let it go on, where it stands still."""
        turn = providers.resume if self.is_stopped else providers.halt
        try:
            await turn(current(), await self._who(), form.why())
        except VidstudioError as error:
            return self._refused(STOP, error)
        key = "providers.done.resumed" if self.is_stopped else "providers.done.halted"
        return await self._done(text(key))

    def _refused(self, form: str, error: VidstudioError) -> None:
        """What was typed stays in the form."""
        self.wrong = {form: problem(error).detail}

    async def _done(self, words: str) -> list[Any]:
        self.wrong, self.nonce = {}, self.nonce + 1
        await self._renew()
        return [toast(words), refreshed()]

    async def _renew(self) -> None:
        studio = current()
        views = await providers.health(studio, await self._who())
        stop = next((view.halted_reason for view in views), None)
        now = studio.clock.now()
        self._assign("cards", [provider_card(view, now) for view in views])
        self._assign("is_stopped", stop is not None)
        self._assign("stopped", stop or "")
        self._assign("read", True)


ON_LOAD = [AdminProvidersState.opened]


def provider_card(view: ProviderView, now: datetime) -> ProviderCard:
    state = text(f"providers.state.{view.state}")
    if view.opened_until is not None:
        seconds = max(1, round((view.opened_until - now).total_seconds()))
        state = text("providers.again_in", state=state, seconds=seconds)
    cap, sent = view.day_cap_credits, number(view.sent_credits_today)
    return ProviderCard(
        name=view.name,
        title=view.title,
        glyph=view.title[:1].upper(),
        state=state,
        look=LOOKS[view.state],
        closed=view.state == "closed",
        reason=view.reason,
        places=text("admin.people.of_cap", spent=view.places_used, cap=view.places),
        share=min(100, round(100 * view.places_used / max(1, view.places))),
        waiting=counted("providers.waiting", view.waiting),
        sent=text("providers.sent_of", sent=sent, cap=number(cap))
        if cap is not None
        else text("providers.sent", sent=sent),
    )


def page() -> rx.Component:
    state: Any = AdminProvidersState
    cards = rx.el.ul(rx.foreach(state.cards, lambda one: _card(one, state)), class_name="providers")
    return area_page(
        "admin_providers",
        rx.cond(state.read, rx.fragment(_stop(state), cards), waiting()),
        beat(state.refresh),
    )


def _stop(state: Any) -> rx.Component:
    """Amber and with its reason while nothing is sent."""
    stopped = rx.fragment(
        icon("octagon-pause", "is-warn"),
        rx.el.div(
            rx.el.b(text("providers.stopped")),
            rx.el.p(state.stopped, class_name="small pretty"),
            class_name="stack grow",
        ),
    )
    going = rx.fragment(
        icon("circle-check", "is-good"),
        rx.el.div(
            rx.el.b(text("providers.going")),
            rx.el.p(text("providers.going_words"), class_name="small text-2 pretty"),
            class_name="stack grow",
        ),
    )
    return rx.el.section(
        rx.el.div(rx.cond(state.is_stopped, stopped, going), class_name="row stop-words"),
        deed(
            STOP,
            now=(
                text("providers.stop.name"),
                rx.cond(state.is_stopped, text("providers.stop.on"), text("providers.stop.off")),
            ),
            send=rx.cond(
                state.is_stopped, text("providers.stop.resume"), text("providers.stop.halt")
            ),
            wrong=state.wrong[STOP],
            on_submit=state.stop,
            key=f"stop-{state.nonce}",
            danger=True,
        ),
        class_name=rx.cond(state.is_stopped, "admin-box stop-card on", "admin-box stop-card"),
        aria_label=text("providers.stop.name"),
    )


def _card(one: Any, state: Any) -> rx.Component:
    def fact(key: str, *shown: Any) -> rx.Component:
        return rx.el.div(rx.el.dt(text(f"providers.{key}"), class_name="text-2"), rx.el.dd(*shown))

    bar = rx.el.div(rx.el.b(style={"width": f"{one.share}%"}), class_name="bar")
    return rx.el.li(
        rx.el.div(
            rx.el.span(one.glyph, class_name="glyph", custom_attrs={"aria-hidden": "true"}),
            rx.el.h2(one.title, class_name="h3 grow"),
            rx.el.span(one.state, class_name="badge " + one.look),
            class_name="row",
        ),
        rx.cond(one.reason != "", rx.el.p(one.reason, class_name="small pretty provider-why")),
        rx.el.dl(
            fact("places", rx.el.span(one.places, class_name="m"), bar),
            fact("queue", one.waiting),
            fact("today", one.sent),
            class_name="provider-facts",
        ),
        rx.cond(~one.closed, _close(one, state)),
        class_name="admin-box provider-card",
        key=one.name,
    )


def _close(one: Any, state: Any) -> rx.Component:
    return deed(
        "close",
        rx.el.input(type="hidden", name="name", value=one.name, read_only=True),
        now=(text("providers.breaker"), filled("providers.breaker_is", state=one.state)),
        send=text("providers.close"),
        wrong=state.wrong[one.name],
        on_submit=state.close_breaker,
        key=one.name + state.nonce.to(str),
    )
