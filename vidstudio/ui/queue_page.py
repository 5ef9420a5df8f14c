"""The page "Queue"."""

import reflex as rx

from vidstudio.ui.frame import PageState, live_page
from vidstudio.ui.session import access
from vidstudio.ui.shell import page_frame

ROUTE = "/queue"
TITLE = "Queue"


@live_page
class QueueState(PageState):
    PAGE = "queue"

    @rx.event
    @access("member")
    async def opened(self) -> None:
        await self._open_page()


ON_LOAD = [QueueState.opened]


def page() -> rx.Component:
    return page_frame(rx.el.h1("Queue", class_name="h1"), place="queue")
