"""`python -m vidstudio.doctor` says whether every promise of money and work is kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.faults.shop import Shop, Worker
from tests.properties.desk import TO_STORING, Desk
from tests.properties.purse import Purse
from vidstudio import invariants
from vidstudio.invariants.promises import MONEY, WORK
from vidstudio.invariants.scopes import SLICES
from vidstudio.studio import Studio
from vidstudio.upstream import halted


@pytest.fixture
def promises() -> tuple[str, ...]:
    return ("nothing: these tests break them",)


async def diagnosis(studio: Studio) -> tuple[int, list[str]]:
    with Worker(studio, "vidstudio.doctor") as doctor:
        return await doctor.ended(), doctor.log.read_text().splitlines()


async def test_a_sound_studio_is_clean(shop: Shop) -> None:
    Purse(shop.studio, shop.home).hold(10)
    assert await diagnosis(shop.studio) == (0, ["clean"])


def tamper(session: Session, statements: tuple[str, ...]) -> None:
    """As somebody might who has the database's own password."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        session.execute(text("DROP TRIGGER ledger_entry_no_update"))
        session.execute(text("DROP TRIGGER ledger_entry_no_delete"))
    for statement in statements:
        session.execute(text(statement))


async def test_a_rewritten_journal_is_named(shop: Shop) -> None:
    forged = ("UPDATE ledger_entry SET d_held = d_held + 1",)
    await shop.studio.db.write(lambda session: tamper(session, forged))
    status, lines = await diagnosis(shop.studio)
    assert status == 1
    (lot,) = Purse(shop.studio, shop.home).lots
    assert lines == [f"I-2 ledger is the lots: {lot.id}", "1 violations"]


def film(desk: Desk) -> None:
    desk.move(*TO_STORING)
    desk.succeed(desk.task)


WRONGS: dict[str, tuple[tuple[str, ...], str]] = {
    "a lost entry": (
        ("DELETE FROM ledger_entry WHERE seq = 1",),
        "I-2 ledger has no gap",
    ),
    "a shifted lot": (
        ("UPDATE credit_lot SET available = available + 1, captured = captured - 1",),
        "I-2 ledger is the lots",
    ),
    "an open hold without shares": (
        ("UPDATE credit_hold SET state = 'open', captured = 0", "DELETE FROM hold_allocation"),
        "I-3 hold is its shares",
    ),
    "a hold opened again": (
        ("UPDATE credit_hold SET state = 'open', captured = 0",),
        "I-3 holds are the lots' held",
    ),
    "shares that do not add up": (
        ("UPDATE hold_allocation SET amount = amount + 1",),
        "I-3 hold is its shares",
    ),
    "a video that is gone": (
        ("DELETE FROM asset WHERE role = 'output'",),
        "I-5 paid without a video",
    ),
    "a wrong charge": (("UPDATE task SET charged = charged - 1",), "I-5 paid above the quote"),
    "a charge above the quote": (("UPDATE task SET quoted = 1",), "I-5 paid above the quote"),
    "a gift nobody decided": (
        ("UPDATE credit_hold SET state = 'released', captured = 0",),
        "I-6 video not paid",
    ),
    "an end with money on hold": (
        ("UPDATE credit_hold SET state = 'open', captured = 0",),
        "I-7 ended with an open hold",
    ),
    "two ends": (
        (
            "INSERT INTO task_event SELECT task_id, 99, from_state, 'failed', reason, "
            "lease_token, actor, at FROM task_event WHERE to_state = 'succeeded'",
        ),
        "I-7 two endings",
    ),
    "two submissions": (
        (
            "DROP INDEX ux_attempt_paid",
            "INSERT INTO submit_attempt (id, task_id, n, provider, outcome, error_class, "
            "started_at) SELECT 'one', id, 1, 'local', 'unknown', '', created_at FROM task",
            "INSERT INTO submit_attempt (id, task_id, n, provider, outcome, error_class, "
            "started_at) SELECT 'two', id, 2, 'local', 'accepted', '', created_at FROM task",
        ),
        "I-9 two paid submissions",
    ),
    "a row with another balance": (
        ("UPDATE ledger_entry SET available_after = available_after + 1 WHERE seq = 2",),
        "I-2 each row tells the balance",
    ),
    "a balance of its own": (
        ("UPDATE workspace SET ledger_available = ledger_available + 1",),
        "I-2 balance is the lots",
    ),
    "a debt from nowhere": (("UPDATE workspace SET debt = 5",), "I-2 debt is the ledger's"),
    "an end that was never noted": (
        ("UPDATE credit_hold SET resolved_at = NULL",),
        "I-4 one hold, one end",
    ),
    "work without a hold": (
        (
            "UPDATE task SET terminal_at = NULL, state = 'running'",
            "UPDATE credit_hold SET state = 'released', captured = 0",
        ),
        "I-7 under way without a hold",
    ),
    "a day that counts otherwise": (
        ("UPDATE usage_day SET charged = charged + 1",),
        "I-17 usage is what was charged",
    ),
    "a day with a refund too many": (
        ("UPDATE usage_day SET refunded = refunded + 1",),
        "I-17 usage is what was refunded",
    ),
    "a refund of a part": (
        (
            "INSERT INTO refund (task_id, workspace_id, lot_id, amount, reason, actor, created_at) "
            "SELECT task_id, workspace_id, (SELECT MIN(id) FROM credit_lot), 1, 'x', 'x', "
            "created_at FROM credit_hold",
        ),
        "I-18 refund is a lot and the whole charge",
    ),
    "a refund on the take alone": (
        ("UPDATE task SET refunded = charged",),
        "I-18 refunded without a refund",
    ),
    "a risk for a video that is there": (
        ("UPDATE task SET exposure = 1",),
        "I-19 exposure of a take that did not fail",
    ),
    "a place that nobody left": (
        (
            "INSERT INTO provider_slot (provider, slot_no, task_id) "
            "SELECT 'local', 9999, id FROM task",
        ),
        "I-20 an ended take has a place",
    ),
    "an end nobody is told of": (("DELETE FROM outbox",), "I-11 ending without a message"),
    "a late video that was charged": (
        ("UPDATE task SET recovered_at = terminal_at",),
        "I-6 late video not free",
    ),
    "a late video nobody is told of": (
        ("UPDATE task SET recovered_at = terminal_at",),
        "I-11 late video without a message",
    ),
    "a take that is overdue": (
        (
            "UPDATE task SET terminal_at = NULL, state = 'running', "
            "deadline_at = '2020-01-01 00:00:00.000000'",
        ),
        "I-8 overdue",
    ),
}


@pytest.mark.parametrize(("statements", "name"), WRONGS.values(), ids=WRONGS)
async def test_each_broken_promise_is_named(
    shop: Shop, statements: tuple[str, ...], name: str
) -> None:
    film(Desk(shop.studio, shop.home))
    assert await invariants.check(shop.studio) == []

    await shop.studio.db.write(lambda session: tamper(session, statements))
    assert name in {found.invariant for found in await invariants.check(shop.studio)}
    found = await checked_in_turns(shop.studio) if name in STEADY else await recently(shop.studio)
    assert name in found


STEADY = {promise.name for promise in (*MONEY, *WORK) if promise.steady}


async def recently(studio: Studio) -> set[str]:
    """Money moved a moment ago: the first look finds it."""
    return {found.invariant for found in await invariants.check_recent(studio)}


async def checked_in_turns(studio: Studio) -> set[str]:
    """What is left out of the short look is found by the slices."""
    return set().union(*[await recently(studio) for _ in range(SLICES)])


async def test_what_a_slice_has_found_is_told_until_it_is_mended(shop: Shop) -> None:
    film(Desk(shop.studio, shop.home))
    debt = text("UPDATE workspace SET debt = :debt")
    await shop.studio.db.write(lambda session: session.execute(debt, {"debt": 5}))
    while not (found := await recently(shop.studio)):
        pass
    for _ in range(3):
        assert await recently(shop.studio) == found == {"I-2 debt is the ledger's"}
    await shop.studio.db.write(lambda session: session.execute(debt, {"debt": 0}))
    assert await recently(shop.studio) == set()


Damage = Callable[[Path], object]


@pytest.mark.parametrize(
    "damage", [Path.unlink, lambda path: path.write_bytes(b"short")], ids=["gone", "cut"]
)
async def test_a_stored_file_that_changed_is_named(shop: Shop, damage: Damage) -> None:
    desk = Desk(shop.studio, shop.home)
    film(desk)
    for role in ("output", "poster"):
        path = shop.data_dir / "media" / f"{desk.id}-{role}"
        path.write_bytes(b"x")
    assert await invariants.check_files(shop.studio) == []
    damage(shop.data_dir / "media" / f"{desk.id}-poster")
    (found,) = await invariants.check_files(shop.studio)
    assert (found.invariant, found.what) == ("I-5 file is not as stored", f"{desk.id}-poster")


@pytest.mark.fault("F-72")
async def test_what_waits_is_compared_at_the_operators_word(shop: Shop) -> None:
    await shop.order()
    with Worker(shop.studio, "vidstudio.doctor", "--reconcile") as doctor:
        assert await doctor.ended() == 0, doctor.log.read_text()
    *_, told, verdict = doctor.log.read_text().splitlines()
    assert told.startswith("takes that waited: 1; found at their provider: 0; perhaps sent")
    assert told.endswith("never sent: 1")
    assert verdict == "clean"
    assert await shop.studio.db.read(halted) is None
