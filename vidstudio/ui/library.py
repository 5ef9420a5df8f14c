"""The page "Library": every take, creative and picture, found again and put in order."""

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.library_address import PATH
from vidstudio.ui.library_bar import library_bar
from vidstudio.ui.library_grid import take_grid
from vidstudio.ui.library_other import creative_grid, nothing, upload_grid
from vidstudio.ui.library_select import selection
from vidstudio.ui.library_state import LibraryState
from vidstudio.ui.shell import page_frame

ROUTE = PATH
TITLE = text("library.title")
ON_LOAD = [LibraryState.opened]


def page() -> rx.Component:
    return page_frame(
        rx.el.h1(TITLE, class_name="visually-hidden"),
        library_bar(),
        rx.cond(LibraryState.shown, _shelf(), _waiting()),
        selection(),
        rx.el.div(text("library.upload.drop"), id="library-drop", class_name="library-drop"),
        place="library",
    )


def _shelf() -> rx.Component:
    return rx.fragment(
        rx.match(
            LibraryState.tab,
            (
                "creatives",
                rx.cond(LibraryState.picked.length() > 0, creative_grid(), nothing()),
            ),
            (
                "uploads",
                rx.fragment(upload_grid(), rx.cond(LibraryState.pictures.length() == 0, nothing())),
            ),
            rx.cond(LibraryState.page_1.length() > 0, take_grid(), nothing()),
        )
    )


def _waiting() -> rx.Component:
    """The shape of a row of takes while the first page is read."""
    return rx.el.div(
        *(
            rx.el.div(class_name="skeleton", style={"aspectRatio": ratio, "--grow": grow})
            for ratio, grow in (("9/16", "0.5625"), ("16/9", "1.7778"), ("9/16", "0.5625"))
        ),
        class_name="library-waiting",
        custom_attrs={"aria-busy": "true"},
    )
