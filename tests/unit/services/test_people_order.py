"""People in the order an admin asks for: by what the table shows, those without it last."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from tests.studio_fixtures import Home, Timepiece, settle_in
from tests.unit.services.test_people import grant
from tests.unit.services.test_people import promises as promises
from vidstudio.base.clock import Clock
from vidstudio.db.tables import LoginSession, UsageDay
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import people, tasks
from vidstudio.services.people import PeopleQuery
from vidstudio.services.people_order import Sort
from vidstudio.studio import Studio

START = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"demo": "true"}


@pytest.fixture
def timepiece() -> Timepiece:
    return Timepiece(START)


@pytest.fixture(name="clock")
def _clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


def used(home: Home, day: str, charged: int) -> UsageDay:
    return UsageDay(
        workspace_id=home.who.workspace_id,
        user_id=home.who.user_id,
        day=day,
        model="m",
        provider="p",
        charged=charged,
    )


def seen(home: Home, at: datetime) -> LoginSession:
    return LoginSession(
        id_hash=home.who.user_id,
        user_id=home.who.user_id,
        workspace_id=home.who.workspace_id,
        created_at=at,
        seen_at=at,
        ends_at=at + timedelta(days=7),
    )


@pytest.fixture
async def team(studio: Studio, home: Home) -> Home:
    """Ada has 500 credits. Bo has most and is here; Cy has a lot that expires and spent most;
    Di has a take on hold."""
    bo, cy, di = [await settle_in(studio, name) for name in ("Bo", "Cy", "Di")]
    lots = ((bo, 900, None), (cy, 50, date(2026, 11, 30)), (di, 200, date(2026, 12, 24)))
    for to, amount, last in lots:
        await grant(studio, home, amount, last, workspace_id=to.who.workspace_id)

    def work(session: Session) -> None:
        session.add(used(bo, "2026-11-02", 30))
        session.add(used(cy, "2026-10-02", 400))
        session.add(seen(bo, START - timedelta(minutes=5)))
        session.add(seen(cy, START - timedelta(hours=5)))

    await studio.db.write(work)
    wish = {"prompt": "A cup", "model": "wan-2-7", "campaign_id": di.campaign_id}
    await tasks.create(studio, di.who, TaskRequest.model_validate(wish))
    return home


ORDERS: dict[tuple[Sort, bool], str] = {
    ("person", False): "Ada Bo Cy Di",
    ("person", True): "Di Cy Bo Ada",
    ("available", False): "Bo",
    ("available", True): "Ada",
    ("held", False): "Di Ada Bo Cy",
    ("cap", False): "Di Bo Ada Cy",
    ("spent", False): "Cy Bo Ada Di",
    ("spent", True): "Ada Di Bo Cy",
    ("expires", False): "Cy Di Ada Bo",
    ("expires", True): "Di Cy Ada Bo",
    ("active", False): "Bo Cy Ada Di",
    ("active", True): "Cy Bo Ada Di",
}


@pytest.mark.parametrize(("sort", "turned"), ORDERS)
async def test_people_stand_in_the_order_asked_for(
    studio: Studio, team: Home, sort: Sort, turned: bool
) -> None:
    query = PeopleQuery(sort=sort, turned=turned)
    names = [row.name for row in (await people.page(studio, team.who, query)).rows]
    wanted = ORDERS[sort, turned].split()
    assert names[: len(wanted)] == wanted


@pytest.mark.parametrize("sort", ["available", "held", "cap", "spent"])
async def test_the_order_is_that_of_the_figures_shown(
    studio: Studio, team: Home, sort: Sort
) -> None:
    rows = (await people.page(studio, team.who, PeopleQuery(sort=sort))).rows
    name = {"cap": "month_credits"}.get(sort, f"{sort}_credits")
    figures = [getattr(row, name) for row in rows]
    assert figures == sorted(figures, reverse=True)
    assert len(set(figures)) > 1


async def test_pages_of_an_order_leave_nobody_out(studio: Studio, team: Home) -> None:
    found = list[str]()
    for number in (1, 2, 3, 4):
        query = PeopleQuery(sort="spent", page=number, size=1)
        found += [row.name for row in (await people.page(studio, team.who, query)).rows]
    assert found == ["Cy", "Bo", "Ada", "Di"]
