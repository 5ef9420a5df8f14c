"""Any sequence of movements leaves the ledger sound, and the lots say what happened."""

import asyncio
import shutil
import tempfile
from pathlib import Path

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
from vidstudio.base.errors import AlreadySettled, InsufficientCredits
from vidstudio.base.settings import Settings
from vidstudio.studio import open_studio

AMOUNTS = st.integers(1, 60)


class Movements(RuleBasedStateMachine):
    """One workspace. `granted` and `captured` are counted here, apart from the database."""

    database: Path
    open_holds: Bundle[str] = Bundle("open_holds")
    ended: Bundle[str] = Bundle("ended")

    def __init__(self) -> None:
        super().__init__()
        self.granted = self.captured = 0
        self.open: dict[str, int] = {}

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copyfile(self.database, self.folder / "vidstudio.db")
        self.time = Timepiece()
        config = Settings(_env_file=None, data_dir=self.folder)  # pyright: ignore[reportCallIssue] pydantic-settings
        self.studio = open_studio(config, self.time.clock)
        home = self.studio.db.write_now(lambda s: insert_home(s, self.studio, "Ada", 0))[0]
        self.purse = Purse(self.studio, home)

    @rule(amount=AMOUNTS, hours=st.none() | st.integers(1, 6))
    def grant(self, amount: int, hours: int | None) -> None:
        assert self.purse.grant(amount, hours)
        self.granted += amount

    @rule(amount=AMOUNTS)
    def grant_again(self, amount: int) -> None:
        if self.purse.grant(amount, key="the same"):
            self.granted += amount

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
        return task

    @rule(target=ended, task=consumes(open_holds), grace=st.booleans())
    def release(self, task: str, grace: bool) -> str:
        if task:
            before = self._total("granted")
            self.purse.release(task, grace=grace)
            del self.open[task]
            self.granted += self._total("granted") - before
        return task

    @rule(task=ended, grace=st.booleans())
    def release_again(self, task: str, grace: bool) -> None:
        entries = len(self.purse.entries)
        self.purse.release(task or "nobody", grace=grace)
        assert len(self.purse.entries) == entries

    @rule(task=ended)
    def capture_again(self, task: str) -> None:
        with pytest.raises(AlreadySettled):
            self.purse.capture(task or "nobody", 1)

    @rule()
    def expire(self) -> None:
        there = self.purse.balance.available
        self.purse.expire()
        assert self.purse.balance.available == there
        assert sum(lot.available for lot in self.purse.lots) == there

    @rule(hours=st.integers(1, 80))
    def wait(self, hours: int) -> None:
        self.time.advance(hours=hours)

    def _total(self, column: str) -> int:
        name = "amount" if column == "granted" else column
        return sum(getattr(lot, name) for lot in self.purse.lots)

    @invariant()
    @precondition(lambda self: hasattr(self, "purse"))
    def sound(self) -> None:
        found = asyncio.run(invariants.check(self.studio))
        assert [one for one in found if one.invariant.startswith(PROMISES)] == []
        assert self._total("granted") == self.granted
        assert self._total("captured") == self.captured
        assert self._total("held") == sum(self.open.values()) == self.purse.balance.held

    def teardown(self) -> None:
        if hasattr(self, "studio"):
            self.studio.db.close()
            shutil.rmtree(self.folder)


def test_any_sequence_of_movements_leaves_the_ledger_sound(migrated: Path) -> None:
    Movements.database = migrated
    run_state_machine_as_test(Movements, settings=settings(max_examples=15, stateful_step_count=20))
