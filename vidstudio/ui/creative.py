"""The page "Creative"."""

import reflex as rx

from vidstudio.ui.frame import PageState, live_page
from vidstudio.ui.session import access
from vidstudio.ui.shell import page_frame

ROUTE = "/creative/[creative_id]"
TITLE = "Creative"


@live_page
class CreativeState(PageState):
    PAGE = "creative"

    @rx.event
    @access("member")
    async def opened(self) -> None:
        await self._open_page()


ON_LOAD = [CreativeState.opened]


def page() -> rx.Component:
    return page_frame(rx.el.h1("Creative", class_name="h1"), place="creative")
