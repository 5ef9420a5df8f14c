"""The page "Library"."""

import reflex as rx

from vidstudio.ui.frame import PageState, live_page
from vidstudio.ui.session import access
from vidstudio.ui.shell import page_frame

ROUTE = "/library"
TITLE = "Library"


@live_page
class LibraryState(PageState):
    PAGE = "library"

    @rx.event
    @access("member")
    async def opened(self) -> None:
        await self._open_page()


ON_LOAD = [LibraryState.opened]


def page() -> rx.Component:
    return page_frame(rx.el.h1("Library", class_name="h1"), place="library")
