"""The base of every table, and column kinds that mean the same on SQLite and PostgreSQL."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import CheckConstraint, DateTime, Dialect, TypeDecorator
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel


class Table(SQLModel):
    """A table is named after its class: `SubmitAttempt` is `submit_attempt`."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805  # pyright: ignore[reportIncompatibleVariableOverride] called with the class
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def table_of(model: type[SQLModel]) -> SqlTable:
    """The table behind a class, for statements that need no objects."""
    return cast(SqlTable, getattr(model, "__table__"))  # noqa: B009  SQLAlchemy puts it there


def row_of(row: SQLModel) -> dict[str, Any]:
    """Its columns as values of an INSERT."""
    return {column.key: getattr(row, column.key) for column in table_of(type(row)).columns}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite has no zones: there it is stored naive, in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        naive = dialect.name == "sqlite"
        return value.replace(tzinfo=UTC) if naive else value.astimezone(UTC)


def one_of(column: str, words: Iterable[str], table: str) -> CheckConstraint:
    """The database itself refuses any other word in `column`."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"ck_{table}_{column}")


def moment(**options: Any) -> Any:
    """A column that holds an aware UTC datetime."""
    return Field(sa_type=UtcDateTime, **options)  # pyright: ignore[reportCallIssue, reportArgumentType, reportUnknownVariableType] SQLModel types `sa_type` as a class without decorators


def moment_or_none(**options: Any) -> Any:
    """The same, empty until something has happened."""
    return moment(default=None, **options)
