"""The page "Publish"."""

import reflex as rx

from vidstudio.ui.frame import PageState, live_page
from vidstudio.ui.session import access
from vidstudio.ui.shell import page_frame

ROUTE = "/c/[campaign_id]/publish"
TITLE = "Publish"


@live_page
class PublishState(PageState):
    PAGE = "publish"

    @rx.event
    @access("member")
    async def opened(self) -> None:
        await self._open_page(self._campaign_id())


ON_LOAD = [PublishState.opened]


def page() -> rx.Component:
    return page_frame(rx.el.h1("Publish", class_name="h1"), place="publish")
