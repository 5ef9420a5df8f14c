"""The pages /join/<token> and /reset/<token>: what a link of an admin opens, once."""

from collections.abc import Callable
from typing import Any, NamedTuple

import reflex as rx

from vidstudio.base.errors import NotFound
from vidstudio.base.texts import text
from vidstudio.services import invites, resets
from vidstudio.studio import current
from vidstudio.ui.entrance import entrance, field, password_field, send_button
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled
from vidstudio.ui.session import SessionState, access
from vidstudio.ui.start import NAME_LIMIT, strength
from vidstudio.views import View

LONGEST_TOKEN = 200


class Door(View):
    """`state` is empty until the link was looked at, then "good" or "gone"."""

    state: str = ""
    heading: str = ""
    words: str = ""
    email: str = ""


class LinkState(SessionState):
    """The token stays in the address: signin.js puts it into the form."""

    door: Door = Door()

    def _token(self) -> str:
        return self.router.url.path.rstrip("/").rpartition("/")[2][:LONGEST_TOKEN]


class JoinState(LinkState):
    @rx.event
    @access("public")
    async def opened(self) -> None:
        studio = current()
        try:
            view = await invites.look(studio, self._token())
        except NotFound:
            self.door = Door(state="gone")
            return
        if view.workspace_name:
            where, role = view.workspace_name, text(f"admin.people.{view.role}")
            words = text("joining.join.into", by=view.by, where=where, role=role)
        else:
            words = text("joining.join.own", by=view.by)
        heading = text("joining.join.heading", studio=studio.settings.studio_name)
        self.door = Door(state="good", heading=heading, words=words, email=view.email)


class ResetState(LinkState):
    @rx.event
    @access("public")
    async def opened(self) -> None:
        try:
            view = await resets.look(current(), self._token())
        except NotFound:
            self.door = Door(state="gone")
        else:
            heading = text("joining.reset.heading", name=view.name)
            self.door = Door(state="good", heading=heading, email=view.email)


def join_page() -> rx.Component:
    state: Any = JoinState
    return _page(
        state,
        field(
            text("entrance.start.name"),
            "name",
            auto_complete="name",
            max_length=NAME_LIMIT,
            auto_focus=True,
        ),
        field(
            text("entrance.email"),
            "email",
            type="email",
            auto_complete="username",
            default_value=state.door.email,
            read_only=state.door.email != "",
        ),
        password_field("new-password", strength()),
        send_button(text("joining.join.send")),
        action="/api/auth/join",
        note=text("entrance.signin.note"),
    )


def reset_page() -> rx.Component:
    state: Any = ResetState
    return _page(
        state,
        rx.el.p(filled("joining.reset.account", email=state.door.email), class_name="text-2"),
        # For the password manager: whose password this is. The server knows from the link.
        rx.el.input(
            name="username",
            default_value=state.door.email,
            auto_complete="username",
            hidden=True,
            read_only=True,
            aria_label=text("entrance.email"),
        ),
        password_field("new-password", strength()),
        send_button(text("joining.reset.send")),
        action="/api/auth/reset",
        note=text("joining.reset.note"),
    )


def _page(state: Any, *fields: rx.Component, action: str, note: str) -> rx.Component:
    door: Any = state.door
    form = rx.el.form(
        rx.el.input(type="hidden", name="token"),
        *fields,
        method="post",
        action=action,
        custom_attrs={"data-entrance": "", "noValidate": True},
    )
    good = rx.fragment(
        rx.el.h1(door.heading, class_name="hero"),
        rx.cond(door.words != "", rx.el.p(door.words, class_name="joining-words text-2 pretty")),
        form,
    )
    waiting = rx.el.div(class_name="joining-waiting", custom_attrs={"aria-busy": "true"})
    shown: Any = rx.match(door.state, ("good", good), ("gone", _gone()), waiting)
    return entrance(shown, note=note)


def _gone() -> rx.Component:
    return rx.fragment(
        rx.el.h1(text("joining.gone.heading"), class_name="hero"),
        rx.el.p(
            icon("unlink", "s14"), text("joining.gone.words"), class_name="joining-words text-2"
        ),
        rx.el.a(text("joining.gone.sign_in"), href="/signin", class_name="btn touch outline wide"),
    )


class Opened(NamedTuple):
    """A page that a link opens, as the app adds it."""

    page: Callable[[], rx.Component]
    route: str
    title: str
    on_load: Any


JOIN = Opened(join_page, "/join/[link]", text("joining.join.title"), JoinState.opened)
RESET = Opened(reset_page, "/reset/[link]", text("joining.reset.title"), ResetState.opened)
