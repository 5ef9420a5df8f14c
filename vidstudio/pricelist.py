"""The prices of this moment: the admins' rules, the settings, the catalogue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from pydantic import ValidationError
from sqlmodel import Session, col, func, select

from vidstudio.base.errors import InvalidRequest
from vidstudio.db.session import touch
from vidstudio.db.tables import PriceRule, Task, Workspace
from vidstudio.rules.catalog import Catalog, Price
from vidstudio.rules.prices import PriceBook, Rule
from vidstudio.rules.pricing import quote
from vidstudio.rules.requests import Parameters

KEPT = timedelta(seconds=1)
QUIET = timedelta(seconds=2)  # after a change a reader may still look at what was before


@dataclass(frozen=True)
class _Kept:
    at: datetime
    rules: tuple[Rule, ...]


# Per process; a catalogue is there once per studio. Rules to come are kept with the others, so
# that a price changes at its moment.
_kept: WeakKeyDictionary[Catalog, _Kept] = WeakKeyDictionary()
_changed: WeakKeyDictionary[Catalog, datetime] = WeakKeyDictionary()


def kept(catalog: Catalog, now: datetime) -> PriceBook | None:
    """The prices if they were read within the last second."""
    found = _kept.get(catalog)
    if found is None or not timedelta() <= now - found.at < KEPT:
        return None
    return PriceBook(found.rules, catalog.own_prices, now)


def book(session: Session, catalog: Catalog, now: datetime) -> PriceBook:
    """The prices; what another process has set is heard within a second."""
    there = kept(catalog, now)
    if there is not None:
        return there
    found, changed = _Kept(now, rules(session)), _changed.get(catalog)
    if changed is None or now - changed > QUIET:
        _kept[catalog] = found
    return PriceBook(found.rules, catalog.own_prices, now)


def again(prices: PriceBook, catalog: Catalog, task: Task) -> int:
    """What making a take again costs now; the old price where the model or its price is gone."""
    try:
        now = prices.of(catalog.card(task.model))
        return quote(now, Parameters.model_validate(task.parameters)).amount_credits
    except (InvalidRequest, ValidationError):
        return task.quoted


def forget(catalog: Catalog, now: datetime) -> None:
    """A price was set in this process. For a moment nothing is kept: who began to read before
    that would leave the old prices behind for those who look because of it."""
    _changed[catalog] = now
    _kept.pop(catalog, None)


def rules(session: Session) -> tuple[Rule, ...]:
    """All of them, those still to come too."""
    return tuple(
        Rule(
            row.model,
            row.version,
            None if row.price is None else Price.model_validate(row.price),
            row.effective_at,
        )
        for row in session.exec(select(PriceRule)).all()
    )


def announce_due(session: Session, since: datetime, now: datetime) -> bool:
    """Tell every workspace if a price has become effective after `since`. Whether one has."""
    query = select(func.count()).where(
        PriceRule.effective_at > since, col(PriceRule.effective_at) <= now
    )
    due = session.exec(query).one() > 0
    if due:
        announce(session)
    return due


def announce(session: Session) -> None:
    """Every open page looks again: prices have changed."""
    for workspace_id in session.exec(select(Workspace.id)).all():
        touch(session, workspace_id)
