"""Bus: a bell for the engine and change hints for the screens, inside one process.

Only a hint travels: the name of a room (a workspace id). Whoever hears it reads the
database. Changes made by other processes are found by `db.watch`.
"""

import asyncio
from collections.abc import Callable

Listener = Callable[[str], None]


class Bus:
    """Used from the event loop only."""

    def __init__(self) -> None:
        self._bell = asyncio.Event()
        self._listeners: set[Listener] = set()

    def wake(self) -> None:
        """There may be work: do not wait for the next tick."""
        self._bell.set()

    async def rung(self) -> None:
        """Return at the next `wake`, or at once if one came since the last return."""
        await self._bell.wait()
        self._bell.clear()

    def publish(self, room: str) -> None:
        for listener in tuple(self._listeners):
            listener(room)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Returns the function that ends the subscription."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)
