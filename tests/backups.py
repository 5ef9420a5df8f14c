"""A backup of a studio's database, and its return over whatever has happened since."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import psycopg
from psycopg import sql

from vidstudio.studio import Studio

Restore = Callable[[], None]


def back_up(studio: Studio) -> Restore:
    """The function brings everything back as it is now; nobody may be writing then."""
    url = studio.settings.database_url
    return _postgres(url) if url else _sqlite(studio)


def _sqlite(studio: Studio) -> Restore:
    live = studio.settings.data_dir / "vidstudio.db"
    copy = live.with_name("backup.db")
    _copy(str(live), str(copy))
    return lambda: _copy(str(copy), str(live))


def _copy(source: str, target: str) -> None:
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


def _postgres(url: str) -> Restore:
    tables = dict[str, bytes]()
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (name,) in names.fetchall():
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as rows:
                tables[name] = b"".join(bytes(row) for row in rows)

    def restore() -> None:
        with psycopg.connect(url) as connection, connection.cursor() as cursor:
            connection.execute("SET session_replication_role = replica")
            for name in tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            for name, rows in tables.items():
                into = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                with cursor.copy(into) as copy:
                    copy.write(rows)

    return restore
