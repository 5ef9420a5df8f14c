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
from vidstudio.studio import Studio


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
    forged = ("UPDATE ledger_entry SET d_available = d_available + 1",)
    await shop.studio.db.write(lambda session: tamper(session, forged))
    status, lines = await diagnosis(shop.studio)
    assert status == 1
    assert lines == ["I-2 ledger is the lots: 1", "1 violations"]


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
            "INSERT INTO submit_attempt SELECT 'one', id, 1, 'local', 'unknown', '', NULL, "
            "created_at, NULL FROM task",
            "INSERT INTO submit_attempt SELECT 'two', id, 2, 'local', 'accepted', '', NULL, "
            "created_at, NULL FROM task",
        ),
        "I-9 two paid submissions",
    ),
    "an end nobody is told of": (("DELETE FROM outbox",), "I-11 ending without a message"),
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
