"""Any sequence of movements leaves the ledger sound, and the lots say what happened."""

import asyncio

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.properties.purse import PROMISES, Purse
from tests.studio_fixtures import Timepiece, insert_home
from vidstudio import invariants
from vidstudio.base.clock import Clock
from vidstudio.base.errors import AlreadySettled, Conflict, InsufficientCredits, InvalidRequest
from vidstudio.db.tables import CreditLot
from vidstudio.studio import Studio

AMOUNTS = st.integers(1, 60)
HOURS = st.none() | st.integers(1, 6)


class Movements(RuleBasedStateMachine):
    """One workspace. What was given, paid and is owed is counted here, apart from the database."""

    studio: Studio
    time: Timepiece
    open_holds: Bundle[str] = Bundle("open_holds")
    ended: Bundle[str] = Bundle("ended")

    def __init__(self) -> None:
        super().__init__()
        self.granted = self.captured = self.debt = 0
        self.open: dict[str, int] = {}
        self.charged: dict[str, int] = {}  # by task, until it is refunded

    @initialize()
    def begin(self) -> None:
        home = self.studio.db.write_now(lambda s: insert_home(s, self.studio, "Ada", 0))[0]
        self.purse = Purse(self.studio, home)

    @rule(amount=AMOUNTS, hours=HOURS, delay=HOURS)
    def grant(self, amount: int, hours: int | None, delay: int | None) -> None:
        there = self._sum("available")
        assert self.purse.grant(amount, hours, delay_hours=delay)
        self._arrived(amount, there)

    @rule(amount=AMOUNTS)
    def grant_again(self, amount: int) -> None:
        there = self._sum("available")
        if self.purse.grant(amount, key="the same"):
            self._arrived(amount, there)

    def _arrived(self, amount: int, there: int) -> None:
        """What is owed is paid first, and no more than that."""
        paid = min(amount, self.debt)
        self.granted += amount
        self.debt -= paid
        assert self._sum("available") == there + amount - paid

    @rule(target=open_holds, amount=AMOUNTS)
    def hold(self, amount: int) -> str:
        there = self.purse.balance.available
        try:
            task = self.purse.hold(amount)
        except InsufficientCredits as refusal:
            assert refusal.available == there < amount  # noqa: PT017  either way is right
            return ""
        assert there >= amount
        assert self.purse.balance.available == there - amount
        self.open[task] = amount
        return task

    @rule(target=ended, task=consumes(open_holds), share=st.floats(0, 1))
    def capture(self, task: str, share: float) -> str:
        if task:
            amount = round(self.open.pop(task) * share)
            self.purse.capture(task, amount)
            self.captured += amount
            self.charged[task] = amount
            self._came_back()
        return task

    @rule(target=ended, task=consumes(open_holds), grace=st.booleans())
    def release(self, task: str, grace: bool) -> str:
        if task:
            before = self._sum("amount")
            self.purse.release(task, grace=grace)
            del self.open[task]
            self.granted += self._sum("amount") - before
            self._came_back()
        return task

    def _came_back(self) -> None:
        """Credits that come back pay what is owed as well; the journal is checked for how much."""
        assert self.purse.debt <= self.debt
        self.debt = self.purse.debt

    @rule(task=ended, grace=st.booleans())
    def release_again(self, task: str, grace: bool) -> None:
        entries = len(self.purse.entries)
        self.purse.release(task or "nobody", grace=grace)
        assert len(self.purse.entries) == entries

    @rule(task=ended)
    def capture_again(self, task: str) -> None:
        with pytest.raises(AlreadySettled):
            self.purse.capture(task or "nobody", 1)

    @rule(task=ended)
    def refund(self, task: str) -> None:
        """Once, whole, and only what was charged."""
        if not task:
            return
        there, charge = self._sum("available"), self.charged.pop(task, 0)
        if charge:
            assert self.purse.refund(task, "one press") == charge
            self._arrived(charge, there)
            assert self.purse.refund(task, "one press") == charge
        with pytest.raises(Conflict):
            self.purse.refund(task, "another press")
        assert self._sum("available") - there <= charge

    @rule(amount=AMOUNTS, pick=st.integers(0, 20))
    def take_back(self, amount: int, pick: int) -> None:
        lots = self.purse.lots
        if not lots:
            return
        lot = lots[pick % len(lots)]
        try:
            taken = self.purse.take_back(lot.id or 0, amount)
        except InvalidRequest as refusal:
            assert refusal.field == "amount_credits"  # noqa: PT017  either way is right
            assert lot.available < amount
            return
        assert taken.revoked == min(amount, lot.available)
        assert taken.debt == amount - taken.revoked <= lot.held + lot.captured
        self.debt += taken.debt

    @rule()
    def expire(self) -> None:
        there = self.purse.balance.available
        self.purse.expire()
        assert self.purse.balance.available == there
        assert sum(lot.available for lot in self.purse.lots if not self._to_come(lot)) == there

    @rule(hours=st.integers(1, 80))
    def wait(self, hours: int) -> None:
        self.time.advance(hours=hours)

    def _sum(self, column: str) -> int:
        return sum(getattr(lot, column) for lot in self.purse.lots)

    def _to_come(self, lot: CreditLot) -> bool:
        return lot.effective_at is not None and lot.effective_at > self.time.time

    @invariant()
    @precondition(lambda self: hasattr(self, "purse"))
    def sound(self) -> None:
        found = asyncio.run(invariants.check(self.studio))
        assert [one for one in found if one.invariant.startswith(PROMISES)] == []
        assert self._sum("amount") == self.granted
        assert self._sum("captured") == self.captured
        assert self._sum("held") == sum(self.open.values()) == self.purse.balance.held
        assert self.purse.debt == self.debt
        assert not any(lot.held + lot.captured for lot in self.purse.lots if self._to_come(lot))


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def promises() -> tuple[str, ...]:
    return PROMISES


@pytest.mark.fault("F-47")
@pytest.mark.fault("F-48")
@pytest.mark.fault("F-50")
def test_any_sequence_of_movements_leaves_the_ledger_sound(
    studio: Studio, timepiece: Timepiece
) -> None:
    Movements.studio, Movements.time = studio, timepiece
    run_state_machine_as_test(Movements, settings=settings(max_examples=8, stateful_step_count=25))
