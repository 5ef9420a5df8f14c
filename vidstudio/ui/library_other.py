"""The library's other tabs: creatives, uploaded pictures; and what stands where nothing is."""

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.library_grid import more_button
from vidstudio.ui.library_state import LibraryState
from vidstudio.ui.library_tiles import PickedTile, PictureTile
from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import filled


def creative_grid() -> rx.Component:
    return rx.el.section(
        _start_again(),
        rx.el.div(
            rx.foreach(LibraryState.picked, _picked),
            rx.el.i(class_name="library-fill"),
            class_name="library-grid",
        ),
        more_button(),
        aria_label=text("library.creative_list"),
    )


def _picked(tile: rx.Var[PickedTile]) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            rx.cond(
                tile.poster != "",
                rx.el.img(src=tile.poster, alt="", loading="lazy", class_name="well-poster"),
                rx.el.span(class_name="well-sand"),
            ),
            rx.el.video(
                class_name="well-clip",
                preload="none",
                muted=True,
                loop=True,
                plays_inline=True,
                custom_attrs={"data-src": tile.video, "aria-hidden": "true", "tabIndex": -1},
            ),
            rx.el.a(
                rx.el.span(
                    filled("library.tile.open", name=tile.title), class_name="visually-hidden"
                ),
                href=f"/creative/{tile.id}",
                class_name="well-open",
            ),
            rx.el.div(
                rx.el.span(_decision(tile), tile.word, class_name="chip"), class_name="well-top"
            ),
            rx.el.div(
                rx.el.span(tile.runtime, class_name="chip m well-length"), class_name="well-bottom"
            ),
            class_name="well",
            style={"aspectRatio": tile.ratio},
        ),
        rx.el.div(
            rx.el.b(tile.title, class_name="shelf-title ellipsis"),
            rx.el.span(tile.line, class_name="shelf-line"),
            class_name="take-meta",
        ),
        key=tile.id,
        class_name="take shelf",
        aria_label=tile.title,
        style={"--grow": tile.grow},
    )


def _decision(tile: rx.Var[PickedTile]) -> rx.Component:
    return rx.fragment(
        rx.match(
            tile.state,
            ("approved", icon("check")),
            ("changes", icon("message-square-text")),
            ("hold", icon("pause")),
            rx.el.i(class_name="bead quiet"),
        )
    )


def upload_grid() -> rx.Component:
    return rx.el.section(
        _start_again(),
        rx.el.label(
            icon("plus", "s14"),
            text("library.upload.add"),
            rx.el.input(
                id="library-files",
                type="file",
                multiple=True,
                accept="image/jpeg,image/png,image/webp,image/heic,image/heif",
                class_name="visually-hidden",
            ),
            class_name="btn outline library-add",
        ),
        rx.el.div(
            rx.foreach(LibraryState.pictures, _picture),
            rx.el.i(class_name="library-fill"),
            class_name="library-grid",
        ),
        more_button(),
        aria_label=text("library.upload_list"),
    )


def _picture(tile: rx.Var[PictureTile]) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            rx.el.img(src=tile.picture, alt="", loading="lazy", class_name="well-poster"),
            class_name="well",
            style={"aspectRatio": tile.ratio},
        ),
        rx.el.div(
            rx.el.b(tile.name, class_name="shelf-title ellipsis"),
            rx.el.span(tile.line, class_name="shelf-line"),
            rx.el.div(
                rx.el.a(
                    text("library.upload.use"),
                    href=f"/c/{LibraryState.campaign.id}?reference={tile.id}",
                    class_name="btn dense outline",
                ),
                rx.el.button(
                    text("library.upload.remove"),
                    type="button",
                    class_name="btn dense plain",
                    aria_label=filled("library.upload.remove_one", name=tile.name),
                    custom_attrs={"data-act": "forget"},
                ),
                class_name="take-actions",
            ),
            class_name="take-meta",
        ),
        key=tile.id,
        class_name="take shelf shelf-picture",
        aria_label=tile.name,
        style={"--grow": tile.grow},
        custom_attrs={"data-tile": tile.id},
    )


def _start_again() -> rx.Component:
    return rx.cond(
        LibraryState.earlier,
        rx.el.div(
            rx.el.button(
                text("library.earlier"),
                type="button",
                class_name="btn plain",
                on_click=LibraryState.show_earlier,
            ),
            class_name="library-ends",
        ),
    )


def nothing() -> rx.Component:
    """The drawing of ratio outlines, a sentence, and where there is one a way on."""
    return rx.cond(
        LibraryState.filtered,
        _empty("match", _clear()),
        rx.match(
            LibraryState.tab,
            ("creatives", _empty("creatives", _to_takes())),
            ("uploads", _empty("uploads", rx.fragment())),
            ("bin", _empty("bin", rx.fragment())),
            _empty("takes", _to_shots()),
        ),
    )


def _empty(key: str, way: rx.Component) -> rx.Component:
    outlines = ((22, 40), (56, 32), (34, 34), (32, 40))
    return rx.el.div(
        rx.el.div(
            *(rx.el.i(style={"width": f"{w}px", "height": f"{h}px"}) for w, h in outlines),
            class_name="art",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.b(text(f"library.empty.{key}")),
        rx.el.p(text(f"library.empty.{key}_words")),
        way,
        class_name="empty library-empty",
    )


def _clear() -> rx.Component:
    return rx.el.button(
        text("library.clear"),
        type="button",
        class_name="btn outline",
        on_click=LibraryState.clear,
    )


def _to_takes() -> rx.Component:
    return rx.el.button(
        text("library.empty.creatives_way"),
        type="button",
        class_name="btn outline",
        on_click=LibraryState.show_tab("takes"),
    )


def _to_shots() -> rx.Component:
    return rx.el.a(
        text("library.empty.takes_way"),
        href=f"/c/{LibraryState.campaign.id}",
        class_name="btn outline",
    )
