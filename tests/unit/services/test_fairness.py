"""Whether everybody was charged fairly: counted in the ledger, whatever the takes say."""

from datetime import timedelta

from sqlmodel import Session

from tests.studio_fixtures import Home, Timepiece
from tests.unit.services.admin_desk import MODEL, change, fail, fairness, make
from tests.unit.services.admin_desk import _clock as _clock
from tests.unit.services.admin_desk import promises as promises
from tests.unit.services.admin_desk import setting_changes as setting_changes
from tests.unit.services.admin_desk import timepiece as timepiece
from vidstudio import ledger, transitions
from vidstudio.db.tables import Halt, Heartbeat, Workspace
from vidstudio.journal import Journal
from vidstudio.rules.lifecycle import TaskState
from vidstudio.services.fairness import DOCTOR, VIOLATED
from vidstudio.studio import Studio


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
