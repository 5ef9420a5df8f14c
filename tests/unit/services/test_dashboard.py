"""The admin's Overview: figures of all workspaces, and fairness counted in the ledger."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from tests.studio_fixtures import Home, Timepiece, settle_in
from vidstudio import ledger, transitions
from vidstudio.base.clock import Clock
from vidstudio.base.errors import NotAllowed, Rejected
from vidstudio.db.tables import Halt, Heartbeat, Task, UsageDay, Workspace
from vidstudio.journal import Journal
from vidstudio.ledger import Grant
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import dashboard, tasks
from vidstudio.services.dashboard import TOP
from vidstudio.services.fairness import DOCTOR, VIOLATED
from vidstudio.studio import Studio, Who
from vidstudio.views.dashboard import SPARK_DAYS, ChartBy, FairnessView, OverviewView

START = datetime(2026, 11, 20, 10, tzinfo=UTC)
MODEL = "wan-2-7"


@pytest.fixture
def promises() -> tuple[str, ...]:
    """Some of these tests break the money on purpose, to see that it is told."""
    return ()


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 100, "creates_per_minute": 1000, "demo": "true"}


@pytest.fixture
def timepiece() -> Timepiece:
    return Timepiece(START)


@pytest.fixture(name="clock")
def _clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def make(studio: Studio, home: Home) -> Task:
    asked = {"prompt": "A cup", "model": MODEL, "campaign_id": home.campaign_id}
    made = await tasks.create(studio, home.who, TaskRequest.model_validate(asked))
    return await studio.db.read(lambda session: session.get_one(Task, made[0].id))


async def fail(studio: Studio, task: Task) -> None:
    def work(session: Session) -> None:
        now = studio.clock.now()
        fresh = session.get_one(Task, task.id)
        transitions.fail(session, fresh, Rejected("No."), "test", now)

    await studio.db.write(work)


async def change(studio: Studio, task: Task, **values: object) -> None:
    """Past the door that every honest change goes through."""
    broken = update(Task).where(col(Task.id) == task.id).values(**values)
    await studio.db.write(lambda session: session.exec(broken))


async def overview(studio: Studio, who: Who) -> OverviewView:
    return (await dashboard.dashboard(studio, who)).overview


async def fairness(studio: Studio, who: Who) -> FairnessView:
    return (await dashboard.dashboard(studio, who)).fairness


async def give(studio: Studio, home: Home, amount: int, days: int | None, key: str) -> None:
    now = studio.clock.now()
    gift = Grant(
        workspace_id=home.who.workspace_id,
        amount=amount,
        source="granted",
        reason="Test",
        idem_key=key,
        actor="test",
        expires_at=now + timedelta(days=days) if days else None,
    )
    await studio.db.write(lambda session: ledger.grant(session, gift, now))


async def used(studio: Studio, home: Home, day: date, **values: object) -> None:
    row: dict[str, object] = {
        "workspace_id": home.who.workspace_id,
        "day": day.isoformat(),
        "user_id": home.who.user_id,
        "model": MODEL,
        "provider": "kie",
        **values,
    }
    await studio.db.write(lambda session: session.add(UsageDay.model_validate(row)))


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


async def test_every_failure_of_this_month_came_back(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    await fail(studio, await make(studio, home))
    timepiece.advance(days=14)  # into December
    for _ in range(2):
        await fail(studio, await make(studio, home))
    found = await fairness(studio, home.who)
    assert (found.failures, found.given_back) == (2, 2)


async def test_a_failure_that_was_not_given_back_is_told(studio: Studio, home: Home) -> None:
    await fail(studio, await make(studio, home))
    lost = await make(studio, home)
    now = studio.clock.now()
    await change(studio, lost, state="failed", terminal_at=now)
    found = await fairness(studio, home.who)
    assert (found.failures, found.given_back) == (2, 1)


async def test_a_failure_whose_hold_was_charged_is_told(studio: Studio, home: Home) -> None:
    charged = await make(studio, home)
    now = studio.clock.now()

    def charge(session: Session) -> None:
        ledger.capture(session, transitions.claimant(charged, "test"), charged.quoted, now)

    await studio.db.write(charge)
    await change(studio, charged, state="cancelled", terminal_at=now)
    found = await fairness(studio, home.who)
    assert (found.failures, found.given_back, found.charged_twice) == (1, 0, 0)


async def test_a_second_charge_of_a_take_is_told(studio: Studio, home: Home) -> None:
    task = await make(studio, home)
    now = studio.clock.now()

    def charge(session: Session) -> None:
        ledger.capture(session, transitions.claimant(task, "test"), task.quoted, now)
        lot = ledger.balance(session, task.workspace_id, now).lots[0]
        assert lot.id is not None
        again = Journal(session, task.workspace_id, now, "test")
        again.write("capture", lot.id, task_id=task.id, hold_id=1, d_captured=task.quoted)

    await studio.db.write(charge)
    assert (await fairness(studio, home.who)).charged_twice == 1


async def test_a_lost_submission_is_late_once_its_time_is_up(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    task = await make(studio, home)
    until = studio.clock.now() + timedelta(minutes=20)
    await change(studio, task, state=TaskState.SUBMIT_UNKNOWN, unknown_until=until)
    assert (await fairness(studio, home.who)).unknown_late == 0
    timepiece.advance(minutes=23)
    assert (await fairness(studio, home.who)).unknown_late == 1


async def test_balances_that_are_not_those_of_the_lots_are_told(studio: Studio, home: Home) -> None:
    found = await fairness(studio, home.who)
    assert (found.ledger_problems, found.ledger_checked_at) == (0, None)

    def break_it(session: Session) -> None:
        row = session.get_one(Workspace, home.who.workspace_id)
        row.ledger_available += 1
        session.add(row)

    await studio.db.write(break_it)
    assert (await fairness(studio, home.who)).ledger_problems == 1


async def test_the_last_whole_check_is_told_with_what_it_found(studio: Studio, home: Home) -> None:
    checked = studio.clock.now() - timedelta(hours=7)
    await studio.db.write(lambda session: session.add(Heartbeat(name=DOCTOR, beat_at=checked)))
    found = await fairness(studio, home.who)
    assert (found.ledger_checked_at, found.ledger_problems) == (checked, 0)
    halt = Halt(name=VIOLATED, reason="I-1", actor="doctor", at=checked)
    await studio.db.write(lambda session: session.add(halt))
    assert (await fairness(studio, home.who)).ledger_problems == 1


async def test_what_may_have_been_paid_for_nothing_and_what_models_cost(
    studio: Studio, home: Home
) -> None:
    exposed, billed = await make(studio, home), await make(studio, home)
    await fail(studio, exposed)
    await change(studio, exposed, exposure=40)
    now = studio.clock.now()
    done = {"state": "succeeded", "terminal_at": now, "charged": 64}
    await change(studio, billed, **done, cost_microdollars=680_000)
    found = await fairness(studio, home.who)
    assert (found.exposed_takes, found.exposed_credits) == (1, 40)
    (bill,) = found.bills
    assert bill.model_name == studio.catalog.cards[MODEL].name
    assert (bill.takes, bill.cost_microdollars) == (1, 680_000)
    assert bill.charged_microdollars == round(64 * studio.settings.credit_usd * 1_000_000)
