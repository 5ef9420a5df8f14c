"""The page /signin."""

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.entrance import EntranceState, entrance, field, password_field, send_button

ROUTE = "/signin"
TITLE = text("entrance.signin.title")


def page() -> rx.Component:
    return entrance(
        rx.el.h1(
            text("entrance.signin.heading"),
            rx.el.span(EntranceState.setup.studio_name, class_name="entrance-name"),
            class_name="hero",
        ),
        rx.el.form(
            field(
                text("entrance.email"),
                "email",
                type="email",
                auto_complete="username",
                auto_focus=True,
            ),
            password_field("current-password"),
            send_button(text("entrance.signin.send")),
            method="post",
            action="/api/auth/login",
            custom_attrs={"data-entrance": "", "noValidate": True},
        ),
        rx.cond(EntranceState.setup.guest_allowed, _guest()),
        note=text("entrance.signin.note"),
    )


def _guest() -> rx.Component:
    return rx.el.form(
        rx.el.p(text("entrance.signin.or"), class_name="entrance-or small text-2"),
        rx.el.button(
            text("entrance.signin.guest"), type="submit", class_name="btn touch outline wide"
        ),
        rx.el.p(
            text("entrance.signin.guest_words"),
            class_name="hint",
        ),
        method="post",
        action="/api/auth/guest",
        custom_attrs={"data-entrance": ""},
    )
