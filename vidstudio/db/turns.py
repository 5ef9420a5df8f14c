"""Turns: callers of this process that would only wait for each other in the database.

A waiting transaction holds a thread and a connection, and its patience runs out. Who waits here
holds nothing, so one busy workspace keeps nobody else from writing.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from vidstudio.base.errors import DatabaseBusy

PATIENCE_SECONDS = 30.0


class Turns:
    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def wait(self, name: str) -> AsyncGenerator[None]:
        """First come, first served, among all who say the same name. Raises DatabaseBusy."""
        lock = self._locks.setdefault(name, asyncio.Lock())
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await lock.acquire()
        except TimeoutError as error:
            raise DatabaseBusy from error
        try:
            yield
        finally:
            lock.release()
