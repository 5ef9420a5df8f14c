"""Hearing of what other processes have changed.

PostgreSQL tells, in the transaction of the change itself. SQLite is asked: it counts the commits
of all other connections.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from vidstudio.base.bus import Bus
from vidstudio.db.tables import Workspace

log = logging.getLogger(__name__)

_LOOK_SECONDS, _AGAIN_SECONDS = 0.25, 1.0
_CHANNEL = "vidstudio"
_LONGEST_NOTE = 7000  # bytes; PostgreSQL takes 8000
_ALL = "*"
_SILENCE_SECONDS = 20.0
# Which process a note comes from: what it changed itself it has announced already.
_OURSELVES = secrets.token_hex(8)

Rooms = Callable[[], set[str]]
Versions = Callable[[set[str]], Awaitable[dict[str, int]]]


def tell(session: Session, rooms: Iterable[str], *, wake: bool) -> None:
    """Leave a note for the other processes; it arrives with the commit. PostgreSQL only."""
    named = ",".join(sorted(rooms))
    note = f"{_OURSELVES}|{int(wake)}|{named if len(named) < _LONGEST_NOTE else _ALL}"
    session.connection().execute(
        text("SELECT pg_notify(:channel, :note)"), {"channel": _CHANNEL, "note": note}
    )


async def listen(address: str, bus: Bus, rooms: Rooms) -> None:
    """For ever: publish what other processes change, and wake the engine when they ask for it.

    A database that is away for a moment ends nothing: afterwards everything counts as changed.
    """
    while True:
        try:
            await _listen(address, bus, rooms)
        except (psycopg.Error, SQLAlchemyError, OSError):
            log.exception("listening to the database failed; trying again")
            await asyncio.sleep(_AGAIN_SECONDS)


async def _listen(address: str, bus: Bus, rooms: Rooms) -> None:
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute(f"LISTEN {_CHANNEL}".encode())
        _publish_all(bus, rooms)
        while True:
            async for note in connection.notifies(timeout=_SILENCE_SECONDS):
                _hear(note.payload, bus, rooms)
            await connection.execute(b"SELECT 1")  # a line that was cut says so here


def _hear(note: str, bus: Bus, rooms: Rooms) -> None:
    sender, wake, named = note.split("|", 2)
    if sender == _OURSELVES:
        return
    for room in rooms() if named == _ALL else set(named.split(",")) & rooms():
        bus.publish(room)
    if wake == "1":
        bus.wake()


def _publish_all(bus: Bus, rooms: Rooms) -> None:
    for room in rooms():
        bus.publish(room)
    bus.wake()


class Counter:
    """SQLite: looks a few times a second whether another connection has committed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    async def watch(self, versions: Versions, bus: Bus, rooms: Rooms) -> None:
        """As `listen`. `versions` reads those of some rooms."""
        while True:
            try:
                await self._watch(versions, bus, rooms)
            except SQLAlchemyError:
                log.exception("watching the database failed; trying again")
                await asyncio.to_thread(self.close)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _watch(self, versions: Versions, bus: Bus, rooms: Rooms) -> None:
        seen: dict[str, int] = {}
        async for _ in self._commits():
            bus.wake()
            wanted = rooms()
            now = await versions(wanted) if wanted else {}
            for room, version in now.items():
                # A room seen for the first time may have changed since its reader looked.
                if seen.get(room) != version:
                    bus.publish(room)
            seen = now

    async def _commits(self) -> AsyncIterator[None]:
        last = None
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            current = await asyncio.to_thread(self._data_version)
            if current != last:
                last = current
                yield

    def _data_version(self) -> int:
        if self._connection is None:
            self._connection = self._engine.connect()
        version: int = self._connection.execute(text("PRAGMA data_version")).scalar_one()
        # Inside one transaction the count stands still.
        self._connection.rollback()
        return version

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def versions(session: Session, ids: set[str]) -> dict[str, int]:
    query = select(Workspace.id, Workspace.version).where(col(Workspace.id).in_(ids))
    return dict(session.exec(query).all())
