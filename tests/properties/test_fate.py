"""Whatever order success, failure, wishes and late videos come in: one ending, sound money."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select

from tests.properties.desk import PRICE, Desk
from tests.studio_fixtures import OWNER_CREDITS, Timepiece, insert_home
from vidstudio import invariants, transitions
from vidstudio.base.errors import AlreadySettled, LeaseLost, TookTooLong
from vidstudio.base.settings import Settings
from vidstudio.db.tables import Asset, Outbox, Task, TaskEvent
from vidstudio.rules.lifecycle import MOVES, TERMINAL, TaskState
from vidstudio.studio import open_studio

PROMISES = ("I-1", "I-2", "I-3", "I-4", "I-5 paid", "I-6", "I-7")


class Fate(RuleBasedStateMachine):
    """One task. Those who act hold it as they read it: now, or some time ago."""

    database: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copyfile(self.database, self.folder / "vidstudio.db")
        self.time = Timepiece()
        config = Settings(_env_file=None, data_dir=self.folder)  # pyright: ignore[reportCallIssue] pydantic-settings
        self.studio = open_studio(config, self.time.clock)
        home = self.studio.db.write_now(
            lambda s: insert_home(s, self.studio, "Ada", OWNER_CREDITS)
        )[0]
        self.desk = Desk(self.studio, home)
        self.seen = [self.desk.task]
        self.ended = 0

    def _read(self, back: int) -> Task:
        return self.seen[max(0, len(self.seen) - 1 - back)]

    def _try(self, deed: Callable[[], object]) -> bool:
        """Whether it happened; somebody else may have been faster, or it may be too late."""
        self.time.advance(1)
        try:
            deed()
        except (LeaseLost, AlreadySettled, ValueError):
            return False
        finally:
            self.seen.append(self.desk.task)
        return True

    @rule(back=st.integers(0, 1), way=st.integers(0, 5))
    def move(self, back: int, way: int) -> None:
        task = self._read(back)
        ways = sorted(MOVES[TaskState(task.state)] - TERMINAL, key=list(TaskState).index)
        if ways:
            # Mostly forwards, or hardly any would get to a video.
            to = ways[way % len(ways) if way < 2 else -1]
            wish = transitions.Move(task, to, "engine", self.time.time)
            self._try(lambda: self.desk.do(lambda s: transitions.move(s, wish)))

    @rule(back=st.integers(0, 3), end=st.sampled_from(["succeed", "fail", "cancel"]))
    def end(self, back: int, end: str) -> None:
        task = self._read(back)
        self.ended += self._try(lambda: getattr(self.desk, end)(task))

    @rule(back=st.integers(0, 3))
    def give_up(self, back: int) -> None:
        task = self._read(back)

        def fail() -> None:
            now = self.time.time
            self.desk.do(
                lambda s: transitions.fail(s, task, TookTooLong(), "engine", now, exposed=True)
            )

        self.ended += self._try(fail)

    @rule(back=st.integers(0, 3))
    def arrive_late(self, back: int) -> None:
        task, now = self._read(back), self.time.time
        files = self.desk.asset("output"), self.desk.asset("poster")
        output = transitions.Output(*files, 4.0)
        self._try(lambda: self.desk.do(lambda s: transitions.recover(s, task, output, now)))

    @rule()
    def steal(self) -> None:
        self.desk.steal()
        self.seen.append(self.desk.task)

    @rule(back=st.integers(0, 3))
    def wish_stopped(self, back: int) -> None:
        task, values = self._read(back), {"cancel_requested_at": self.time.time}
        if task.terminal_at is None:
            update = transitions.update_guarded
            self._try(lambda: self.desk.do(lambda s: update(s, task, values)))

    @invariant()
    def one_ending_and_sound_money(self) -> None:
        task, hold = self.desk.task, self.desk.purse.ending(self.desk.id)
        there = self.desk.purse.balance
        late = 0 if task.recovered_at is None else 1  # told by a message of its own
        assert self.ended == self._endings() == self.desk.rows(Outbox) - late <= 1
        assert (task.terminal_at is not None) == (self.ended == 1)
        charged = PRICE if task.state == TaskState.SUCCEEDED else 0
        assert task.charged == charged == hold.captured
        held = 0 if self.ended else PRICE
        assert (there.available, there.held) == (OWNER_CREDITS - charged - held, held)
        assert (task.recovered_at is None) or (task.state, task.charged) == ("failed", 0)
        assert (task.free_reason == "recovered") == (task.recovered_at is not None)
        videos = 1 if charged or task.recovered_at else 0
        assert self.desk.rows(Asset) == 2 * videos

    def _endings(self) -> int:
        query = select(TaskEvent).where(
            TaskEvent.task_id == self.desk.id, col(TaskEvent.to_state).in_(TERMINAL)
        )
        return len(self.desk.purse.do(lambda session: session.exec(query).all()))

    def teardown(self) -> None:
        if not hasattr(self, "studio"):
            return
        found = asyncio.run(invariants.check(self.studio))
        self.studio.db.close()
        shutil.rmtree(self.folder)
        assert [one for one in found if one.invariant.startswith(PROMISES)] == []


@pytest.mark.fault("F-30")
@pytest.mark.fault("F-50")
@pytest.mark.fault("F-51")
@pytest.mark.fault("F-55")
def test_any_order_of_events_ends_a_task_once(migrated: Path) -> None:
    machine = type("Here", (Fate,), {"database": migrated})
    run_state_machine_as_test(  # pyright: ignore[reportUnknownMemberType] untyped there
        machine, settings=settings(max_examples=15, stateful_step_count=25)
    )
