"""Crew: what all the works of one engine share."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from vidstudio.engine.breaker import Ears
from vidstudio.engine.returns import Returns
from vidstudio.rules.lifecycle import TaskState
from vidstudio.studio import Studio

# These carry files or renders: few at once. To look after a take is light.
HEAVY = frozenset({TaskState.QUEUED, TaskState.FETCHING, TaskState.STORING})
LOOKS_AT_ONCE = 256
CROWD = 16


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


class Crew:
    def __init__(self, studio: Studio) -> None:
        self.hands = Hands(studio.settings.engine_slots)
        self.ears = Ears()
        self.returns = Returns(studio.db, studio.clock, lambda: self.active > CROWD)
        self.active = 0  # steps under way
        self.turn = 0
        self.turns: dict[tuple[str, str], int] = {}  # the last turn of a workspace at a provider
        # Why a provider's queue waits, as last written, and when.
        self.told: dict[str, tuple[str, float]] = {}
