"""The ledger on a real database: what moves, what is refused, and what cannot be rewritten."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from tests.properties.purse import PROMISES, Purse
from tests.studio_fixtures import Home, Timepiece, settle_in
from vidstudio.base.clock import Clock
from vidstudio.base.errors import AlreadySettled, InsufficientCredits, InvalidRequest
from vidstudio.ledger import LARGEST_GRANT
from vidstudio.studio import Studio


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def promises() -> tuple[str, ...]:
    return PROMISES


@pytest.fixture
async def purse(studio: Studio) -> Purse:
    return Purse(studio, await settle_in(studio, credits=0))


def columns(purse: Purse) -> list[tuple[int, int, int, int]]:
    return [(lot.available, lot.held, lot.captured, lot.expired) for lot in purse.lots]


def test_a_hold_is_charged_in_part_and_the_rest_comes_back(purse: Purse) -> None:
    purse.grant(100)
    task = purse.hold(60)
    assert columns(purse) == [(40, 60, 0, 0)]
    purse.capture(task, 45)
    assert columns(purse) == [(55, 0, 45, 0)]
    assert (purse.ending(task).state, purse.ending(task).captured) == ("captured", 45)
    assert [entry.kind for entry in purse.entries] == ["grant", "hold", "capture", "release"]
    assert [entry.seq for entry in purse.entries] == [1, 2, 3, 4]


def test_a_release_gives_everything_back(purse: Purse) -> None:
    purse.grant(100)
    task = purse.hold(60)
    purse.release(task)
    assert columns(purse) == [(100, 0, 0, 0)]
    assert purse.ending(task).state == "released"
    assert purse.ending(task).resolved_at == purse.studio.clock.now()


def test_the_credits_that_expire_first_are_used_first(purse: Purse) -> None:
    purse.grant(10)
    purse.grant(10, hours=48)
    purse.grant(10, hours=24)
    purse.hold(15)
    assert [lot.available for lot in purse.lots] == [10, 5, 0]
    assert [lot.available for lot in purse.balance.lots] == [5, 10]


def test_too_little_names_what_is_needed_and_what_is_there(
    purse: Purse, timepiece: Timepiece
) -> None:
    purse.grant(30)
    purse.grant(50, hours=1)
    timepiece.advance(hours=1)
    before = columns(purse)
    with pytest.raises(InsufficientCredits) as refusal:
        purse.hold(31)
    error = refusal.value
    assert (error.required, error.available, error.missing) == (31, 30, 1)
    assert str(error) == (
        "Insufficient credits. Required: 31 credits (4 s, 720p). Available: 30 credits."
    )
    assert columns(purse) == before
    assert purse.balance.held == 0


def test_a_second_release_changes_nothing(purse: Purse) -> None:
    purse.grant(100)
    task = purse.hold(60)
    purse.release(task)
    entries = len(purse.entries)
    purse.release(task, grace=True)
    assert columns(purse) == [(100, 0, 0, 0)]
    assert len(purse.entries) == entries


def test_a_second_charge_is_refused(purse: Purse) -> None:
    purse.grant(100)
    task = purse.hold(60)
    purse.capture(task, 60)
    with pytest.raises(AlreadySettled):
        purse.capture(task, 60)
    purse.release(task)
    assert columns(purse) == [(40, 0, 60, 0)]


def test_what_was_given_back_is_not_charged(purse: Purse) -> None:
    purse.grant(100)
    task = purse.hold(60)
    purse.release(task)
    with pytest.raises(AlreadySettled):
        purse.capture(task, 1)
    assert columns(purse) == [(100, 0, 0, 0)]


def test_no_more_is_charged_than_was_held(purse: Purse) -> None:
    purse.grant(100)
    task = purse.hold(60)
    with pytest.raises(IntegrityError, match="ck_hold_bounds"):
        purse.capture(task, 61)
    assert columns(purse) == [(40, 60, 0, 0)]
    assert purse.ending(task).state == "open"


def test_a_charge_of_nothing_gives_everything_back(purse: Purse) -> None:
    purse.grant(100)
    task = purse.hold(60)
    purse.capture(task, 0)
    assert columns(purse) == [(100, 0, 0, 0)]


def test_a_free_take_needs_no_hold(purse: Purse) -> None:
    task = purse.hold(0)
    purse.capture(task, 0)
    assert purse.entries == []
    with pytest.raises(AlreadySettled):
        purse.capture(task, 1)


def test_credits_on_hold_are_shielded_from_expiry(purse: Purse, timepiece: Timepiece) -> None:
    purse.grant(100, hours=1)
    task = purse.hold(60)
    timepiece.advance(hours=2)
    assert purse.expire() == 40
    assert columns(purse) == [(0, 60, 0, 40)]
    assert purse.expire() == 0
    purse.capture(task, 60)
    assert columns(purse) == [(0, 0, 60, 40)]


def test_expiry_leaves_what_is_still_good(purse: Purse, timepiece: Timepiece) -> None:
    purse.grant(10)
    purse.grant(10, hours=2)
    timepiece.advance(hours=2, microseconds=-1)
    assert purse.expire() == 0
    assert purse.balance.available == 20
    timepiece.advance(microseconds=1)
    assert purse.balance.available == 10  # at once, before anybody swept
    assert purse.expire() == 10
    assert [entry.kind for entry in purse.entries][-1] == "expire"


def test_a_failure_after_expiry_brings_a_grace_lot_once(purse: Purse, timepiece: Timepiece) -> None:
    purse.grant(100, hours=1)
    task = purse.hold(60)
    timepiece.advance(hours=2)
    purse.release(task, grace=True)
    purse.release(task, grace=True)
    original, grace = purse.lots
    assert (original.available, original.held, original.expired) == (40, 0, 60)
    assert (grace.source, grace.amount, grace.origin_lot_id) == ("grace", 60, original.id)
    assert grace.expires_at == timepiece.time + timedelta(hours=72)
    assert purse.balance.available == 60


def test_a_cancelled_take_gets_no_grace(purse: Purse, timepiece: Timepiece) -> None:
    purse.grant(100, hours=1)
    task = purse.hold(60)
    timepiece.advance(hours=2)
    purse.release(task)
    assert columns(purse) == [(40, 0, 0, 60)]


def test_grace_covers_only_what_expired(purse: Purse, timepiece: Timepiece) -> None:
    purse.grant(20, hours=1)
    purse.grant(100)
    task = purse.hold(60)
    timepiece.advance(hours=2)
    purse.release(task, grace=True)
    assert [(lot.source, lot.available) for lot in purse.lots] == [
        ("granted", 0),
        ("granted", 100),
        ("grace", 20),
    ]


def test_the_same_key_grants_once(purse: Purse) -> None:
    assert purse.grant(10, key="payment-1")
    assert not purse.grant(10, key="payment-1")
    assert not purse.grant(99, key="payment-1")
    assert [lot.amount for lot in purse.lots] == [10]


@pytest.mark.parametrize("amount", [0, -1, LARGEST_GRANT + 1, 10**18])
def test_no_grant_of_nothing_or_of_everything(purse: Purse, amount: int) -> None:
    with pytest.raises(InvalidRequest, match=f"Between 1 and {LARGEST_GRANT}"):
        purse.grant(amount)
    assert purse.lots == []


def test_the_largest_grant_is_possible(purse: Purse) -> None:
    purse.grant(LARGEST_GRANT)
    assert purse.balance.available == LARGEST_GRANT


async def test_one_workspace_never_pays_for_another(purse: Purse) -> None:
    purse.grant(100)
    other = Purse(purse.studio, await settle_in(purse.studio, "Bob", credits=0))
    assert other.balance.available == 0
    with pytest.raises(InsufficientCredits):
        other.hold(1)


async def test_a_foreign_hold_is_not_touched_by_a_lot_of_ones_own(purse: Purse, home: Home) -> None:
    purse.grant(100)
    task = purse.hold(60)
    stranger = Purse(purse.studio, home)
    assert stranger.balance.held == 0
    assert purse.balance.held == 60
    purse.release(task)
    assert stranger.balance.available == 500
