"""The left side of the publish page: the creatives to choose from, and where they went."""

from typing import Any

import reflex as rx

from vidstudio.rules.networks import NETWORKS
from vidstudio.ui.creative_cards import RowCard
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon, ratio_outline
from vidstudio.ui.parts.words import filled, text
from vidstudio.ui.publish_cards import WentCard


def choosing(state: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(text("publish.title"), class_name="h2"),
            rx.el.span(state.counts_words, class_name="text-2"),
            rx.el.span(class_name="grow"),
            rx.el.button(
                text("publish.choose_all"),
                type="button",
                class_name="btn dense plain",
                on_click=state.choose_all,
            ),
            class_name="row publish-head",
        ),
        rx.el.div(
            rx.foreach(state.tiles, lambda tile: _tile(state, tile)), class_name="publish-tiles"
        ),
        aria_label=text("publish.title"),
    )


def _tile(state: Any, tile: rx.Var[RowCard]) -> rx.Component:
    chosen = state.chosen.contains(tile.id)
    able = tile.look == "approved"
    return rx.el.article(
        rx.cond(
            able,
            rx.el.button(
                _picture(tile),
                rx.el.span(
                    rx.cond(chosen, icon("check", "s14")),
                    class_name=rx.cond(chosen, "tick on", "tick"),
                ),
                type="button",
                role="checkbox",
                class_name=rx.cond(chosen, "well tile-well on", "well tile-well"),
                style={"aspectRatio": tile.shape},
                aria_label=filled("publish.choose", title=tile.title),
                on_click=state.toggle(tile.id),
                custom_attrs={"aria-checked": rx.cond(chosen, "true", "false")},
            ),
            rx.el.div(
                _picture(tile),
                rx.el.span(
                    rx.el.i(class_name="bead warn"),
                    text("publish.not_approved"),
                    class_name="chip tile-chip",
                ),
                class_name="well tile-well dim",
                style={"aspectRatio": tile.shape},
            ),
        ),
        rx.el.a(tile.title, href="/creative/" + tile.id, class_name="title ellipsis tile-name"),
        rx.el.span(ratio_outline(tile.ratio), tile.channel, class_name="row small text-2 tile-for"),
        class_name="tile",
        style={"--share": tile.share},
        key=tile.id,
        aria_label=tile.title,
    )


def _picture(tile: rx.Var[RowCard]) -> rx.Component:
    return rx.fragment(
        rx.el.img(src=tile.poster_url, alt="", loading="lazy", class_name="tile-picture"),
        rx.el.span(tile.runtime, class_name="chip m tile-length"),
    )


def where_they_went(state: Any) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(text("publish.where"), class_name="h3"),
            rx.el.span(state.went_words, class_name="small text-2"),
            class_name="row publish-where",
        ),
        rx.cond(
            state.went.length() > 0,
            rx.el.div(
                rx.foreach(state.went, lambda went: _went(state, went)), class_name="went-list"
            ),
            rx.el.p(
                text("publish.none_approved"),
                " ",
                rx.el.a(
                    text("publish.to_review"),
                    href="/c/" + state.campaign.id + "/review",
                    class_name="link",
                ),
                class_name="text-2",
            ),
        ),
        aria_label=text("publish.where"),
    )


def _went(state: Any, went: rx.Var[WentCard]) -> rx.Component:
    row: Any = went.row
    return rx.el.article(
        rx.el.span(rx.el.img(src=row.poster_url, alt="", loading="lazy"), class_name="thumb"),
        rx.el.div(
            rx.el.div(row.title, class_name="title ellipsis"),
            rx.el.div(ratio_outline(row.ratio), row.channel, class_name="row small text-2"),
            class_name="went-name",
        ),
        rx.cond(
            state.editing == went.key,
            _form(state, went),
            rx.cond(went.published, _published(state, went), _not_yet(state, went)),
        ),
        class_name=rx.cond(state.editing == went.key, "went on", "went"),
        key=went.key,
        aria_label=row.title,
    )


def _not_yet(state: Any, went: rx.Var[WentCard]) -> rx.Component:
    return rx.fragment(
        rx.el.span(text("publish.not_yet"), class_name="small text-2 went-place"),
        rx.el.span(),
        rx.cond(
            state.may_make,
            rx.el.button(
                text("publish.mark"),
                type="button",
                class_name="btn dense plain",
                on_click=state.edit(went.key),
            ),
        ),
    )


def _published(state: Any, went: rx.Var[WentCard]) -> rx.Component:
    link = anchor(
        went.url_words,
        href=went.url,
        target="_blank",
        rel="noopener nofollow",
        class_name="link small ellipsis",
    )
    return rx.fragment(
        rx.el.div(
            rx.el.span(icon("check", "s12"), text("publish.published"), class_name="badge good"),
            rx.cond(went.url != "", link, rx.el.span(went.url_words, class_name="small")),
            class_name="row went-place",
        ),
        rx.el.span(went.when, class_name="small text-2 went-when"),
        rx.cond(
            state.may_make,
            rx.el.div(
                rx.el.button(
                    icon("plus"),
                    type="button",
                    class_name="icon-btn",
                    title=text("publish.again"),
                    aria_label=text("publish.again"),
                    on_click=state.edit(went.creative_id),
                ),
                rx.el.button(
                    text("publish.edit"),
                    type="button",
                    class_name="btn dense plain",
                    on_click=state.edit(went.key),
                ),
                class_name="row went-buttons",
            ),
        ),
    )


def _form(state: Any, went: rx.Var[WentCard]) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="creative_id", value=went.creative_id),
        rx.el.input(type="hidden", name="publication_id", value=went.publication_id),
        rx.el.select(
            *(rx.el.option(word, value=name) for name, word in NETWORKS.items()),
            name="network",
            default_value=went.network,
            class_name="input",
            aria_label=text("publish.network"),
        ),
        rx.el.input(
            name="url",
            type="text",
            input_mode="url",
            auto_complete="off",
            default_value=went.url,
            placeholder="https://",
            class_name="input strong-line went-url",
            aria_label=text("publish.address"),
            custom_attrs={"aria-describedby": "went-fault went-hint"},
        ),
        rx.el.input(
            name="published_on",
            type="date",
            default_value=went.day,
            class_name="input",
            aria_label=text("publish.date"),
        ),
        rx.el.button(
            rx.cond(went.published, text("publish.save"), text("publish.mark")),
            type="submit",
            class_name="btn outline",
        ),
        rx.el.div(
            rx.el.p(text("publish.address_hint"), id="went-hint", class_name="small text-2 grow"),
            rx.cond(
                went.published,
                rx.el.button(
                    text("publish.unmark"),
                    type="button",
                    class_name="btn dense plain",
                    on_click=state.unmark(went.publication_id),
                ),
            ),
            rx.el.button(
                text("publish.cancel"),
                type="button",
                class_name="btn dense plain",
                on_click=state.edit(""),
            ),
            class_name="row went-foot",
        ),
        rx.el.p(state.fault, id="went-fault", class_name="field-error went-fault", role="alert"),
        on_submit=state.mark,
        class_name="went-form",
    )
