"""The list of the review page: its tabs, its rows, and the open one."""

from typing import Any

import reflex as rx

from vidstudio.ui.creative_cards import FactCard, OpenCard, RowCard, VersionCard
from vidstudio.ui.deciding import comments, decision_form, film
from vidstudio.ui.parts.icons import icon, ratio_outline
from vidstudio.ui.parts.words import filled, text

TABS = ("all", "waiting", "changes", "approved", "hold")


def tabs(state: Any) -> rx.Component:
    return rx.el.nav(
        *(_tab(state, tab) for tab in TABS), class_name="tabs", aria_label=text("review.show")
    )


def _tab(state: Any, tab: str) -> rx.Component:
    here = state.tab == tab
    count = state.counts[tab]
    link = rx.el.a(
        text(f"review.tabs.{tab}"),
        rx.el.span(count, class_name="m small"),
        href="/c/" + state.campaign.id + f"/review?show={tab}",
        class_name=rx.cond(here, "tab-link on", "tab-link"),
        custom_attrs={"aria-current": rx.cond(here, "page", "false")},
    )
    return link if tab != "hold" else rx.cond((count > 0) | here, link)


def review_list(state: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.span(),
            *(
                rx.el.span(text(f"review.{name}"))
                for name in ("creative", "for_where", "state", "who", "since")
            ),
            rx.el.span(),
            class_name="review-row review-head",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.foreach(state.rows, lambda row: _row(state, row)),
        rx.cond(
            state.rows.length() == 0,
            rx.el.p(text("review.nothing_here"), class_name="review-none text-2"),
        ),
        class_name="review-list",
        aria_label=text("review.title"),
    )


def _row(state: Any, row: rx.Var[RowCard]) -> rx.Component:
    here = state.shown.id == row.id
    return rx.el.article(
        rx.el.div(
            rx.el.span(
                rx.el.img(src=row.poster_url, alt="", loading="lazy"),
                class_name="thumb review-thumb",
            ),
            rx.el.span(
                rx.el.button(
                    row.title,
                    type="button",
                    class_name="title ellipsis review-title",
                    on_click=state.toggle(row.id),
                    custom_attrs={"aria-expanded": rx.cond(here, "true", "false")},
                ),
                rx.el.span(row.line, class_name="small text-2 ellipsis"),
                class_name="stack review-name",
            ),
            rx.el.span(
                ratio_outline(row.ratio), row.channel, class_name="row small text-2 review-for"
            ),
            rx.el.span(state_badge(row.look, row.word), class_name="review-state"),
            rx.el.span(
                rx.el.span(row.initials, class_name="avatar", custom_attrs={"aria-hidden": "true"}),
                rx.el.span(row.said, class_name="ellipsis"),
                class_name="row small review-who",
            ),
            rx.el.time(
                date_time=row.since,
                class_name="small text-2 review-since",
                custom_attrs={"data-relative": ""},
            ),
            icon("chevron-down", "text-2 review-chevron"),
            class_name="review-row",
        ),
        rx.cond(here, _opened(state, state.shown)),
        class_name=rx.cond(here, "review-item on", "review-item"),
        key=row.id,
        aria_label=row.title,
        custom_attrs={"data-row": row.id},
    )


def state_badge(look: Any, word: Any) -> rx.Component:
    return rx.fragment(
        rx.match(
            look,
            ("approved", rx.el.span(icon("check", "s12"), word, class_name="badge good")),
            ("waiting", rx.el.span(icon("clock", "s12"), word, class_name="badge warn")),
            ("changes", rx.el.span(icon("pencil", "s12"), word, class_name="badge")),
            rx.el.span(icon("pause", "s12"), word, class_name="badge"),
        )
    )


def _opened(state: Any, shown: rx.Var[OpenCard]) -> rx.Component:
    return rx.el.div(
        film(shown),
        rx.el.div(
            rx.el.div(
                rx.el.h3(text("review.comments"), class_name="strong"),
                rx.el.span(shown.comments.length(), class_name="small text-2"),
                rx.el.span(class_name="grow"),
                rx.cond(
                    shown.versions.length() > 1,
                    rx.el.div(
                        rx.foreach(shown.versions, lambda known: _version(state, known)),
                        class_name="segments",
                        role="group",
                        aria_label=text("creatives.versions"),
                    ),
                ),
                class_name="row review-part",
            ),
            comments(shown),
            class_name="stack review-comments",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.h3(text("review.your_decision"), class_name="strong grow"),
                rx.el.a(
                    text("review.open_creative"),
                    href="/creative/" + shown.id,
                    class_name="small link",
                ),
                class_name="row review-part",
            ),
            rx.el.p(shown.note, class_name="review-note"),
            facts(shown.facts),
            rx.el.span(class_name="grow"),
            decision_form(shown, state.may_decide),
            class_name="stack review-decision",
        ),
        class_name="review-open",
    )


def _version(state: Any, known: rx.Var[VersionCard]) -> rx.Component:
    here = state.shown.n == known.n
    return rx.el.button(
        filled("review.version", n=known.n),
        type="button",
        class_name=rx.cond(here, "segment on", "segment"),
        on_click=state.look_at(known.n),
        custom_attrs={"aria-pressed": rx.cond(here, "true", "false")},
    )


def facts(lines: Any) -> rx.Component:
    """Names and values below each other."""
    return rx.el.dl(rx.foreach(lines, _fact), class_name="facts small")


def _fact(line: rx.Var[FactCard]) -> rx.Component:
    return rx.fragment(
        rx.el.dt(line.name, class_name="text-2"),
        rx.el.dd(line.value, class_name=rx.cond(line.mono, "m", "")),
    )
