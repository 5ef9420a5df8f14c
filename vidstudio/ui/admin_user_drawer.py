"""The drawer of one account: who it is, and four things an admin can change, each with a reason."""

from typing import Any, get_args

import reflex as rx

from vidstudio.studio import Role
from vidstudio.ui.admin_fields import field
from vidstudio.ui.admin_names import CREDITS_ROUTES
from vidstudio.ui.admin_rows import deed
from vidstudio.ui.admin_user import AdminUserState
from vidstudio.ui.admin_users_table import state_mark
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text


def user_drawer(back: Any) -> rx.Component:
    """`back` is the address of the list without the drawer."""
    state: Any = AdminUserState
    return rx.cond(
        state.ref != "",
        rx.fragment(
            rx.el.a(href=back, class_name="person-scrim", aria_label=text("admin.person.close")),
            rx.el.section(
                _head(back),
                rx.el.div(
                    _facts(),
                    _deeds(),
                    class_name="person-body",
                    tab_index=0,
                    role="region",
                    aria_label=text("users.person.details"),
                ),
                _foot(),
                class_name="drawer person-drawer",
                role="dialog",
                aria_labelledby="person-name",
                custom_attrs={"data-person": state.ref},
            ),
        ),
    )


def _head(back: Any) -> rx.Component:
    user = AdminUserState.user
    return rx.el.header(
        rx.el.span(user.initials, class_name="avatar", custom_attrs={"aria-hidden": "true"}),
        rx.el.div(
            rx.el.h2(user.name, id="person-name", class_name="h3 ellipsis", tab_index=-1),
            rx.el.p(user.since, class_name="small text-2"),
            class_name="stack grow",
        ),
        rx.el.a(
            icon("x"),
            href=back,
            aria_label=text("admin.person.close"),
            class_name="icon-btn large person-close",
        ),
        class_name="person-head",
    )


def _facts() -> rx.Component:
    user = AdminUserState.user

    def fact(key: str, shown: Any) -> rx.Component:
        label = rx.el.dt(text(f"users.columns.{key}"), class_name="small text-2")
        return rx.el.div(label, rx.el.dd(shown))

    return rx.el.dl(
        fact("email", user.email),
        fact("workspace", user.workspace),
        fact("seen", user.seen),
        fact("state", state_mark(user)),
        class_name="user-facts",
    )


def _deeds() -> rx.Component:
    state: Any = AdminUserState
    user: Any = state.user

    def one(name: str, shown: Any, send: Any, on_submit: Any, *fields: rx.Component) -> Any:
        return deed(
            f"user-{name}",
            *fields,
            now=(text(f"users.deeds.{name}"), shown),
            send=send,
            wrong=state.wrong[name],
            on_submit=on_submit,
            key=f"{name}-{state.nonce}",
            danger=name == "state",
        )

    yes_no = rx.cond(user.admin, text("users.deeds.yes"), text("users.deeds.no"))
    return rx.el.div(
        one("role", user.role_word, text("users.deeds.change"), state.change_role, _roles()),
        one(
            "admin",
            yes_no,
            rx.cond(user.admin, text("users.deeds.less"), text("users.deeds.more")),
            state.change_admin,
        ),
        one("reset", text("users.deeds.set"), text("users.deeds.link"), state.make_link),
        one(
            "state",
            user.state,
            rx.cond(user.disabled, text("users.deeds.enable"), text("users.deeds.disable")),
            state.change_state,
            rx.el.p(
                rx.cond(
                    user.disabled, text("users.deeds.enable_words"), text("users.deeds.off_words")
                ),
                class_name="small text-2 pretty deed-words",
            ),
        ),
        class_name="deeds",
    )


def _roles() -> rx.Component:
    options = (rx.el.option(text(f"users.roles.{one}"), value=one) for one in get_args(Role))
    box = rx.el.select(
        *options,
        id="user-role-role",
        name="role",
        default_value=AdminUserState.user.role,
        class_name="input",
    )
    return field("user-role", "role", text("users.columns.role"), box)


def _foot() -> rx.Component:
    state: Any = AdminUserState

    def link(icon_name: str, words: str, href: Any) -> rx.Component:
        return rx.el.a(icon(icon_name, "s14"), words, href=href, class_name="btn dense plain")

    return rx.el.footer(
        link(
            "coins", text("users.person.credits"), f"{CREDITS_ROUTES['people']}?person={state.ref}"
        ),
        link("scroll-text", text("users.person.log"), f"/admin/audit?about={state.user.user_id}"),
        class_name="person-foot",
    )
