"""Accounts and open invitations in tables."""

from datetime import datetime
from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.admin_rows import cell, table
from vidstudio.ui.admin_words import age, day_words
from vidstudio.ui.amounts import number
from vidstudio.ui.creative_words import initials
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled
from vidstudio.views import View
from vidstudio.views.members import InviteView, MemberRow

ROUTE = "/admin/users"


class UserCard(View):
    """`ref` names a member: the workspace, a dot, the user."""

    ref: str = ""
    user_id: str = ""
    name: str = ""
    initials: str = ""
    email: str = ""
    role: str = ""
    role_word: str = ""
    workspace: str = ""
    admin: bool = False
    seen: str = ""
    since: str = ""
    disabled: bool = False
    state: str = ""


class InviteCard(View):
    id: str
    name: str
    where: str
    credits: str
    made: str
    ends: str


def user_card(row: MemberRow, now: datetime) -> UserCard:
    off, today = row.disabled_at, now.date()
    return UserCard(
        ref=f"{row.workspace_id}.{row.user_id}",
        user_id=row.user_id,
        name=row.name,
        initials=initials(row.name),
        email=row.email,
        role=row.role,
        role_word=text(f"admin.people.{row.role}"),
        workspace=row.workspace_name,
        admin=row.is_admin,
        seen=age(row.seen_at, now),
        since=text("users.person.since", day=day_words(row.joined_at.date(), today)),
        disabled=off is not None,
        state=text("users.state.disabled", day=day_words(off.date(), today))
        if off
        else text("users.state.active"),
    )


def invite_card(view: InviteView, now: datetime) -> InviteCard:
    today, role = now.date(), text(f"admin.people.{view.role}")
    amount = view.welcome_credits
    where = text("users.invites.own")
    if view.workspace_name:
        where = text("users.invites.into", where=view.workspace_name, role=role)
    return InviteCard(
        id=view.id,
        name=view.email or text("users.invites.anybody"),
        where=where,
        credits="" if amount is None else text("users.invites.credits", amount=number(amount)),
        made=text("users.invites.made", by=view.by, day=day_words(view.created_at.date(), today)),
        ends=day_words(view.ends_at.date(), today),
    )


def users_table(users: Any, here: Any) -> rx.Component:
    words = ("person", "email", "role", "workspace", "seen", "state")
    heads = tuple((text(f"users.columns.{one}"), f"users-{one}") for one in words)
    rows = rx.foreach(users, lambda user: _user(user, here))
    return table((*heads, (text("users.columns.open"), "go")), rows, text("admin.areas.users"))


def _user(user: Any, here: Any) -> rx.Component:
    """The name is a link that covers the row."""
    label = {one: text(f"users.columns.{one}") for one in ("email", "role", "workspace", "seen")}
    return rx.el.tr(
        rx.el.td(
            rx.el.div(
                rx.el.span(
                    user.initials, class_name="avatar", custom_attrs={"aria-hidden": "true"}
                ),
                rx.el.a(user.name, href=f"{ROUTE}?person={user.ref}", class_name="people-name"),
                rx.cond(user.admin, rx.el.span(text("users.admin"), class_name="badge accent")),
                class_name="row people-who",
            ),
            class_name="card-title",
        ),
        cell(label["email"], user.email, style="text-2 users-email"),
        cell(label["role"], user.role_word),
        cell(label["workspace"], user.workspace, style="text-2 users-workspace"),
        cell(label["seen"], user.seen, style="text-2"),
        cell(text("users.columns.state"), state_mark(user)),
        rx.el.td(icon("chevron-right"), class_name="go text-2"),
        key=user.ref,
        class_name=rx.cond(user.ref == here, "people-row card on", "people-row card"),
    )


def state_mark(user: Any) -> rx.Component:
    bead = rx.cond(user.disabled, "bead quiet", "bead good")
    return rx.el.span(rx.el.i(class_name=bead), user.state, class_name="row users-mark")


def invites_table(invites: Any, take_back: Any) -> rx.Component:
    """`take_back` is the handler of a link's id."""
    words = ("for", "where", "made", "ends")
    heads = tuple((text(f"users.invites.columns.{one}"), f"invites-{one}") for one in words)

    def row(one: Any) -> rx.Component:
        return rx.el.tr(
            rx.el.td(rx.el.b(one.name), class_name="card-title"),
            cell(
                text("users.invites.columns.where"),
                one.where,
                rx.cond(one.credits != "", rx.el.span(one.credits, class_name="badge")),
                style="text-2 invites-where",
            ),
            cell(text("users.invites.columns.made"), one.made, style="text-2"),
            cell(text("users.invites.columns.ends"), one.ends, style="m"),
            rx.el.td(
                rx.el.button(
                    text("users.invites.take_back"),
                    type="button",
                    class_name="btn dense outline",
                    aria_label=filled("users.invites.take_back_of", name=one.name),
                    on_click=take_back(one.id),
                ),
                class_name="card-act number",
            ),
            key=one.id,
            class_name="card",
        )

    heads = (*heads, (text("users.invites.take_back"), "go"))
    return table(heads, rx.foreach(invites, row), text("users.invites.title"))
