"""People in a table: on the Overview the first of them, on People all, in pages and to choose."""

from datetime import datetime
from typing import Any, NamedTuple

import reflex as rx

from vidstudio.base.texts import counted
from vidstudio.services.people_order import RISING, Sort
from vidstudio.ui.admin_names import CREDITS_ROUTES
from vidstudio.ui.admin_words import SOON, age, day_words
from vidstudio.ui.amounts import number
from vidstudio.ui.creative_words import initials
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled, text
from vidstudio.views import View
from vidstudio.views.people import PersonRow

NEAR_PERCENT = 85  # of the cap; from there on the bar is amber


class Sorting(NamedTuple):
    """Vars of what the people are sorted by, and the handler of a press on a head."""

    key: Any
    turned: Any
    press: Any


class PersonCard(View):
    """`ref` names a member: the workspace, a dot, the user. `cap_percent` is −1 without a cap."""

    ref: str = ""
    name: str = ""
    first_name: str = ""
    initials: str = ""
    role: str = ""
    shared: str = ""
    available: str = ""
    held: str = ""
    holds: bool = False
    cap: str = ""
    cap_percent: int = -1
    cap_near: bool = False
    spent: str = ""
    expires: str = ""
    soon: bool = False
    active: str = ""


def person_ref(row: PersonRow) -> str:
    return f"{row.workspace_id}.{row.user_id}"


def person_card(row: PersonRow, now: datetime) -> PersonCard:
    share = -1
    if row.cap_credits is not None:
        share = min(100, round(100 * row.month_credits / max(row.cap_credits, 1)))
    day, today = row.next_expiry_on, now.date()
    return PersonCard(
        ref=person_ref(row),
        name=row.name,
        first_name=(row.name.split() or [row.name])[0],
        initials=initials(row.name),
        role=text(f"admin.people.{row.role}"),
        shared=counted("admin.people.shared", row.members - 1) if row.members > 1 else "",
        available=number(row.available_credits),
        held=number(row.held_credits),
        holds=row.held_credits > 0,
        cap=_cap(row),
        cap_percent=share,
        cap_near=share >= NEAR_PERCENT,
        spent=number(row.spent_credits),
        expires=text("admin.people.none")
        if day is None
        else text(
            "admin.people.expiry",
            credits=number(row.next_expiry_credits),
            date=day_words(day, today),
        ),
        soon=day is not None and day - today < SOON,
        active=age(row.seen_at, now),
    )


def _cap(row: PersonRow) -> str:
    if row.cap_credits is None:
        return text("admin.people.no_cap")
    spent, cap = number(row.month_credits), number(row.cap_credits)
    return text("admin.people.of_cap", spent=spent, cap=cap)


def people_table(
    people: Any, here: Any = "", choosing: Any = None, sorting: Sorting | None = None
) -> rx.Component:
    """`people` is a Var of PersonCards, `here` the ref of the one whose drawer is open.

    With `choosing` each row has a box: it makes the box of a person's ref. With `sorting` the
    heads are buttons."""
    lead = (rx.el.th(rx.el.span(class_name="visually-hidden"), class_name="people-box"),)
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    *(lead if choosing is not None else ()),
                    *(_head(key, style, sorting) for key, style in _HEADS.items()),
                    rx.el.td(class_name="people-go"),
                )
            ),
            rx.el.tbody(rx.foreach(people, lambda person: _row(person, here, choosing))),
            class_name="admin-table people-table",
        ),
        class_name="admin-box people-box-around",
    )


_HEADS: dict[Sort, str] = {
    "person": "",
    "available": "number",
    "held": "number",
    "cap": "people-cap",
    "spent": "number",
    "expires": "people-expires",
    "active": "people-active",
}


def _head(key: Sort, style: str, sorting: Sorting | None) -> rx.Component:
    words = text(f"admin.people.{key}")
    if sorting is None:
        return rx.el.th(words, scope="col", class_name=style)
    here, turned = sorting.key == key, sorting.turned
    # One looks first for the most of a figure, but for the first of names and days.
    first, other = ("ascending", "descending") if key in RISING else ("descending", "ascending")
    way = rx.cond(turned, other, first)
    up = ~turned if key in RISING else turned
    return rx.el.th(
        rx.el.button(
            words,
            rx.cond(here, rx.cond(up, icon("chevron-up", "s12"), icon("chevron-down", "s12"))),
            type="button",
            class_name="people-sort-by",
            on_click=sorting.press(key),
        ),
        scope="col",
        class_name=style,
        custom_attrs={"aria-sort": rx.cond(here, way, "none")},
    )


def sort_choice(sorting: Sorting) -> rx.Component:
    """On a phone, where the table has no heads."""
    return rx.el.label(
        rx.el.span(text("admin.people.sort"), class_name="small text-2"),
        rx.el.select(
            *(rx.el.option(text(f"admin.people.{key}"), value=key) for key in _HEADS),
            value=sorting.key,
            on_change=sorting.press,
            class_name="input",
        ),
        class_name="people-sort",
    )


def _row(person: Any, here: Any, choosing: Any) -> rx.Component:
    """The name is a link that covers the row."""
    box = ()
    if choosing is not None:
        box = (rx.el.td(choosing(person), class_name="people-box"),)
    return rx.el.tr(
        *box,
        rx.el.td(_name(person), class_name="people-person"),
        _cell("available", person.available, "m number"),
        _cell("held", person.held, rx.cond(person.holds, "m number is-accent", "m number text-2")),
        _cell("cap", _cap_bar(person), "people-cap"),
        _cell("spent", person.spent, "m number people-spent"),
        _cell(
            "expires",
            person.expires,
            rx.cond(person.soon, "m is-warn people-expires", "m text-2 people-expires"),
        ),
        _cell("active", person.active, "text-2 people-active"),
        rx.el.td(icon("chevron-right"), class_name="people-go text-2"),
        key=person.ref,
        class_name=rx.cond(person.ref == here, "people-row on", "people-row"),
    )


def _name(person: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(person.initials, class_name="avatar", custom_attrs={"aria-hidden": "true"}),
        rx.el.a(
            person.name,
            href=f"{CREDITS_ROUTES['people']}?person={person.ref}",
            class_name="people-name",
        ),
        rx.el.span(person.role, class_name="text-2"),
        rx.cond(person.shared != "", rx.el.span(person.shared, class_name="badge people-shared")),
        class_name="row people-who",
    )


def _cell(key: str, shown: Any, style: Any) -> rx.Component:
    """On a phone each cell says what it is: by its style sheet, from `data-label`."""
    return rx.el.td(
        shown, class_name=style, custom_attrs={"data-label": text(f"admin.people.{key}")}
    )


def _cap_bar(person: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(
            person.cap_percent >= 0,
            rx.el.div(
                rx.el.b(
                    class_name=rx.cond(person.cap_near, "warn", ""),
                    style={"width": f"{person.cap_percent}%"},
                ),
                class_name="bar",
            ),
        ),
        rx.el.span(person.cap, class_name="m text-2"),
        class_name="people-cap-bar",
    )


def chosen_words(count: Any) -> Any:
    return rx.cond(
        count == 1,
        filled("admin.people.chosen.one", count=count),
        filled("admin.people.chosen.other", count=count),
    )
