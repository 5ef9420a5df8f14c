"""Above the tiles: tabs, scope, search, the filters, how they are laid out."""

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.library_address import (
    FILTERS,
    LARGEST_PX,
    LONGEST_WORDS,
    SMALLEST_PX,
    Look,
    Sort,
    Tab,
)
from vidstudio.ui.library_filters import filter_chip
from vidstudio.ui.library_state import LibraryState
from vidstudio.ui.parts.icons import icon

_TABS: tuple[Tab, ...] = ("takes", "creatives", "uploads", "bin")
_LOOKS: dict[Look, str] = {"grid": "layout-grid", "list": "rows-3", "shots": "panels-top-left"}
_SORTS: tuple[Sort, ...] = ("newest", "rating", "cost")
_OF_TAKES = (LibraryState.tab == "takes") | (LibraryState.tab == "bin")


def library_bar() -> rx.Component:
    return rx.el.div(_tab_row(), _tools(), class_name="library-head")


def _tab_row() -> rx.Component:
    return rx.el.div(
        rx.el.nav(
            *(_tab(name) for name in _TABS),
            class_name="library-tabs",
            aria_label=text("library.sections"),
        ),
        rx.cond(LibraryState.tab != "uploads", _scope()),
        class_name="library-tab-row",
    )


def _tab(name: Tab) -> rx.Component:
    return rx.el.button(
        text(f"library.tab.{name}"),
        " ",
        rx.el.span(getattr(LibraryState.counts, name), class_name="m"),
        type="button",
        class_name="library-tab",
        custom_attrs={"aria-current": rx.cond(LibraryState.tab == name, "page", "false")},
        on_click=LibraryState.show_tab(name),
    )


def _scope() -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                text(f"library.{words}"),
                type="button",
                class_name="library-scope-side",
                custom_attrs={"aria-pressed": LibraryState.everywhere == wide},
                on_click=LibraryState.show_everywhere(wide),
            )
            for words, wide in (("this_campaign", False), ("all_campaigns", True))
        ),
        class_name="library-scope",
        role="group",
        aria_label=text("library.scope"),
    )


def _tools() -> rx.Component:
    return rx.el.div(
        _search(),
        rx.cond(
            _OF_TAKES,
            rx.fragment(
                rx.el.button(
                    icon("sliders-horizontal"),
                    type="button",
                    class_name="btn outline library-filters-open",
                    aria_label=text("library.filters"),
                    custom_attrs={"popovertarget": "library-filters"},
                ),
                # In the row at a desk; a sheet on the phone.
                rx.el.div(
                    *(filter_chip(name) for name in FILTERS),
                    _layout(),
                    id="library-filters",
                    class_name="library-chips",
                    custom_attrs={"popover": "auto"},
                ),
            ),
        ),
        class_name="library-tools",
    )


def _search() -> rx.Component:
    """The text is the browser's while it is typed; library.js follows the address otherwise."""
    return rx.el.div(
        icon("search", "text-2"),
        rx.el.input(
            id="library-search",
            type="search",
            default_value=LibraryState.q,
            placeholder=text("library.search_hint"),
            aria_label=text("library.search"),
            max_length=LONGEST_WORDS,
            on_change=LibraryState.search.debounce(300),
            custom_attrs={"data-q": LibraryState.q, "autoComplete": "off"},
        ),
        class_name="input library-search",
    )


def _layout() -> rx.Component:
    return rx.el.div(
        rx.el.button(
            rx.match(
                LibraryState.sort,
                *((name, text(f"library.sort.{name}")) for name in _SORTS),
                "",
            ),
            icon("chevron-down", "s12"),
            type="button",
            class_name="library-sort small text-2",
            title=text("library.sort_by"),
            custom_attrs={"popovertarget": "library-sort", "data-anchor": ""},
        ),
        rx.el.div(
            *(_sort_row(name) for name in _SORTS),
            id="library-sort",
            class_name="popover library-menu",
            role="group",
            aria_label=text("library.sort_by"),
            custom_attrs={"popover": "auto", "data-anchored": ""},
        ),
        rx.el.i(class_name="library-rule"),
        rx.el.label(
            icon("image", "s12"),
            rx.el.input(
                type="range",
                min=SMALLEST_PX,
                max=LARGEST_PX,
                step=20,
                default_value=LibraryState.size_px.to_string(),
                aria_label=text("library.size"),
                custom_attrs={"data-library-size": LibraryState.size_px},
            ),
            icon("image"),
            class_name="library-size text-2",
        ),
        rx.el.div(
            *(_look(name, tag) for name, tag in _LOOKS.items()),
            class_name="row library-looks",
            role="group",
            aria_label=text("library.looks"),
        ),
        class_name="library-layout",
    )


def _sort_row(name: Sort) -> rx.Component:
    return rx.el.button(
        text(f"library.sort.{name}"),
        type="button",
        class_name="menu-row",
        custom_attrs={"aria-pressed": LibraryState.sort == name},
        on_click=LibraryState.sort_by(name),
    )


def _look(name: Look, tag: str) -> rx.Component:
    return rx.el.button(
        icon(tag),
        type="button",
        class_name="icon-btn large",
        title=text(f"library.look.{name}"),
        aria_label=text(f"library.look.{name}"),
        custom_attrs={"aria-pressed": LibraryState.look == name},
        on_click=LibraryState.lay_out(name),
    )
