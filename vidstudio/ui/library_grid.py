"""Tiles of takes. What is selected, under the pointer or played is the browser's (library.js)."""

from typing import Any

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.library_state import LibraryState
from vidstudio.ui.library_tiles import Tile
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled
from vidstudio.ui.wells import mark


def take_grid() -> rx.Component:
    return rx.el.section(
        rx.cond(
            LibraryState.earlier,
            rx.el.div(
                _page_button("earlier", LibraryState.show_earlier),
                _page_button("to_the_top", LibraryState.back_to_start),
                class_name="library-ends",
            ),
        ),
        rx.el.div(
            *(
                rx.foreach(page, _keyed)
                for page in (LibraryState.page_1, LibraryState.page_2, LibraryState.page_3)
            ),
            rx.el.i(class_name="library-fill"),
            class_name="library-grid",
            style={"--tile": f"{LibraryState.size_px}px"},
            custom_attrs={"data-view": LibraryState.look, "data-bin": LibraryState.tab == "bin"},
        ),
        more_button(),
        aria_label=text("library.take_list"),
    )


def more_button() -> rx.Component:
    """library.js presses it when it comes into sight."""
    return rx.cond(
        LibraryState.more,
        rx.el.div(
            rx.el.button(
                text("library.more"),
                id="library-more",
                type="button",
                class_name="btn outline",
                on_click=LibraryState.show_more,
            ),
            class_name="library-ends",
        ),
    )


def _page_button(key: str, handler: Any) -> rx.Component:
    return rx.el.button(
        text(f"library.{key}"), type="button", class_name="btn plain", on_click=handler
    )


def _keyed(tile: rx.Var[Tile]) -> rx.Component:
    return rx.fragment(_heading(tile), library_tile(tile=tile), key=tile.id)


def _heading(tile: rx.Var[Tile]) -> rx.Component:
    return rx.cond(
        tile.heading != "",
        rx.fragment(
            rx.el.i(class_name="library-fill"),
            rx.el.h2(
                rx.el.b(tile.heading),
                rx.el.span(tile.note, class_name="small text-2"),
                class_name="library-heading",
            ),
        ),
    )


@rx.memo
def library_tile(tile: rx.Var[Tile]) -> rx.Component:
    """takes.js plays `.take .well` under the pointer; `data-…` is what library.js acts on."""
    return rx.el.article(
        _well(tile),
        _meta(tile),
        class_name="take shelf",
        aria_label=filled("library.tile_name", title=tile.title, name=tile.name),
        style={"--grow": tile.grow},
        custom_attrs={
            "data-tile": tile.id,
            "data-look": tile.look,
            "data-rating": tile.rating,
            "data-favourite": tile.favourite,
            "data-video": tile.video,
            "data-again": tile.again,
        },
    )


def _well(tile: rx.Var[Tile]) -> rx.Component:
    return rx.el.div(
        rx.cond(
            tile.poster != "",
            rx.el.img(src=tile.poster, alt="", loading="lazy", class_name="well-poster"),
            rx.el.span(class_name="well-sand"),
        ),
        rx.cond(
            tile.video != "",
            rx.el.video(
                class_name="well-clip",
                preload="none",
                muted=True,
                loop=True,
                plays_inline=True,
                custom_attrs={"data-src": tile.video, "aria-hidden": "true", "tabIndex": -1},
            ),
        ),
        _scan(tile),
        rx.el.a(
            rx.el.span(filled("library.tile.open", name=tile.name), class_name="visually-hidden"),
            href=tile.href,
            class_name="well-open",
        ),
        rx.el.div(_select(tile), _state_chip(tile), class_name="well-top"),
        _corner(tile),
        rx.el.div(
            _rating(tile),
            rx.cond(
                tile.demo, rx.el.span(text("library.state.demo"), class_name="chip shelf-quiet")
            ),
            rx.cond(tile.runtime != "", rx.el.span(tile.runtime, class_name="chip m well-length")),
            class_name="well-bottom",
        ),
        class_name="well",
        style={"aspectRatio": tile.ratio},
    )


def _scan(tile: rx.Var[Tile]) -> rx.Component:
    known = tile.progress >= 0
    return rx.cond(
        tile.look == "make",
        rx.el.i(
            class_name=rx.cond(known, "scan", "scan turning"),
            style={"--p": rx.cond(known, tile.progress.to_string(), "18")},
        ),
    )


def _select(tile: rx.Var[Tile]) -> rx.Component:
    """Its `aria-checked` is written by library.js alone."""
    return rx.el.button(
        icon("check", "s12"),
        type="button",
        role="checkbox",
        class_name="shelf-box",
        aria_label=filled("library.tile.select", name=tile.name),
        custom_attrs={"data-select": ""},
    )


def _state_chip(tile: rx.Var[Tile]) -> rx.Component:
    return rx.cond(
        tile.word != "",
        rx.el.span(
            mark(tile.mark),
            rx.el.span(tile.word, class_name="shelf-word"),
            rx.cond(tile.progress >= 0, rx.el.span(f"{tile.progress}\u2009%", class_name="m")),
            class_name=f"chip {tile.tone}",
        ),
        rx.cond(
            tile.picked,
            rx.el.span(
                icon("check"),
                rx.el.span(text("library.state.in_creatives"), class_name="chip-word"),
                class_name="chip",
            ),
        ),
    )


def _corner(tile: rx.Var[Tile]) -> rx.Component:
    return rx.el.div(
        rx.el.button(
            icon("star", rx.cond(tile.favourite, "solid", "")),  # pyright: ignore[reportArgumentType]
            type="button",
            class_name="well-button shelf-star",
            title=text("library.tile.favourite"),
            aria_label=text("library.tile.favourite"),
            custom_attrs={"data-act": "favourite", "aria-pressed": tile.favourite},
        ),
        _menu_button(tile, "well-button shelf-menu"),
        class_name="shelf-corner",
    )


def _menu_button(tile: rx.Var[Tile], look: str) -> rx.Component:
    return rx.el.button(
        icon("ellipsis"),
        type="button",
        class_name=look,
        aria_label=filled("library.tile.menu", name=tile.name),
        custom_attrs={"data-tile-menu": ""},
    )


def _rating(tile: rx.Var[Tile]) -> rx.Component:
    return rx.fragment(
        rx.match(
            tile.rating,
            (-1, rx.fragment()),
            (
                0,
                rx.el.span(icon("x"), text("library.state.rejected"), class_name="chip bad"),
            ),
            rx.el.span(
                rx.el.span(tile.rating, class_name="m", custom_attrs={"aria-hidden": "true"}),
                icon("star", "solid"),
                rx.el.span(
                    filled("library.tile.rated", n=tile.rating), class_name="visually-hidden"
                ),
                class_name="chip",
            ),
        )
    )


def _meta(tile: rx.Var[Tile]) -> rx.Component:
    return rx.el.div(
        rx.el.b(tile.title, class_name="shelf-title ellipsis"),
        rx.el.span(
            tile.line,
            rx.cond(tile.model != "", rx.el.span(" · ", tile.model, class_name="shelf-model")),
            rx.cond(tile.cost != "", rx.fragment(" · ", rx.el.span(tile.cost, class_name="m"))),
            class_name=rx.cond(tile.free, "shelf-line ellipsis is-good", "shelf-line ellipsis"),
        ),
        # In the list it stands at the end of the row: its picture is too small for it.
        _menu_button(tile, "icon-btn shelf-row-menu"),
        class_name="take-meta",
    )
