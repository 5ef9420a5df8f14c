"""Whatever happens in whatever order: the books are right, and nothing is paid for twice.

`make test ARGS="tests/simulation --simulation long -s"` takes its time. A failure prints the
steps that lead to it, and the seed; `--hypothesis-seed N` starts from that one.
"""

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from tests.databases import PostgresPool
from tests.simulation.world import Remembered, World
from tests.unit.engine.twin import RUNNING, Lost
from vidstudio.base.errors import (
    JobUnknown,
    NotSent,
    ProviderBusy,
    ProviderError,
    Rejected,
    SubmitUnknown,
)
from vidstudio.engine import save
from vidstudio.media.animatic import AnimaticSpec, render
from vidstudio.providers.base import Progress

PROFILES = {"short": {"sqlite": (12, 25), "postgres": (4, 20)}}
PROFILES["long"] = {"sqlite": (400, 60), "postgres": (100, 60)}
SUBMITS = (
    Lost("line"),
    SubmitUnknown(),
    NotSent(),
    ProviderBusy(),
    Rejected("no"),
    ValueError("x"),
)
POLLS = (
    RUNNING,
    Progress("failed", failure=ProviderError("broke")),
    Progress("succeeded"),
    JobUnknown("who"),
    ValueError("not JSON"),
)
PLACES = ("c2", "c3", "c6", "c7", "c8", "c10", "c11", "c12", "c13")
WAITS = st.sampled_from((1, 5, 31, 61, 700, 4_000, 90_000))
WHICH = st.integers(0, 9)


class Anything(RuleBasedStateMachine):
    film: Path
    database: Path
    pool: PostgresPool | None = None

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    @initialize()
    def begin(self) -> None:
        self.name = self.pool.take() if self.pool else ""
        address = self.pool.address(self.name) if self.pool else ""
        self.world = World(self.film, self.database, address)

    @rule(key=st.integers(0, 9))
    def order(self, key: int) -> None:
        self.world.order(f"key {key}")

    @rule(seconds=WAITS)
    def wait(self, seconds: int) -> None:
        self.world.step(seconds)

    @rule()
    def tick(self) -> None:
        self.world.step(0)

    @rule(plan=st.sampled_from(SUBMITS))
    def submission_goes_wrong(self, plan: Exception) -> None:
        self.world.rig.twin.submits.append(plan)

    @rule(plan=st.sampled_from(POLLS))
    def provider_says(self, plan: Progress | Exception) -> None:
        self.world.rig.twin.polls.append(plan)

    @rule()
    def provider_forgets(self) -> None:
        self.world.rig.twin.finds.append(None)

    @rule()
    def provider_goes_on(self) -> None:
        self.world.rig.twin.cancels.append(False)

    @rule(place=st.sampled_from(PLACES))
    def crash(self, place: str) -> None:
        self.world.crash(place)

    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        if task := self._one(which):
            self.world.cancel(task)

    @rule(which=WHICH, key=st.integers(0, 2))
    def refund(self, which: int, key: int) -> None:
        if task := self._one(which):
            self.world.refund(task, f"refund {task} {key}")

    @rule(amount=st.integers(1, 60), hours=st.integers(1, 30))
    def grant(self, amount: int, hours: int) -> None:
        self.count += 1
        self.world.grant(amount, hours, f"gift {self.count}")

    @rule(disabled=st.booleans())
    def disable(self, disabled: bool) -> None:
        self.world.disable(disabled)

    def _one(self, which: int) -> str | None:
        there = self.world.tasks()
        return there[which % len(there)].id if there else None

    @invariant()
    @precondition(lambda self: hasattr(self, "world"))
    def sound(self) -> None:
        self.world.check()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            try:
                self.world.settle()
                self.world.check()
            finally:
                self.world.close()
                if self.pool:
                    self.pool.give_back(self.name)


@pytest.mark.timeout(0)
def test_any_order_of_events_leaves_the_books_right(
    database: str,
    migrated: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spec = AnimaticSpec("A cup at dawn.", (), 2.0, 256, 144, seed=7, fps=12)
    render(spec, tmp_path / "film.mp4", lambda _share: None)
    monkeypatch.setattr(save, "inspect_video", Remembered())

    class Here(Anything):
        film, database = tmp_path / "film.mp4", migrated

    if database == "postgres":
        Here.pool = request.getfixturevalue("postgres_pool")
    examples, steps = PROFILES[str(request.config.getoption("--simulation"))][database]
    run(Here, settings=settings(max_examples=examples, stateful_step_count=steps, print_blob=True))
