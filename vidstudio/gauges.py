"""Metrics that the database knows: the same in every process, and whole after a restart."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Executable, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from vidstudio.base import metrics
from vidstudio.base.errors import DatabaseBusy
from vidstudio.db.tables import (
    CreditHold,
    CreditLot,
    Halt,
    Outbox,
    ProviderHealth,
    ProviderSlot,
    Task,
    UsageDay,
)
from vidstudio.studio import Studio

log = logging.getLogger(__name__)

_REFRESH_SECONDS = 10.0
_ENDINGS = ("succeeded", "failed", "cancelled")
_BUCKETS = ("available", "held", "captured", "expired", "revoked")
_BREAKERS = {"closed": 0, "half_open": 1, "open": 2, "operator": 3}


Labelled = dict[tuple[str, ...], float]


@dataclass(frozen=True)
class Family:
    """One metric with its values by label."""

    name: str
    words: str
    labels: tuple[str, ...]
    values: Labelled = field(default_factory=dict[tuple[str, ...], float])
    total: bool = False

    def metric(self) -> Metric:
        kind = CounterMetricFamily if self.total else GaugeMetricFamily
        made = kind(self.name, self.words, labels=self.labels)
        for labels, value in self.values.items():
            made.add_metric(list(labels), value)
        return made


async def tell(studio: Studio) -> None:
    """Answer `/metrics` for as long as the process lives; over at once where no port is set."""
    with metrics.served(studio.settings) as on:
        if on:
            await Gauges().keep(studio)


class Gauges(Collector):
    """Hands out what `refresh` has read last. One per process."""

    def __init__(self) -> None:
        self._families: tuple[Family, ...] = ()
        REGISTRY.register(self)

    def collect(self) -> Iterator[Metric]:
        return (family.metric() for family in self._families)

    async def refresh(self, studio: Studio) -> None:
        now = studio.clock.now()
        self._families = await studio.db.read(lambda session: tuple(_read(session, now)))

    async def keep(self, studio: Studio) -> None:
        """Read anew every few seconds, for as long as the process lives."""
        try:
            while True:
                try:
                    await self.refresh(studio)
                except (SQLAlchemyError, DatabaseBusy):
                    log.warning("the metrics could not be read; trying again")
                await asyncio.sleep(_REFRESH_SECONDS)
        finally:
            self.close()

    def close(self) -> None:
        REGISTRY.unregister(self)


def _read(session: Session, now: datetime) -> Iterator[Family]:
    yield from _tasks(session, now)
    yield from _money(session, now)
    yield from _providers(session)
    pending = select(func.count(), func.min(col(Outbox.created_at)))
    ((count, oldest),) = _rows(session, pending.where(col(Outbox.state) == "pending"))
    yield _one("vs_outbox_pending", "Messages not delivered yet.", count)
    yield _one("vs_outbox_oldest_seconds", "Age of the oldest of them.", _age(oldest, now))
    ((halts,),) = _rows(session, select(func.count()).select_from(Halt))
    yield _one("vs_submits_halted", "1 while new submissions are stopped.", min(halts, 1))


def _tasks(session: Session, now: datetime) -> Iterator[Family]:
    sums = [func.sum(getattr(UsageDay, name)) for name in _ENDINGS]
    grouped = select(col(UsageDay.provider), *sums).group_by(col(UsageDay.provider))
    ended: Labelled = {}
    for provider, *counts in _rows(session, grouped):
        for state, count in zip(_ENDINGS, counts, strict=True):
            ended[state, provider] = float(count or 0)
    yield Family("vs_tasks", "Takes that have ended.", ("state", "provider"), ended, total=True)
    states = select(col(Task.state), func.count(), func.min(col(Task.created_at)))
    live = states.where(col(Task.terminal_at).is_(None)).group_by(col(Task.state))
    rows = _rows(session, live)
    counted: Labelled = {(state,): float(count) for state, count, _ in rows}
    ages: Labelled = {(state,): _age(oldest, now) for state, _, oldest in rows}
    yield Family("vs_tasks_live", "Takes in the works.", ("state",), counted)
    yield Family("vs_task_age_oldest_seconds", "Age of the oldest of them.", ("state",), ages)
    exposed = select(func.coalesce(func.sum(col(Task.exposure)), 0)).where(col(Task.exposure) > 0)
    ((exposure,),) = _rows(session, exposed)
    words = "Credits of quotes that the operator may have to pay for nothing."
    yield Family("vs_provider_exposure_credits", words, (), {(): float(exposure)}, total=True)


def _money(session: Session, now: datetime) -> Iterator[Family]:
    sums = [func.coalesce(func.sum(getattr(CreditLot, bucket)), 0) for bucket in _BUCKETS]
    (row,) = _rows(session, select(*sums))
    credits: Labelled = {(name,): float(n) for name, n in zip(_BUCKETS, row, strict=True)}
    yield Family("vs_ledger_credits", "Credits of all lots.", ("bucket",), credits)
    held = select(func.count(), func.min(col(CreditHold.created_at)))
    ((count, oldest),) = _rows(session, held.where(col(CreditHold.state) == "open"))
    yield _one("vs_holds_open", "Holds that have not ended.", count)
    yield _one("vs_hold_oldest_seconds", "Age of the oldest of them.", _age(oldest, now))


def _providers(session: Session) -> Iterator[Family]:
    taken = select(col(ProviderSlot.provider), func.count()).where(
        col(ProviderSlot.task_id).is_not(None)
    )
    rows = _rows(session, taken.group_by(col(ProviderSlot.provider)))
    places: Labelled = {(name,): float(count) for name, count in rows}
    yield Family("vs_provider_slots_used", "Takes at a provider.", ("provider",), places)
    health = _rows(session, select(col(ProviderHealth.provider), col(ProviderHealth.state)))
    breakers: Labelled = {(name,): float(_BREAKERS[state]) for name, state in health}
    words = "0 closed, 1 half open, 2 open, 3 waits for an admin."
    yield Family("vs_provider_breaker_state", words, ("provider",), breakers)


def _rows(session: Session, query: Executable) -> list[tuple[Any, ...]]:
    """Columns that are sums are nothing the type checker can know."""
    return [tuple(row) for row in session.connection().execute(query)]


def _one(name: str, words: str, value: float) -> Family:
    return Family(name, words, (), {(): float(value)})


def _age(oldest: datetime | None, now: datetime) -> float:
    return (now - oldest).total_seconds() if oldest else 0.0
