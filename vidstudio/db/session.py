"""Database: engines, pragmas, and one way to run a transaction.

A transaction is a plain function of a session. It cannot await, so no network call can
happen inside one. `write` runs it, commits, and only then announces what it changed.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import bindparam, text
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlmodel import Session

from vidstudio.base import metrics
from vidstudio.base.bus import Bus
from vidstudio.base.errors import DatabaseAway, DatabaseBusy, DiskFull
from vidstudio.db import watching
from vidstudio.db.engines import PG_THREADS, READ_THREADS, pg_engine, snapshots, sqlite_engine
from vidstudio.db.turns import Turns

T = TypeVar("T")
log = logging.getLogger(__name__)
_ROOMS, _WAKE = "vidstudio.rooms", "vidstudio.wake"
_RETRIES = 5
# Serialization failure and deadlock: the whole transaction was rolled back and may run again.
_PG_RETRY_CODES = {"40001", "40P01"}
_PG_TOO_LONG = {"55P03", "57014"}  # waited for a lock, or worked, past the limit: nothing was done
# Connection lost; server stopping, crashed or starting; ended for standing idle too long.
_PG_AWAY = ("08", "57P", "25P03")


def touch(session: Session, workspace_id: str, *, wake: bool = False) -> None:
    """Note that this transaction changes what a workspace sees; told after the commit.

    `wake` also rings the engine's bell.
    """
    session.info.setdefault(_ROOMS, set()).add(workspace_id)
    session.info[_WAKE] = wake or session.info.get(_WAKE, False)


def one_at_a_time(session: Session, what: str) -> None:
    """Until this transaction ends, no other one that says the same words goes on from here."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        lock = text("SELECT pg_advisory_xact_lock(hashtext(:what))")
        session.connection().execute(lock, {"what": what})


class Database:
    """Opened once per process. On SQLite one thread writes, so writers queue in order."""

    def __init__(self, url: str, bus: Bus) -> None:
        self._bus = bus
        self._watched: Callable[[], set[str]] = set
        self._address = url.replace("postgresql+psycopg://", "postgresql://")
        self.sqlite = url.startswith("sqlite")
        self._writer = sqlite_engine(url, write=True) if self.sqlite else pg_engine(url)
        self._reader = sqlite_engine(url, write=False) if self.sqlite else snapshots(self._writer)
        self._write_threads = ThreadPoolExecutor(1 if self.sqlite else PG_THREADS, "db-write")
        self._read_threads = ThreadPoolExecutor(READ_THREADS, "db-read")
        self._counter = watching.Counter(self._reader)
        self._turns = Turns()

    async def write(self, work: Callable[[Session], T], *, turn: str = "") -> T:
        """Run `work` in one transaction; BEGIN IMMEDIATE on SQLite. Rolled back if it raises.

        Those with the same `turn`, such as the workspace they all lock, come one by one.
        Raises DatabaseBusy when another writer held the database for too long: nothing was
        done then; DatabaseAway when its connection broke: all was done, or nothing.
        """
        if turn:
            async with self._turns.wait(turn):
                return await self.write(work)
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._write_threads, self.write_now, work)
        # A commit under way must be announced even if the caller is cancelled meanwhile.
        with metrics.DB_BUSY.count_exceptions(DatabaseBusy):
            return await asyncio.shield(self._announced(running))

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` on one consistent snapshot; it must not write.

        Raises DatabaseBusy when that took too long, DatabaseAway when its connection broke.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._read_threads, self._read_now, work)

    def write_now(self, work: Callable[[Session], T]) -> tuple[T, set[str], bool]:
        """The blocking form: the result, the rooms changed, and whether to wake the engine."""
        for attempt in range(_RETRIES):
            try:
                return self._write_once(work)
            except (OperationalError, InterfaceError, InternalError) as error:
                if self.sqlite:
                    raise _told(error) from error
                code = getattr(error.orig, "sqlstate", None)
                log.warning("transaction failed, try %d: %s %s", attempt + 1, code, error.orig)
                if _is_away(error):
                    # A commit may be among what was cut: it is not run again blindly.
                    raise DatabaseAway from error
                if code in _PG_TOO_LONG:
                    raise DatabaseBusy from error
                if code not in _PG_RETRY_CODES:
                    raise
                if attempt == _RETRIES - 1:
                    raise DatabaseBusy from error
        raise AssertionError("unreachable")

    def _write_once(self, work: Callable[[Session], T]) -> tuple[T, set[str], bool]:
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            result = work(session)
            rooms: set[str] = session.info.get(_ROOMS, set())
            if rooms:
                session.flush()
                _count_up(session, rooms)
                if not self.sqlite:
                    watching.tell(session, rooms, wake=bool(session.info.get(_WAKE)))
        return result, rooms, bool(session.info.get(_WAKE))

    def _read_now(self, work: Callable[[Session], T]) -> T:
        try:
            with Session(self._reader, expire_on_commit=False) as session, session.begin():
                return work(session)
        except (OperationalError, InterfaceError, InternalError) as error:
            if self.sqlite:
                raise
            if _is_away(error):
                raise DatabaseAway from error
            if getattr(error.orig, "sqlstate", None) in _PG_TOO_LONG:
                raise DatabaseBusy from error
            raise

    async def _announced(self, running: "asyncio.Future[tuple[T, set[str], bool]]") -> T:
        try:
            result, rooms, wake = await running
        except DatabaseAway:
            self._announce(self._watched(), wake=True)  # it may have been done
            raise
        self._announce(rooms, wake)
        return result

    def _announce(self, rooms: Iterable[str], wake: bool) -> None:
        for room in rooms:
            self._bus.publish(room)
        if wake:
            self._bus.wake()

    async def watch(self, rooms: Callable[[], set[str]]) -> None:
        """For ever: publish the rooms that other processes have changed, and wake the engine.

        A database that is away for a moment ends nothing: afterwards every room counts as changed.
        """
        self._watched = rooms
        if self.sqlite:
            await self._counter.watch(self._versions, self._bus, rooms)
        else:
            await watching.listen(self._address, self._bus, rooms)

    async def _versions(self, ids: set[str]) -> dict[str, int]:
        return await self.read(lambda session: watching.versions(session, ids))

    def close(self) -> None:
        self._write_threads.shutdown(wait=True)
        self._read_threads.shutdown(wait=True)
        self._counter.close()
        self._writer.dispose()
        self._reader.dispose()


def _count_up(session: Session, rooms: set[str]) -> None:
    session.connection().execute(_COUNT_UP, {"ids": sorted(rooms)})


_COUNT_UP = text("UPDATE workspace SET version = version + 1 WHERE id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)


def _is_away(error: DBAPIError) -> bool:
    """Whether the connection broke, or none could be made: on PostgreSQL."""
    code = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or not code or code.startswith(_PG_AWAY)


def _told(error: DBAPIError) -> Exception:
    """SQLite's words for what an operator can mend; nothing was written in either case."""
    words = str(error.orig)
    if "locked" in words:
        return DatabaseBusy()
    return DiskFull() if "is full" in words else error
