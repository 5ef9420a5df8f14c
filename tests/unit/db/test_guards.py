"""What the database itself refuses, whatever the code above it does."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.properties.purse import PROMISES, Purse
from tests.studio_fixtures import settle_in
from vidstudio import ledger
from vidstudio.studio import Studio


@pytest.fixture
def promises() -> tuple[str, ...]:
    return PROMISES


@pytest.fixture
async def purse(studio: Studio) -> Purse:
    return Purse(studio, await settle_in(studio, credits=0))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET d_available = d_available + 1",
        "UPDATE ledger_entry SET reason = 'x'",
        "DELETE FROM ledger_entry",
    ],
)
def test_the_journal_cannot_be_rewritten(purse: Purse, statement: str) -> None:
    purse.grant(100)
    with pytest.raises(DBAPIError, match="append-only"):
        purse.do(lambda session: session.execute(text(statement)))
    assert [entry.d_available for entry in purse.entries] == [100]


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE credit_lot SET available = available + 1", "ck_lot_conserved"),
        ("UPDATE credit_lot SET available = -1, held = held + available + 1", "ck_lot_signs"),
        ("UPDATE credit_hold SET state = 'captured'", "ck_hold_captured"),
        ("UPDATE credit_hold SET amount = 0", "ck_hold_bounds"),
        ("UPDATE hold_allocation SET amount = 0", "ck_allocation_amount"),
    ],
)
def test_the_database_itself_refuses_wrong_sums(purse: Purse, statement: str, check: str) -> None:
    purse.grant(100)
    purse.hold(60)
    with pytest.raises(IntegrityError, match=check):
        purse.do(lambda session: session.execute(text(statement)))


def test_a_task_has_one_hold(purse: Purse) -> None:
    purse.grant(100)
    task = purse.hold(10)
    now = purse.studio.clock.now()
    with pytest.raises(IntegrityError, match=r"credit_hold\.task_id|credit_hold_task_id"):
        purse.do(lambda session: ledger.hold(session, purse.claimant(task), 10, now))
    assert (purse.balance.available, purse.balance.held) == (90, 10)
