"""What floats over the tiles: the bar of the selection, the menu of a take, where to move to.

All of it is filled in and shown by library.js, which sends what is pressed to `LibraryActs`.
"""

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.library_acts import LibraryActs
from vidstudio.ui.library_state import LibraryState
from vidstudio.ui.parts.anchor import anchor
from vidstudio.ui.parts.icons import icon

_BIN = LibraryState.tab == "bin"
_NOT_BIN = LibraryState.tab != "bin"


def selection() -> rx.Component:
    return rx.fragment(_bar(), _menu(), _places(), _wires())


def _bar() -> rx.Component:
    return rx.el.div(
        rx.el.b(id="library-count", class_name="strong"),
        rx.cond(
            _BIN,
            _action("restore", "rotate-ccw", "filled"),
            rx.fragment(
                _action("creatives", "check", "filled"),
                _action("download", "download"),
                _action("move", "folder-output"),
                _action("remove", "trash-2"),
            ),
        ),
        rx.el.i(class_name="library-rule"),
        rx.el.button(
            icon("x"),
            type="button",
            class_name="icon-btn large",
            aria_label=text("library.bar.none"),
            custom_attrs={"data-select-none": ""},
        ),
        id="library-bar",
        class_name="library-bar",
        role="toolbar",
        hidden=True,
        aria_label=text("library.bar.label"),
    )


_WORDS = {"remove": "delete"}


def _action(key: str, tag: str, kind: str = "plain") -> rx.Component:
    return rx.el.button(
        icon(tag, "s14"),
        rx.el.span(text(f"library.bar.{_WORDS.get(key, key)}")),
        type="button",
        class_name=f"btn {kind}",
        custom_attrs={"data-bar": key},
    )


def _menu() -> rx.Component:
    """One menu for all takes: library.js opens it at the one that was pressed."""
    return rx.el.div(
        _link("open", "play", "open"),
        rx.cond(
            _BIN,
            _row("restore", "rotate-ccw", text("library.bar.restore")),
            rx.fragment(
                _link("settings", "sliders-horizontal", "settings"),
                _row("vary", "copy-plus", text("library.menu.vary"), priced=True),
                _link("other_model", "shuffle", "other_model"),
                _link("last_frame", "image", "last_frame"),
            ),
        ),
        rx.el.div(class_name="menu-line"),
        _row("copy-prompt", "text", text("library.menu.copy_prompt")),
        _row("copy-link", "link", text("library.menu.copy_link")),
        _row("download", "download", text("library.bar.download")),
        _link("details", "info", "details"),
        rx.cond(_NOT_BIN, _ratings()),
        rx.cond(
            _NOT_BIN,
            rx.fragment(
                rx.el.div(class_name="menu-line"),
                _row("remove", "trash-2", text("library.bar.delete")),
            ),
        ),
        id="library-menu",
        class_name="popover library-menu",
        role="group",
        aria_label=text("library.menu.label"),
        custom_attrs={"popover": "auto"},
    )


def _link(what: str, tag: str, key: str) -> rx.Component:
    return anchor(
        icon(tag, "s14"),
        text(f"library.menu.{key}"),
        href="/library",
        class_name="menu-row",
        custom_attrs={"data-goes": what},
    )


def _row(does: str, tag: str, words: str, *, priced: bool = False) -> rx.Component:
    """Of one that costs something, library-select.js writes the price behind the words."""
    return rx.el.button(
        icon(tag, "s14"),
        words,
        rx.el.span(id="library-again", class_name="small text-2 m") if priced else None,
        type="button",
        class_name="menu-row",
        custom_attrs={"data-does": does},
    )


def _ratings() -> rx.Component:
    return rx.el.div(
        rx.el.div(class_name="menu-line"),
        rx.el.div(
            *(
                rx.el.button(
                    str(n),
                    type="button",
                    class_name="icon-btn m",
                    aria_label=f"{text('library.menu.rate')} {n}",
                    custom_attrs={"data-does": f"rate-{n}"},
                )
                for n in range(1, 6)
            ),
            rx.el.button(
                icon("x", "s14"),
                type="button",
                class_name="icon-btn",
                title=text("library.menu.reject"),
                aria_label=text("library.menu.reject"),
                custom_attrs={"data-does": "rate-0"},
            ),
            rx.el.button(
                icon("eraser", "s14"),
                type="button",
                class_name="icon-btn",
                title=text("library.menu.unrate"),
                aria_label=text("library.menu.unrate"),
                custom_attrs={"data-does": "rate-none"},
            ),
            class_name="row library-rates",
        ),
    )


def _places() -> rx.Component:
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2(text("library.move.title"), class_name="h3", id="library-move-title"),
            rx.el.button(
                icon("x"),
                type="button",
                class_name="icon-btn",
                aria_label=text("library.move.close"),
                custom_attrs={"data-closes": "library-move"},
            ),
            class_name="dialog-head",
        ),
        rx.el.p(text("library.move.words"), class_name="small text-2 pretty"),
        rx.el.div(
            rx.foreach(
                LibraryActs.places,
                lambda place: rx.el.button(
                    place.label,
                    type="button",
                    key=place.word,
                    class_name="menu-row",
                    custom_attrs={"data-move-to": place.word},
                ),
            ),
            class_name="library-places",
        ),
        id="library-move",
        class_name="dialog",
        aria_labelledby="library-move-title",
    )


def _wires() -> rx.Component:
    """The way from library.js to the State."""
    return rx.fragment(
        *(
            rx.el.input(type="text", hidden=True, id=name, on_change=handler)
            for name, handler in (
                ("library-act", LibraryActs.act),
                ("library-ask-places", LibraryActs.ask_places),
                ("library-resize", LibraryState.resize),
                ("library-go", LibraryActs.go),
            )
        )
    )
