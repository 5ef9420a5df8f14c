"""How connections to either database are opened, and how long they wait for each other."""

import time
from pathlib import Path
from typing import Any

from psycopg.types.string import StrDumper
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import create_engine

READ_THREADS = 4
PG_THREADS = 12
# SQLite's own wait looks ten times a second and is passed over for seconds by writers that never
# pause; many short waits are not.
PATIENCE_SECONDS, LOOK_MS = 15.0, 20


def sqlite_engine(url: str, *, write: bool) -> Engine:
    path = url.removeprefix("sqlite:///")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False},
        pool_size=1 if write else READ_THREADS + 1,
        max_overflow=0,
    )

    def on_connect(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
        pragmas += ("wal_autocheckpoint=8000", f"busy_timeout={LOOK_MS if write else 5000}")
        pragmas += () if write else ("query_only=ON",)
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        # SQLite's own knows A to Z only, and a search for “über” must find “Über”.
        connection.create_function("lower", 1, _lower, deterministic=True)

    event.listen(engine, "connect", on_connect)

    event.listen(engine, "begin", _begin_writing if write else _begin_reading)
    return engine


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > end:
                raise


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def snapshots(engine: Engine) -> Engine:
    """The same connections; a transaction of it sees one moment and cannot write."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def pg_engine(url: str) -> Engine:
    limits = "-c statement_timeout=10000 -c lock_timeout=5000"
    idle = "-c idle_in_transaction_session_timeout=15000"
    engine = create_engine(
        url,
        pool_size=PG_THREADS + READ_THREADS,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"options": f"{limits} {idle}"},
    )

    def on_connect(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.adapters.register_dumper(str, _WithoutNul)

    event.listen(engine, "connect", on_connect)
    return engine


class _WithoutNul(StrDumper):
    """PostgreSQL keeps no NUL. An id with one in it is an unknown id, and no server error."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\x00", "\ufffd"))
