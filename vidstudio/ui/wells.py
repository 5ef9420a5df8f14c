"""The picture of a take: its well, the label on it, the line that travels round it."""

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.cards import CardView
from vidstudio.ui.parts.icons import icon, refused_icon


def well_picture(card: rx.Var[CardView]) -> rx.Component:
    """The poster; before there is one, the first picture it is made from, else dark sand."""
    return rx.cond(
        card.poster_url != "",
        rx.el.img(src=card.poster_url, alt="", loading="lazy", class_name="well-poster"),
        rx.cond(
            card.still_url != "",
            rx.el.img(src=card.still_url, alt="", loading="lazy", class_name="well-still"),
            rx.el.span(class_name="well-sand"),
        ),
    )


def scan(card: rx.Var[CardView]) -> rx.Component:
    """A line along the frame: to the true percent, or round and round when there is none."""
    known = card.progress >= 0
    return rx.cond(
        card.scan,
        rx.el.i(
            class_name=rx.cond(known, "scan", "scan turning"),
            style={"--p": rx.cond(known, card.progress.to_string(), "18")},
        ),
    )


def chip(card: rx.Var[CardView]) -> rx.Component:
    """The label on a well: what is happening, or that it has been picked."""
    return rx.cond(
        card.word != "",
        rx.el.span(
            mark(card.mark),
            card.word,
            rx.cond(card.percent != "", rx.el.span(card.percent, class_name="m")),
            class_name=f"chip {card.tone}",
        ),
        rx.cond(
            card.in_creatives,
            rx.el.span(
                icon("check"),
                rx.el.span(text("takes.in_creatives"), class_name="chip-word"),
                class_name="chip",
            ),
            rx.cond(
                card.draft,
                rx.el.span(icon("gauge"), text("takes.draft_chip"), class_name="chip"),
            ),
        ),
    )


def first_line(card: rx.Var[CardView]) -> rx.Component:
    """What it costs or did cost; else how far it is."""
    return rx.cond(
        card.cost_line != "",
        rx.fragment(
            rx.el.span(card.cost_line, class_name=f"cost {card.cost_tone}"),
            rx.cond(
                card.video_url != "",
                rx.fragment(
                    rx.el.span(" · ", class_name="take-dot"),
                    rx.el.time(date_time=card.finished_at, custom_attrs={"data-relative": ""}),
                ),
            ),
        ),
        rx.fragment(
            card.line,
            rx.cond(
                card.since != "",
                rx.fragment(
                    text("takes.making.now"),
                    rx.el.span(class_name="m", custom_attrs={"data-since": card.since}),
                ),
            ),
        ),
    )


def mark(kind: rx.Var[str]) -> rx.Component:
    """A bead for what is alive, an icon for what has ended."""
    return rx.fragment(
        rx.match(
            kind,
            ("bead", rx.el.i(class_name="bead")),
            ("bead-warn", rx.el.i(class_name="bead warn")),
            ("ring", rx.el.i(class_name="bead quiet")),
            ("check-it", icon("triangle-alert")),
            ("refused", refused_icon()),
            ("failed", icon("circle-alert")),
            ("stopped", icon("circle-stop")),
            ("lost", icon("unplug")),
            rx.fragment(),
        )
    )
