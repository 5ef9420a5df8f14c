"""The page "Review"."""

import reflex as rx

from vidstudio.ui.frame import PageState, live_page
from vidstudio.ui.session import access
from vidstudio.ui.shell import page_frame

ROUTE = "/c/[campaign_id]/review"
TITLE = "Review"


@live_page
class ReviewState(PageState):
    PAGE = "review"

    @rx.event
    @access("member")
    async def opened(self) -> None:
        await self._open_page(self._campaign_id())


ON_LOAD = [ReviewState.opened]


def page() -> rx.Component:
    return page_frame(rx.el.h1("Review", class_name="h1"), place="review")
