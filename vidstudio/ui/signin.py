"""The page /signin."""

import reflex as rx

from vidstudio.ui.entrance import EntranceState, entrance, field, password_field, send_button

ROUTE = "/signin"
TITLE = "Sign in"


def page() -> rx.Component:
    return entrance(
        rx.el.h1(
            "Sign in to ",
            rx.el.span(EntranceState.setup.studio_name, class_name="entrance-name"),
            class_name="hero",
        ),
        rx.el.form(
            field("Email", "email", type="email", auto_complete="username", auto_focus=True),
            password_field("current-password"),
            send_button("Sign in"),
            method="post",
            action="/api/auth/login",
            custom_attrs={"data-entrance": "", "noValidate": True},
        ),
        rx.cond(EntranceState.setup.guest_allowed, _guest()),
        note="Self-hosted. Your files stay with you.",
    )


def _guest() -> rx.Component:
    return rx.el.form(
        rx.el.p("no account yet?", class_name="entrance-or small text-2"),
        rx.el.button("Look around as guest", type="submit", class_name="btn touch outline wide"),
        rx.el.p(
            "A workspace of your own for 24 hours, two takes at a time, drawn on this machine. "
            "No addresses are fetched and there are no API keys.",
            class_name="hint",
        ),
        method="post",
        action="/api/auth/guest",
        custom_attrs={"data-entrance": ""},
    )
