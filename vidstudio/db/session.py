"""Database: engines, pragmas, and one way to run a transaction.

A transaction is a plain function of a session. It cannot await, so no network call can
happen inside one. `write` runs it, commits, and only then announces what it changed.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, bindparam, event, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, col, create_engine, select

from vidstudio.base.bus import Bus
from vidstudio.base.errors import DatabaseBusy, DiskFull
from vidstudio.db.tables import Workspace

T = TypeVar("T")
log = logging.getLogger(__name__)
_ROOMS, _WAKE = "vidstudio.rooms", "vidstudio.wake"
_READ_THREADS = 4
_PG_THREADS = 12
_RETRIES = 5
_WATCH_SECONDS, _WATCH_AGAIN_SECONDS = 0.25, 1.0
# Serialization failure and deadlock: the whole transaction was rolled back and may run again.
_PG_RETRY_CODES = {"40001", "40P01"}
_PG_LOCK_TIMEOUT = "55P03"


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
        self.sqlite = url.startswith("sqlite")
        self._writer = _sqlite_engine(url, write=True) if self.sqlite else _pg_engine(url)
        self._reader = _sqlite_engine(url, write=False) if self.sqlite else _snapshots(self._writer)
        self._write_threads = ThreadPoolExecutor(1 if self.sqlite else _PG_THREADS, "db-write")
        self._read_threads = ThreadPoolExecutor(_READ_THREADS, "db-read")
        self._watcher: Connection | None = None

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction; BEGIN IMMEDIATE on SQLite. Rolled back if it raises.

        Raises DatabaseBusy when another writer held the database for too long: nothing was
        done then.
        """
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._write_threads, self.write_now, work)
        # A commit under way must be announced even if the caller is cancelled meanwhile.
        return await asyncio.shield(_announced(running, self._announce))

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` on one consistent snapshot; it must not write."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._read_threads, self._read_now, work)

    def write_now(self, work: Callable[[Session], T]) -> tuple[T, set[str], bool]:
        """The blocking form: the result, the rooms changed, and whether to wake the engine."""
        for attempt in range(_RETRIES):
            try:
                return self._write_once(work)
            except OperationalError as error:
                if self.sqlite:
                    raise _told(error) from error
                code = getattr(error.orig, "sqlstate", "")
                if code == _PG_LOCK_TIMEOUT:
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
        return result, rooms, bool(session.info.get(_WAKE))

    def _read_now(self, work: Callable[[Session], T]) -> T:
        with Session(self._reader, expire_on_commit=False) as session, session.begin():
            return work(session)

    def _announce(self, rooms: Iterable[str], wake: bool) -> None:
        for room in rooms:
            self._bus.publish(room)
        if wake:
            self._bus.wake()

    async def watch(self, rooms: Callable[[], set[str]]) -> None:
        """For ever: publish the rooms that other processes have changed.

        A database that is away for a moment ends nothing: afterwards every room counts as changed.
        """
        while True:
            try:
                await self._watch(rooms)
            except SQLAlchemyError:
                log.exception("watching the database failed; trying again")
                await asyncio.to_thread(self._stop_watching)
                await asyncio.sleep(_WATCH_AGAIN_SECONDS)

    async def _watch(self, rooms: Callable[[], set[str]]) -> None:
        seen: dict[str, int] = {}
        async for _ in self._ticks():
            wanted = rooms()
            if not wanted:
                continue
            now = await self.read(lambda session, ids=wanted: _versions(session, ids))
            for room, version in now.items():
                # A room seen for the first time may have changed since its reader looked.
                if seen.get(room) != version:
                    self._bus.publish(room)
            seen = now

    async def _ticks(self) -> AsyncIterator[None]:
        """Yield when another connection may have committed."""
        last = None
        while True:
            await asyncio.sleep(_WATCH_SECONDS)
            if self.sqlite:
                current = await asyncio.to_thread(self._data_version)
                if current == last:
                    continue
                last = current
            yield

    def _data_version(self) -> int:
        """SQLite counts, per connection, the commits of all others."""
        if self._watcher is None:
            self._watcher = self._reader.connect()
        version = self._watcher.execute(text("PRAGMA data_version")).scalar_one()
        # Inside one transaction the count stands still.
        self._watcher.rollback()
        return cast(int, version)

    def _stop_watching(self) -> None:
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None

    def close(self) -> None:
        self._write_threads.shutdown(wait=True)
        self._read_threads.shutdown(wait=True)
        self._stop_watching()
        self._writer.dispose()
        self._reader.dispose()


async def _announced(
    running: "asyncio.Future[tuple[T, set[str], bool]]",
    announce: Callable[[Iterable[str], bool], None],
) -> T:
    result, rooms, wake = await running
    announce(rooms, wake)
    return result


def _count_up(session: Session, rooms: set[str]) -> None:
    session.connection().execute(_COUNT_UP, {"ids": sorted(rooms)})


_COUNT_UP = text("UPDATE workspace SET version = version + 1 WHERE id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)


def _versions(session: Session, ids: set[str]) -> dict[str, int]:
    query = select(Workspace.id, Workspace.version).where(col(Workspace.id).in_(ids))
    return dict(session.exec(query).all())


def _told(error: OperationalError) -> Exception:
    """SQLite's words for what an operator can mend; nothing was written in either case."""
    words = str(error.orig)
    if "locked" in words:
        return DatabaseBusy()
    return DiskFull() if "is full" in words else error


def _sqlite_engine(url: str, *, write: bool) -> Engine:
    path = url.removeprefix("sqlite:///")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False},
        pool_size=1 if write else _READ_THREADS + 1,
        max_overflow=0,
    )
    begin = "BEGIN IMMEDIATE" if write else "BEGIN"

    def on_connect(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")
        for pragma in (*pragmas, *(() if write else ("query_only=ON",))):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        # SQLite's own knows A to Z only, and a search for “über” must find “Über”.
        connection.create_function("lower", 1, _lower, deterministic=True)

    event.listen(engine, "connect", on_connect)

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", on_begin)
    return engine


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _snapshots(engine: Engine) -> Engine:
    """The same connections; a transaction of it sees one moment and cannot write."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _pg_engine(url: str) -> Engine:
    limits = "-c statement_timeout=10000 -c lock_timeout=5000"
    idle = "-c idle_in_transaction_session_timeout=15000"
    return create_engine(
        url,
        pool_size=_PG_THREADS + _READ_THREADS,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"options": f"{limits} {idle}"},
    )
