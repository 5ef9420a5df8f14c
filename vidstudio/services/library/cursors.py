"""Where a page ended: the sort keys of its last take, as one opaque word."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_

from vidstudio.base.errors import InvalidRequest
from vidstudio.db.columns import UtcDateTime

NEWEST: tuple[type, ...] = (datetime, str)
_LARGEST = 2**31 - 1


def written(keys: Sequence[Any]) -> str:
    plain = [key.isoformat() if isinstance(key, datetime) else key for key in keys]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def after(
    cursor: str, keys: Sequence[ColumnElement[Any]], kinds: Sequence[type]
) -> ColumnElement[bool]:
    """What comes after it when all `keys` descend. Raises InvalidRequest on field `cursor`."""
    values = _read(cursor, kinds)
    steps = [
        and_(*(keys[i] == values[i] for i in range(place)), keys[place] < values[place])
        for place in range(len(keys))
    ]
    # The first key once more, alone: an index can be entered by it.
    return and_(keys[0] <= values[0], or_(*steps))


def _read(cursor: str, kinds: Sequence[type]) -> list[Any]:
    wrong = InvalidRequest("This page cannot be opened. Start from the first one.", "cursor")
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        plain: list[Any] = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        read = [_value(kind, value) for kind, value in zip(kinds, plain, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise wrong from error
    return read


def _value(kind: type, value: Any) -> Any:
    if kind is datetime:
        return literal(datetime.fromisoformat(value).astimezone(UTC), UtcDateTime())
    if kind is int and type(value) is int and abs(value) <= _LARGEST:
        return value
    if kind is str and isinstance(value, str) and value.isascii() and value.isprintable():
        return value
    raise ValueError(kind)
