"""Crew: what all the works of one engine share."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from vidstudio.base.clock import Clock
from vidstudio.engine.breaker import Ears
from vidstudio.engine.returns import Returns
from vidstudio.pace import Key, Pace
from vidstudio.rules.lifecycle import TaskState
from vidstudio.studio import Studio

# These carry files or renders: few at once. To look after a take is light.
HEAVY = frozenset({TaskState.QUEUED, TaskState.FETCHING, TaskState.STORING})
LOOKS_AT_ONCE = 512
CROWD = 16
SILENCE_SECONDS = 60.0
MOST_TOLD = 50_000


class Hands:
    """Room for so many heavy steps at once; a step that finds none waits for it."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._free = asyncio.Semaphore(count)
        self.wanted = 0

    @asynccontextmanager
    async def lift(self, state: TaskState) -> AsyncGenerator[None]:
        """Around one step of a task in `state`."""
        if state not in HEAVY:
            yield
            return
        self.wanted += 1
        try:
            async with self._free:
                yield
        finally:
            self.wanted -= 1


class News:
    """Whether a line about a task is worth writing: its word is new, or a minute has passed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: dict[str, tuple[str, float]] = {}

    def worth(self, task_id: str, word: str) -> bool:
        now = self._clock.monotonic()
        told, at = self._told.get(task_id, ("", 0.0))
        if told == word and now - at < SILENCE_SECONDS:
            return False
        if len(self._told) >= MOST_TOLD:  # forgotten ones are told once more
            self._told.clear()
        self._told[task_id] = word, now
        return True


class Crew:
    def __init__(self, studio: Studio) -> None:
        self.hands = Hands(studio.settings.engine_slots)
        self.ears = Ears()
        self.news = News(studio.clock)
        self.returns = Returns(studio.db, studio.clock, lambda: self.active > CROWD)
        self.active = 0  # steps under way
        self.in_flight = 0  # takes that are looked after, by all engines, as last counted
        self.paces: dict[Key, tuple[float, dict[Key, Pace]]] = {}  # and when they were read
        self.turn = 0
        self.turns: dict[tuple[str, str], int] = {}  # the last turn of a workspace at a provider
        # Why a provider's queue waits, as last written, and when.
        self.told: dict[str, tuple[str, float]] = {}
