"""The invariants of money and work, checked against the database. Empty means clean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import bindparam, text
from sqlmodel import Session, col, select

from vidstudio.base.bus import Bus
from vidstudio.db.columns import UtcDateTime
from vidstudio.db.tables import Asset
from vidstudio.invariants.promises import ALWAYS, MONEY, WORK, Promise
from vidstudio.invariants.scopes import ALL, RECENT, SLICE, SLICES, Scope, bounds
from vidstudio.studio import Studio

_LATE = timedelta(minutes=2)
_SHOWN = 20
_FIRST, _OVERLAP = timedelta(hours=1), timedelta(minutes=5)
_MOMENTS = ("since", "late")


@dataclass(frozen=True)
class Violation:
    invariant: str
    what: str


@dataclass(frozen=True)
class _Round:
    """Where the checks of this process are: when the last one was, which slice is next."""

    at: datetime
    turn: int
    broken: bool = False


_rounds: WeakKeyDictionary[Bus, _Round] = WeakKeyDictionary()


async def check(studio: Studio) -> list[Violation]:
    """Everything that one look at the database can decide. Takes seconds for a million rows."""
    late = studio.clock.now() - _LATE

    def look(session: Session) -> list[Violation]:
        promises = (*MONEY, *WORK)
        return [*_broken(session, promises, ALL, {}), *_always(session, late)]

    return await studio.db.read(look)


async def check_recent(studio: Studio) -> list[Violation]:
    """What has changed since the last call, and one of 64 slices of everything in turn: short,
    however long the books are. After a violation everything, until it is mended."""
    now = studio.clock.now()
    last = _rounds.get(studio.bus) or _Round(now - _FIRST, studio.clock.now().minute % SLICES)
    since = {"since": last.at - _OVERLAP}

    def look(session: Session) -> list[Violation]:
        recent = [promise for promise in (*MONEY, *WORK) if not promise.steady]
        found = [*_broken(session, recent, RECENT, since), *_always(session, now - _LATE)]
        part = bounds(session, last.turn)
        return list(dict.fromkeys([*found, *_broken(session, (*MONEY, *WORK), SLICE, part)]))

    found = await check(studio) if last.broken else await studio.db.read(look)
    _rounds[studio.bus] = _Round(now, (last.turn + 1) % SLICES, broken=bool(found))
    return found


def _broken(
    session: Session, promises: tuple[Promise, ...] | list[Promise], scope: Scope, values: Any
) -> Iterator[Violation]:
    for promise in promises:
        query = promise.query.format(scope=scope[promise.of])
        yield from _asked(session, promise.name, query, values)


def _always(session: Session, late: datetime) -> Iterator[Violation]:
    for name, query in ALWAYS.items():
        yield from _asked(session, name, query, {"late": late})


def _asked(
    session: Session, name: str, query: str, values: Mapping[str, Any]
) -> Iterator[Violation]:
    used = {key: value for key, value in values.items() if f":{key}" in query}
    moments = [bindparam(key, type_=UtcDateTime()) for key in used if key in _MOMENTS]
    statement = text(query).bindparams(*moments)
    for row in session.connection().execute(statement, used).fetchmany(_SHOWN):
        yield Violation(name, str(row[0]))


async def check_files(studio: Studio) -> list[Violation]:
    """Every stored file is there, in its size. Reads the store once per asset."""
    query = select(Asset).where(col(Asset.deleted_at).is_(None))
    assets = await studio.db.read(lambda session: session.exec(query).all())
    return [
        Violation("I-5 file is not as stored", asset.storage_key)
        for asset in assets
        if await studio.store.size(asset.storage_key) != asset.size_bytes
    ]
