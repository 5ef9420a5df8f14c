"""The middle of the creative page: title, actions, versions, file check, captions."""

from typing import Any

import reflex as rx

from vidstudio.rules.brief import CHANNELS
from vidstudio.services.creatives import CAPTIONS_LIMIT, TITLE_LIMIT
from vidstudio.ui.creative_cards import CheckCard, OfferCard, VersionCard
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text
from vidstudio.ui.review_rows import state_badge

DIALOG = "new-version"


def main_part(state: Any) -> rx.Component:
    return rx.el.section(
        _crumbs(state),
        rx.el.div(
            rx.cond(state.may_make, _title_field(state), _title(state)),
            state_badge(state.shown.opened.look, state.shown.state_word),
            class_name="row creative-title",
        ),
        rx.el.p(state.shown.subtitle, class_name="text-2"),
        _actions(state),
        _heading("creatives.versions"),
        rx.el.div(
            rx.foreach(state.shown.opened.versions, lambda known: _version(state, known)),
            rx.cond(state.may_make, _new_version()),
            class_name="versions",
        ),
        _heading("creatives.file_check"),
        rx.el.dl(rx.foreach(state.shown.checks, _check), class_name="checks"),
        _captions(state),
        class_name="creative-main",
    )


def _heading(key: str) -> rx.Component:
    return rx.el.h3(text(key), class_name="h3 creative-heading")


def _crumbs(state: Any) -> rx.Component:
    return rx.el.nav(
        rx.el.a(text("creatives.creatives"), href="/library?tab=creatives", class_name="crumb"),
        icon("chevron-right", "s12"),
        rx.el.a(
            state.campaign.name,
            href="/c/" + state.shown.campaign_id + "/review",
            class_name="crumb ellipsis",
        ),
        rx.el.span(class_name="grow"),
        rx.cond(
            state.before_id != "",
            rx.fragment(
                _neighbour("chevron-left", "creatives.before", state.before_id, "before"),
                _neighbour("chevron-right", "creatives.after", state.after_id, "after"),
            ),
        ),
        class_name="row small text-2 crumbs",
        aria_label=text("creatives.crumbs"),
    )


def _neighbour(name: str, key: str, creative_id: Any, way: str) -> rx.Component:
    return rx.el.a(
        icon(name),
        href="/creative/" + creative_id,
        title=text(key),
        aria_label=text(key),
        class_name="icon-btn",
        custom_attrs={"data-neighbour": way},
    )


def _title(state: Any) -> rx.Component:
    return rx.el.h2(state.shown.opened.title, class_name="h1")


def _title_field(state: Any) -> rx.Component:
    """Written where it stands; leaving it or Enter keeps it."""
    title = state.shown.opened.title
    return rx.fragment(
        rx.el.h2(title, class_name="visually-hidden"),
        rx.el.input(
            default_value=title,
            key=title,
            max_length=TITLE_LIMIT,
            class_name="h1 title-field",
            aria_label=text("creatives.rename"),
            on_blur=state.rename,
            custom_attrs={"data-keeps": ""},
        ),
    )


def _actions(state: Any) -> rx.Component:
    return rx.el.div(
        anchor(
            icon("download"),
            text("creatives.download"),
            href=state.shown.download_url,
            download=True,
            class_name="btn filled",
        ),
        rx.cond(
            state.may_make,
            rx.el.button(
                text("creatives.change_master"),
                type="button",
                class_name="btn outline",
                custom_attrs={"data-opens": DIALOG},
            ),
        ),
        rx.el.a(text("creatives.open_make"), href=state.shown.make_url, class_name="btn plain"),
        class_name="row creative-actions",
    )


def _version(state: Any, known: rx.Var[VersionCard]) -> rx.Component:
    here = state.shown.opened.n == known.n
    return rx.el.button(
        rx.el.span(
            rx.el.img(src=known.poster_url, alt="", loading="lazy"), class_name="version-picture"
        ),
        rx.el.b(known.name, class_name="small strong"),
        rx.el.span(
            known.take,
            ", ",
            rx.el.time(date_time=known.since, custom_attrs={"data-relative": ""}),
            class_name="small text-2",
        ),
        type="button",
        class_name=rx.cond(here, "version on", "version"),
        on_click=state.look_at(known.n),
        key=known.id,
        custom_attrs={"aria-pressed": rx.cond(here, "true", "false")},
    )


def _new_version() -> rx.Component:
    return rx.el.button(
        rx.el.span(icon("plus"), class_name="version-picture empty-slot"),
        rx.el.span(text("creatives.new_version"), class_name="small text-2"),
        type="button",
        class_name="version",
        custom_attrs={"data-opens": DIALOG},
    )


def _check(line: rx.Var[CheckCard]) -> rx.Component:
    mark = rx.match(
        line.mark,
        ("good", icon("check", "is-good")),
        ("warn", icon("triangle-alert", "is-warn")),
        icon("x", "is-bad"),
    )
    return rx.el.div(
        rx.el.dt(line.name, class_name="small text-2"),
        rx.el.dd(line.value),
        rx.el.dd(
            mark, rx.el.span(line.mark_word, class_name="visually-hidden"), class_name="check-mark"
        ),
        class_name="check",
    )


def _captions(state: Any) -> rx.Component:
    """The text is this tab's own until it is kept: what others write never takes it away."""
    return rx.fragment(
        rx.el.div(
            rx.el.h3(rx.el.label(text("creatives.captions"), html_for="captions"), class_name="h3"),
            rx.el.span(class_name="grow"),
            rx.el.label(text("creatives.channel"), html_for="channel", class_name="small text-2"),
            rx.el.select(
                rx.el.option(text("review.nowhere"), value=""),
                *(rx.el.option(known.name, value=name) for name, known in CHANNELS.items()),
                id="channel",
                value=state.shown.channel,
                on_change=state.choose_channel,
                disabled=~state.may_make,
                class_name="input channel-field",
            ),
            class_name="row creative-heading",
        ),
        rx.el.textarea(
            id="captions",
            key=state.shown.opened.id,
            default_value=state.shown.captions,
            max_length=CAPTIONS_LIMIT,
            read_only=~state.may_make,
            class_name="input captions-field",
            on_blur=state.keep_captions,
            custom_attrs={"aria-describedby": "captions-hint"},
        ),
        rx.el.p(text("creatives.captions_hint"), id="captions-hint", class_name="hint"),
    )


def new_version_dialog(state: Any) -> rx.Component:
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2(text("creatives.new_version"), class_name="h2"),
            rx.el.button(
                icon("x"),
                type="button",
                class_name="icon-btn",
                aria_label=text("creatives.cancel"),
                custom_attrs={"data-closes": DIALOG},
            ),
            class_name="dialog-head",
        ),
        rx.cond(
            state.offers.length() > 0,
            rx.fragment(
                rx.el.p(text("creatives.choose_take"), class_name="text-2"),
                rx.el.div(
                    rx.foreach(state.offers, lambda offer: _offer(state, offer)),
                    class_name="offers",
                ),
                rx.el.p(text("creatives.choose_note"), class_name="hint"),
            ),
            rx.el.p(text("creatives.no_takes"), class_name="text-2"),
        ),
        id=DIALOG,
        class_name="dialog new-version",
        aria_label=text("creatives.new_version"),
    )


def _offer(state: Any, offer: rx.Var[OfferCard]) -> rx.Component:
    return rx.el.button(
        rx.el.span(
            rx.el.img(src=offer.poster_url, alt="", loading="lazy"), class_name="version-picture"
        ),
        rx.el.b(offer.name, class_name="small strong"),
        rx.el.span(offer.line, class_name="small text-2 ellipsis"),
        type="button",
        class_name="version",
        aria_label=offer.label,
        on_click=state.new_version(offer.id),
        key=offer.id,
        custom_attrs={"data-closes": DIALOG},
    )
