"""The page "Credits, Overview": what is there, what was charged, and whether fairly."""

import reflex as rx
from reflex.event import EventSpec

from vidstudio.base.texts import text
from vidstudio.services import dashboard, people
from vidstudio.services.people import PeopleQuery
from vidstudio.studio import current
from vidstudio.ui.admin_frame import AdminPageState, admin_page
from vidstudio.ui.admin_names import CREDITS_ROUTES
from vidstudio.ui.admin_overview_cards import FigureCard, figure_cards, figures
from vidstudio.ui.admin_overview_chart import MOST, ChartCard, chart_card, daily_chart
from vidstudio.ui.admin_overview_fair import FairCard, fair_card, fairness_card
from vidstudio.ui.admin_people_table import PersonCard, people_table, person_card
from vidstudio.ui.frame import live_page
from vidstudio.ui.session import access
from vidstudio.views.dashboard import ChartBy

ROUTE = CREDITS_ROUTES["overview"]
TITLE = text("admin.areas.credits")
PEOPLE_SHOWN = 7
PAUSE_SECONDS = 5.0  # between two looks at all of it, however much changes


@live_page
class AdminOverviewState(AdminPageState):
    PAGE = "admin_credits_overview"

    by: ChartBy = "model"
    figures: list[FigureCard] = []
    chart: ChartCard = ChartCard()
    names: list[str] = [""] * MOST
    fair: FairCard = FairCard()
    people: list[PersonCard] = []
    more_people: bool = False
    read: bool = False
    _looked_at: float = 0.0

    @rx.event
    @access("member")
    async def opened(self) -> EventSpec | None:
        away = await self._open_admin()
        if away is None:
            await self._look()
        return away

    @rx.event
    @access("admin")
    async def tell_apart(self, by: ChartBy) -> None:
        self.by = by
        await self._look()

    @rx.event
    @access("admin")
    async def refresh(self, note: str) -> None:  # noqa: ARG002  a page script's beat
        await self._look()

    async def _renew(self) -> None:
        if current().clock.monotonic() - self._looked_at > PAUSE_SECONDS:
            await self._look()

    async def _look(self) -> None:
        studio, who = current(), await self._who()
        view = await dashboard.dashboard(studio, who, self.by)
        first = await people.page(studio, who, PeopleQuery(size=PEOPLE_SHOWN))
        now, chart = studio.clock.now(), chart_card(view.chart)
        self._looked_at = studio.clock.monotonic()
        for name, value in {
            "figures": figure_cards(view.overview, studio.settings.credit_usd, now),
            "chart": chart,
            "names": [*(one.name for one in chart.series), *[""] * MOST][:MOST],
            "fair": fair_card(view.fairness, now),
            "people": [person_card(row, now) for row in first.rows],
            "more_people": first.pages > 1,
            "read": True,
        }.items():
            self._assign(name, value)


ON_LOAD = [AdminOverviewState.opened]


def page() -> rx.Component:
    state = AdminOverviewState
    return admin_page(
        "overview",
        rx.cond(
            state.read,
            rx.fragment(
                figures(state.figures),
                rx.el.div(
                    daily_chart(state.chart, state.names, state.tell_apart),
                    fairness_card(state.fair),
                    class_name="admin-two",
                ),
                people_table(state.people),
                rx.cond(
                    state.more_people,
                    rx.el.a(
                        text("admin.overview.people_all"),
                        href=CREDITS_ROUTES["people"],
                        class_name="btn outline admin-more",
                    ),
                ),
            ),
            _waiting(),
        ),
        refresh=state.refresh,
    )


def _waiting() -> rx.Component:
    """The shape of what is on its way."""
    card = rx.el.div(class_name="admin-box skeleton figure-card")
    return rx.el.div(
        rx.el.div(card, card, card, card, class_name="figure-cards"),
        rx.el.div(
            rx.el.div(class_name="admin-box skeleton chart-card"),
            rx.el.div(class_name="admin-box skeleton fair-card"),
            class_name="admin-two",
        ),
        class_name="admin",
        custom_attrs={"aria-busy": "true"},
    )
