"""The admin's Overview: figures of all workspaces."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.studio_fixtures import Home, Timepiece, settle_in
from tests.unit.services.admin_desk import MODEL, START, give, make, overview, used
from tests.unit.services.admin_desk import _clock as _clock
from tests.unit.services.admin_desk import promises as promises
from tests.unit.services.admin_desk import setting_changes as setting_changes
from tests.unit.services.admin_desk import timepiece as timepiece
from vidstudio.base.errors import NotAllowed
from vidstudio.services import dashboard
from vidstudio.services.dashboard import TOP
from vidstudio.studio import Studio, Who
from vidstudio.views.dashboard import SPARK_DAYS, ChartBy


async def test_only_admins_see_it(studio: Studio, home: Home) -> None:
    other = Who(home.who.user_id, home.who.workspace_id, role="owner", via="browser")
    with pytest.raises(NotAllowed):
        await dashboard.dashboard(studio, other)


async def test_what_is_there_and_on_hold_counts_all_workspaces(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    await settle_in(studio, "Lea", credits=200)
    await settle_in(studio, "Ida", credits=0)
    before = await overview(studio, home.who)
    assert (before.available_credits, before.people) == (700, 2)
    assert (before.held_credits, before.held_takes, before.oldest_hold_at) == (0, 0, None)
    task = await make(studio, home)
    timepiece.advance(minutes=6)
    after = await overview(studio, home.who)
    assert after.held_credits == task.quoted > 0
    assert after.available_credits == 700 - task.quoted
    assert (after.held_takes, after.oldest_hold_at) == (1, START)


async def test_what_expires_within_30_days_is_told_with_the_next_day(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    await give(studio, home, 324, 10, "a")
    await give(studio, home, 100, 20, "b")
    await give(studio, home, 999, 31, "c")
    await give(studio, home, 50, 1, "gone")
    timepiece.advance(days=2)
    found = await overview(studio, home.who)
    assert found.expiring_credits == 324 + 100 + 999
    assert (found.next_expiry_on, found.next_expiry_credits) == (date(2026, 11, 30), 324)
    assert found.expiring_spark[0] == 0
    assert found.expiring_spark[-1] == 1423
    assert list(found.expiring_spark) == sorted(found.expiring_spark)
    assert found.available_credits == 500 + 324 + 100 + 999


async def test_a_lot_that_ends_at_midnight_expires_on_the_day_before(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    timepiece.advance(hours=14)
    await give(studio, home, 10, 3, "midnight")
    found = await overview(studio, home.who)
    assert found.next_expiry_on == date(2026, 11, 23)


async def test_this_month_is_compared_with_the_same_days_of_the_last(
    studio: Studio, home: Home
) -> None:
    for day, charged in (
        (date(2026, 11, 1), 40),
        (date(2026, 11, 20), 60),
        (date(2026, 10, 20), 30),
        (date(2026, 10, 1), 20),
        (date(2026, 10, 21), 1000),
        (date(2026, 9, 30), 1000),
    ):
        await used(studio, home, day, charged=charged, returned=7)
    found = await overview(studio, home.who)
    assert (found.charged_credits, found.charged_before_credits) == (100, 50)
    assert len(found.charged_spark) == SPARK_DAYS
    assert found.charged_spark[-1] == 60
    assert found.held_spark[-1] == 67


async def test_the_last_days_of_a_long_month_have_a_shorter_one_to_compare_with(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    timepiece.time = datetime(2027, 3, 31, 12, tzinfo=UTC)
    await used(studio, home, date(2027, 2, 28), charged=11)
    await used(studio, home, date(2027, 3, 1), charged=5)
    found = await overview(studio, home.who)
    assert (found.charged_credits, found.charged_before_credits) == (5, 11)


async def test_what_was_in_hand_is_read_backwards(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    timepiece.advance(days=1)
    await give(studio, home, 250, None, "today")
    await used(studio, home, date(2026, 11, 21), charged=0, returned=40)
    spark = (await overview(studio, home.who)).in_hand_spark
    assert spark[-3:] == (0, 500, 750)


@pytest.mark.parametrize("by", ["model", "person", "provider"])
async def test_the_chart_has_the_first_four_and_the_rest(
    studio: Studio, home: Home, by: ChartBy
) -> None:
    today = date(2026, 11, 20)
    column = {"model": "model", "person": "user_id", "provider": "provider"}[by]
    for n in range(6):
        await used(studio, home, today, charged=100 - n, **{column: f"key-{n}"})
    await used(studio, home, today - timedelta(days=29), charged=1, **{column: "key-0"})
    await used(studio, home, today - timedelta(days=30), charged=500, **{column: "key-5"})
    chart = (await dashboard.dashboard(studio, home.who, by)).chart
    assert [one.key for one in chart.series] == [*(f"key-{n}" for n in range(TOP)), ""]
    assert [one.total_credits for one in chart.series] == [101, 99, 98, 97, 96 + 95]
    assert len(chart.days) == SPARK_DAYS
    assert chart.days[-1].credits == (100, 99, 98, 97, 191)
    assert chart.days[0].credits == (1, 0, 0, 0, 0)


async def test_the_chart_names_models_and_people(studio: Studio, home: Home) -> None:
    await used(studio, home, date(2026, 11, 20), charged=5)
    by_model = (await dashboard.dashboard(studio, home.who)).chart
    by_person = (await dashboard.dashboard(studio, home.who, "person")).chart
    assert [one.name for one in by_model.series] == [studio.catalog.cards[MODEL].name]
    assert [one.name for one in by_person.series] == ["Ada"]
