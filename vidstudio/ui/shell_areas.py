"""The admin's areas: chosen in the name menu of the top bar; the shield leads to the first one."""

import reflex as rx

from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text

# By the name of the area: its address and icon. A page of the area `credits` has a place like
# `admin_credits_people`.
AREAS: dict[str, tuple[str, str]] = {
    "credits": ("/admin/credits", "coins"),
    "queue": ("/admin/queue", "list-video"),
    "users": ("/admin/users", "users"),
    "prices": ("/admin/prices", "tag"),
    "providers": ("/admin/providers", "plug"),
    "audit": ("/admin/audit", "scroll-text"),
}
ADMIN_ROUTE = "/admin/credits"
MENU = "areas"


def area_of(place: str) -> str | None:
    """The area that a place belongs to; None for a place that is not the admin's."""
    first, _, rest = place.partition("_")
    return rest.partition("_")[0] if first == "admin" else None


def area_button(area: str) -> rx.Component:
    return rx.el.button(
        rx.el.h1(text(f"admin.areas.{area}"), class_name="top-name ellipsis"),
        icon("chevron-down", "s14"),
        type="button",
        class_name="top-campaign",
        title=text("admin.areas.label"),
        custom_attrs={"popovertarget": MENU},
    )


def area_menu(area: str) -> rx.Component:
    return rx.el.nav(
        rx.el.ul(*(rx.el.li(area_link(name, here=name == area)) for name in AREAS)),
        id=MENU,
        class_name="popover campaigns-popover areas-popover",
        aria_label=text("admin.areas.label"),
        custom_attrs={"popover": "auto"},
    )


def area_link(area: str, *, here: bool = False) -> rx.Component:
    route, icon_name = AREAS[area]
    return rx.el.a(
        icon(icon_name),
        rx.el.span(text(f"admin.areas.{area}"), class_name="grow"),
        icon("check", "s14 is-accent") if here else rx.fragment(),
        href=route,
        class_name="menu-row",
        custom_attrs={"aria-current": "page"} if here else {},
    )
