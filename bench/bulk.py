"""Rows by the hundred thousand, written straight into a table."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Column, insert
from sqlmodel import Session, SQLModel

from vidstudio.db.columns import table_of

Rows = Sequence[Mapping[str, Any]]


def write(session: Session, table: type[SQLModel], rows: Rows) -> None:
    """All rows name the same columns; the others have their defaults. PostgreSQL copies them."""
    if not rows:
        return
    if session.get_bind().dialect.name != "postgresql":
        session.connection().execute(insert(table), rows)
        return
    columns = [
        column
        for column in table_of(table).columns
        if column.name in rows[0] or column.default is not None
    ]
    names = ", ".join(f'"{column.name}"' for column in columns)
    driver: Any = session.connection().connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{table_of(table).name}" ({names}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row([_cell(column, row) for column in columns])


def _cell(column: Column[Any], row: Mapping[str, Any]) -> object:
    value = row[column.name] if column.name in row else _default(column)
    return json.dumps(value) if isinstance(column.type, JSON) and value is not None else value


def _default(column: Column[Any]) -> object:
    default: Any = column.default
    return default.arg(None) if default.is_callable else default.arg
