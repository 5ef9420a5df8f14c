"""Lanes: many guarded connections to few hosts, kept alive, each in a pool of its own.

httpcore compares every request of a pool with every connection of it, twice: with hundreds on
their way that is nearly all of the work, and answers come too late.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpcore

from vidstudio.base.guarded import pool, ssl_context


class Lanes:
    """At most `count` requests at once; more wait for their turn."""

    def __init__(self, allowed: frozenset[str], count: int) -> None:
        self._allowed, self._room = allowed, asyncio.Semaphore(count)
        self._free: list[httpcore.AsyncConnectionPool] = []
        self._all: list[httpcore.AsyncConnectionPool] = []

    @asynccontextmanager
    async def answer(self, request: httpcore.Request) -> AsyncGenerator[httpcore.Response]:
        """The head; the body is there to be read until the block ends. Raises httpcore's errors."""
        async with self._room:
            lane = await self._lane()
            try:
                answer = await lane.handle_async_request(request)
                try:
                    yield answer
                finally:
                    await answer.aclose()
            finally:
                self._free.append(lane)

    async def close(self) -> None:
        for lane in self._all:
            await lane.aclose()

    async def _lane(self) -> httpcore.AsyncConnectionPool:
        """The one used last: its connection is the least likely to be closed by now."""
        if self._free:
            return self._free.pop()
        await asyncio.to_thread(ssl_context)
        lane = pool(self._allowed, keep_alive=True)
        self._all.append(lane)
        return lane
