"""Lanes: many connections to few hosts, each in a pool of its own.

httpcore compares every request of a pool with every connection of it, twice: with hundreds on
their way that is nearly all of the work, and answers come too late.
"""

import asyncio
from collections.abc import Callable

import httpcore


class Lanes:
    """At most `count` pools made by `make`, for one request at a time each."""

    def __init__(self, count: int, make: Callable[[], httpcore.AsyncConnectionPool]) -> None:
        self._room, self._make = asyncio.Semaphore(count), make
        self._free: list[httpcore.AsyncConnectionPool] = []
        self._all: list[httpcore.AsyncConnectionPool] = []

    async def take(self) -> httpcore.AsyncConnectionPool:
        """The lane used last, as its connection is the least likely to be closed; wait for one."""
        await self._room.acquire()
        if self._free:
            return self._free.pop()
        lane = self._make()
        self._all.append(lane)
        return lane

    def leave(self, lane: httpcore.AsyncConnectionPool) -> None:
        self._free.append(lane)
        self._room.release()

    async def aclose(self) -> None:
        for lane in self._all:
            await lane.aclose()
