"""The page /start: the owner account, while there is none."""

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.entrance import EntranceState, entrance, field, password_field, send_button
from vidstudio.ui.parts.icons import icon

ROUTE = "/start"
TITLE = text("entrance.start.title")
NAME_LIMIT = 80
STRENGTH_BARS = 4


def page() -> rx.Component:
    return entrance(
        rx.el.h1(TITLE, class_name="hero"),
        rx.el.form(
            field(
                text("entrance.start.name"),
                "name",
                auto_complete="name",
                max_length=NAME_LIMIT,
                auto_focus=True,
            ),
            field(text("entrance.email"), "email", type="email", auto_complete="username"),
            password_field("new-password", strength()),
            rx.cond(EntranceState.setup.needs_start_code, _start_code()),
            send_button(text("entrance.start.send")),
            method="post",
            action="/api/auth/owner",
            custom_attrs={"data-entrance": "", "noValidate": True},
        ),
        _checks(),
        note=text("entrance.start.note"),
    )


def strength() -> rx.Component:
    """Four bars, one word, one hint: filled in by signin.js while typing."""
    return rx.el.div(
        rx.el.div(*(rx.el.i() for _ in range(STRENGTH_BARS)), class_name="strength-bars"),
        rx.el.p(
            rx.el.b(custom_attrs={"data-strength-word": ""}),
            rx.el.span(text("entrance.start.least"), custom_attrs={"data-strength-hint": ""}),
            class_name="hint",
            aria_live="polite",
        ),
        class_name="strength",
        custom_attrs={"data-strength": "0"},
    )


def _start_code() -> rx.Component:
    return field(
        text("entrance.start.code"),
        "code",
        rx.el.p(
            text("entrance.start.code_words"),
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
            rx.el.li(icon("check", "s14 is-good"), text("entrance.start.database")),
            rx.el.li(icon("check", "s14 is-good"), text("entrance.start.storage")),
            rx.cond(
                EntranceState.setup.demo,
                rx.el.li(icon("plug", "s14 text-2"), text("entrance.start.demo")),
                rx.el.li(icon("check", "s14 is-good"), text("entrance.start.provider")),
            ),
            class_name="start-checks small",
        ),
        rx.el.div(class_name="start-checks"),
    )
