"""The page /start: the owner account, while there is none."""

import reflex as rx

from vidstudio.ui.entrance import EntranceState, entrance, field, password_field, send_button
from vidstudio.ui.parts.icons import icon

ROUTE = "/start"
TITLE = "Create the owner account"
NAME_LIMIT = 80
STRENGTH_BARS = 4


def page() -> rx.Component:
    return entrance(
        rx.el.h1("Create the owner account", class_name="hero"),
        rx.el.form(
            field("Name", "name", auto_complete="name", max_length=NAME_LIMIT, auto_focus=True),
            field("Email", "email", type="email", auto_complete="username"),
            password_field("new-password", _strength()),
            rx.cond(EntranceState.setup.needs_start_code, _start_code()),
            send_button("Create account"),
            method="post",
            action="/api/auth/owner",
            custom_attrs={"data-entrance": "", "noValidate": True},
        ),
        _checks(),
        note="Everything runs on this machine until you connect a provider.",
    )


def _strength() -> rx.Component:
    """Four bars, one word, one hint: filled in by signin.js while typing."""
    return rx.el.div(
        rx.el.div(*(rx.el.i() for _ in range(STRENGTH_BARS)), class_name="strength-bars"),
        rx.el.p(
            rx.el.b(custom_attrs={"data-strength-word": ""}),
            rx.el.span("12 characters or more.", custom_attrs={"data-strength-hint": ""}),
            class_name="hint",
            aria_live="polite",
        ),
        class_name="strength",
        custom_attrs={"data-strength": "0"},
    )


def _start_code() -> rx.Component:
    return field(
        "Start code",
        "code",
        rx.el.p(
            "Printed where the studio was started. Only needed from another machine.",
            class_name="hint",
        ),
        auto_complete="one-time-code",
        spell_check=False,
    )


def _checks() -> rx.Component:
    """Shown once the server has answered: by then the database and the storage have been opened."""
    return rx.cond(
        EntranceState.setup.studio_name != "",
        rx.el.ul(
            rx.el.li(icon("check", "s14 is-good"), "Database"),
            rx.el.li(icon("check", "s14 is-good"), "Storage"),
            rx.cond(
                EntranceState.setup.demo,
                rx.el.li(icon("plug", "s14 text-2"), "Provider: demo"),
                rx.el.li(icon("check", "s14 is-good"), "Provider"),
            ),
            class_name="start-checks small",
        ),
        rx.el.div(class_name="start-checks"),
    )
