"""Rows of many columns, which SQLModel has no types for."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session
from sqlmodel import select as _select

select: Any = _select


def rows_of(session: Session, statement: Any) -> Sequence[Any]:
    execute: Any = session.exec
    return execute(statement).all()
