"""The page "Credits, People": what is there, what was charged, and whether fairly."""

import reflex as rx
from reflex.event import EventSpec

from vidstudio.base.texts import text
from vidstudio.ui.admin_frame import AdminPageState, admin_page
from vidstudio.ui.admin_names import CREDITS_ROUTES
from vidstudio.ui.frame import live_page
from vidstudio.ui.session import access

ROUTE = CREDITS_ROUTES["people"]
TITLE = text("admin.areas.credits")


@live_page
class AdminPeopleState(AdminPageState):
    PAGE = "admin_credits_people"

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        return await self._open_admin()


ON_LOAD = [AdminPeopleState.opened]


def page() -> rx.Component:
    return admin_page("people")
