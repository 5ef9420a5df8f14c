"""The rail at the far left, and the account with theme and sign-out."""

from typing import Any, Literal

import reflex as rx
from reflex.style import color_mode, set_color_mode

from vidstudio.ui.frame import FrameState
from vidstudio.ui.parts.icons import icon, logo, queue_icon, take_icon
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.shell_areas import ADMIN_ROUTE, area_of

Theme = Literal["system", "dark", "light"]
THEMES: tuple[tuple[Theme, str], ...] = (("system", "monitor"), ("dark", "moon"), ("light", "sun"))
# Where a page without a place of its own in the rail belongs.
BELONGS = {"publish": "campaigns", "campaign": "campaigns", "creative": "library"}


def rail(place: str) -> rx.Component:
    here = BELONGS.get(place, place)
    in_works = FrameState.making + FrameState.waiting
    return rx.el.nav(
        rx.el.a(logo(), href="/", aria_label=text("frame.places.home"), class_name="rail-logo"),
        _place("campaigns", here, campaign_href(), take_icon("s20")),
        _place("library", here, "/library", icon("layout-grid", "s20")),
        _place("queue", here, "/queue", queue_icon("s20"), count=in_works),
        _place(
            "review",
            here,
            f"{campaign_href()}/review",
            icon("message-square-quote", "s20"),
            count=FrameState.to_review,
        ),
        rx.el.span(class_name="grow"),
        rx.cond(FrameState.account.is_admin, _admin(place)),
        rx.el.button(
            rx.el.span(FrameState.account.initials, class_name="avatar"),
            type="button",
            title=text("frame.places.account"),
            aria_label=filled("frame.places.account_of", initials=FrameState.account.initials),
            class_name="rail-place",
            custom_attrs={"popovertarget": "account"},
        ),
        class_name="rail",
        aria_label=text("frame.places.label"),
    )


def campaign_href() -> Any:
    """The campaign of this page, or the one opened last."""
    return f"/c/{FrameState.campaign.id}"


def _place(
    name: str, here: str, href: Any, mark: rx.Component, *, count: Any = None
) -> rx.Component:
    """`count` stands on the icon, and in the link's name."""
    word = text(f"frame.places.{name}")
    label: Any = word
    badge = rx.fragment()
    if count is not None:
        label = rx.cond(count > 0, filled(f"frame.places.{name}_count", count=count), word)
        badge = rx.cond(count > 0, rx.el.span(count, class_name="rail-count"))
    return rx.el.a(
        mark,
        badge,
        href=href,
        title=word,
        aria_label=label,
        class_name="rail-place on" if name == here else "rail-place",
        custom_attrs={"data-goes": name} | ({"aria-current": "page"} if name == here else {}),
    )


def _admin(place: str) -> rx.Component:
    here = area_of(place) is not None
    return rx.el.a(
        icon("shield-half", "s20"),
        href=ADMIN_ROUTE,
        title=text("admin.areas.admin"),
        aria_label=text("admin.areas.admin"),
        class_name="rail-place on" if here else "rail-place",
        custom_attrs={"data-goes": "admin"} | ({"aria-current": "page"} if here else {}),
    )


def account_popover() -> rx.Component:
    return rx.el.div(
        account_part(),
        id="account",
        class_name="popover account-popover",
        aria_label=text("frame.account.title"),
        role="dialog",
        custom_attrs={"popover": "auto"},
    )


def account_part() -> rx.Component:
    """Who one is, the theme, the keys and the way out. In the popover and in the phone's sheet."""
    account = FrameState.account
    return rx.el.div(
        rx.el.div(
            rx.el.span(account.initials, class_name="avatar"),
            rx.el.div(
                rx.el.div(account.name, class_name="title ellipsis"),
                rx.el.div(
                    rx.cond(account.guest, text("frame.account.guest"), account.email),
                    class_name="small text-2 ellipsis",
                ),
                class_name="stack",
            ),
            class_name="row account-who",
        ),
        rx.el.div(class_name="menu-line"),
        _themes(),
        rx.el.div(class_name="menu-line"),
        _row("keyboard", "keys", {"data-opens": "keys"}),
        _row("log-out", "sign_out", {"data-signs-out": ""}),
    )


def _row(icon_name: str, key: str, does: dict[str, str]) -> rx.Component:
    return rx.el.button(
        icon(icon_name),
        text(f"frame.account.{key}"),
        type="button",
        class_name="menu-row",
        custom_attrs=does,
    )


def _themes() -> rx.Component:
    return rx.el.div(
        rx.el.div(text("frame.account.theme"), class_name="small text-2 menu-title"),
        rx.el.div(
            *(_theme(value, name) for value, name in THEMES),
            class_name="theme-choice",
            role="radiogroup",
            aria_label=text("frame.account.theme"),
        ),
    )


def _theme(value: Theme, icon_name: str) -> rx.Component:
    chosen = color_mode == value
    return rx.el.button(
        icon(icon_name, "s14"),
        text(f"frame.account.{value}"),
        type="button",
        class_name="theme-option",
        role="radio",
        on_click=set_color_mode(value),
        custom_attrs={"aria-checked": rx.cond(chosen, "true", "false")},
    )
