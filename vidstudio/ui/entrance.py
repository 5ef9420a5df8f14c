"""What the two pages before the studio share: the wall of clips, the card, its fields.

The forms are plain HTML posts to the REST door, which sets the cookie; signin.js turns them into
requests that keep what was typed and show an error beside its field.
"""

from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.services import accounts
from vidstudio.services.callers import Caller, seen
from vidstudio.studio import current
from vidstudio.ui.parts.icons import icon, logo
from vidstudio.ui.parts.reel import reel
from vidstudio.ui.session import SessionState, access
from vidstudio.views import SetupView

_UNKNOWN = SetupView(
    studio_name="", needs_owner=False, needs_start_code=False, guest_allowed=False, demo=False
)


class EntranceState(SessionState):
    """What this studio offers to somebody who is not signed in."""

    setup: SetupView = _UNKNOWN

    @rx.event
    @access("public")
    async def opened(self) -> None:
        self.setup = await accounts.setup(current(), self._caller())

    def _caller(self) -> Caller:
        """As the REST door sees the same visitor. It decides; here the code is only asked for."""
        headers = {name.lower(): value for name, value in self.router.headers.raw_headers.items()}
        hops = current().settings.trusted_proxy_hops
        return seen(self.router.session.client_ip, headers, hops)


def entrance(*content: rx.Component, note: str) -> rx.Component:
    """The page: clips on the left, `content` in the middle of the right, `note` at its foot."""
    return rx.el.div(
        reel(),
        rx.el.main(
            rx.el.div(logo(36), *content, class_name="entrance-card"),
            rx.el.p(note, class_name="entrance-note small text-2"),
            class_name="entrance-side",
        ),
        class_name="entrance",
    )


def field(label: str, name: str, *after: rx.Component, **attributes: Any) -> rx.Component:
    """A labelled input with its place for an error; `after` stands between the two."""
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="label"),
        rx.el.input(
            id=name,
            name=name,
            class_name="input tall strong-line",
            required=True,
            aria_describedby=f"{name}-error",
            **attributes,
        ),
        *after,
        field_error(name),
        class_name="field",
    )


def password_field(autocomplete: str, *after: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.label(text("entrance.password"), html_for="password", class_name="label"),
        rx.el.div(
            rx.el.input(
                id="password",
                name="password",
                type="password",
                required=True,
                auto_complete=autocomplete,
                aria_describedby="password-error",
            ),
            rx.el.button(
                icon("eye", "when-hidden"),
                icon("eye-off", "when-shown"),
                type="button",
                class_name="reveal",
                title=text("entrance.show"),
                aria_label=text("entrance.show"),
                custom_attrs={"data-reveals": "password", "aria-pressed": "false"},
            ),
            class_name="input tall strong-line",
        ),
        *after,
        field_error("password"),
        class_name="field",
    )


def field_error(name: str) -> rx.Component:
    return rx.el.p(
        icon("circle-alert", "s14"),
        rx.el.span(custom_attrs={"data-error-of": name}),
        id=f"{name}-error",
        class_name="field-error",
        hidden=True,
        aria_live="polite",
    )


def send_button(label: str) -> rx.Component:
    """The one filled button, and the line under it for what concerns no field."""
    return rx.fragment(
        rx.el.button(label, type="submit", class_name="btn touch filled wide entrance-send"),
        field_error("form"),
    )
