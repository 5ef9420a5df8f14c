"""What can be chosen here and now, what this studio knows of it, and whose favourite it is."""

import statistics
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlmodel import Session, col, select

from vidstudio.base.bus import Bus
from vidstudio.db.tables import FavouriteModel, Task
from vidstudio.rules.catalog import Choice
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.prices import PriceNow
from vidstudio.services import prices
from vidstudio.services.guards import require_maker
from vidstudio.studio import Studio, Who
from vidstudio.views import ModelView

OWN_TIME_DAYS = 30
OWN_TIME_KEPT = timedelta(seconds=60)
_NEWEST = 2000
_ENOUGH = 3  # takes below this say nothing


class OwnTime(NamedTuple):
    """How long this studio's own takes took: their median and how many there were."""

    seconds: float
    takes: int


OwnTimes = dict[tuple[str, bool], OwnTime]  # by model, and whether it was the demo


@dataclass(frozen=True)
class _Measured:
    at: datetime
    times: OwnTimes


# Per process; a bus is there once per studio.
_measured: WeakKeyDictionary[Bus, _Measured] = WeakKeyDictionary()


async def catalogue(studio: Studio, who: Who | None = None) -> tuple[ModelView, ...]:
    """Every row, in the order of the catalogue: those that cannot run say why."""
    names = {card.id: card.name for card in studio.catalog.cards.values()}
    starred = await _favourites(studio, who) if who else set[str]()
    times, book = await own_times(studio), await prices.book(studio)
    return tuple(
        _view(choice, names, book.of(choice.card)).model_copy(
            update={"favourite": choice.card.id in starred, **_own(choice, times)}
        )
        for choice in studio.choices()
    )


async def own_times(studio: Studio) -> OwnTimes:
    """From the finished takes of the last 30 days, at most a minute old."""
    now, kept = studio.clock.now(), _measured.get(studio.bus)
    if kept is None or not timedelta() <= now - kept.at < OWN_TIME_KEPT:
        since = now - timedelta(days=OWN_TIME_DAYS)
        kept = _Measured(now, await studio.db.read(lambda session: _measure(session, since)))
        _measured[studio.bus] = kept
    return kept.times


async def favour(studio: Studio, who: Who, model_id: str, *, on: bool) -> None:
    """Mark a model as this person's favourite, or no more. InvalidRequest for unknown ones."""
    require_maker(who)
    model = studio.catalog.card(model_id).id

    def work(session: Session) -> None:
        row = session.get(FavouriteModel, (who.user_id, model))
        if on and row is None:
            session.add(FavouriteModel(user_id=who.user_id, model=model))
        elif row is not None and not on:
            session.delete(row)

    await studio.db.write(work)


async def _favourites(studio: Studio, who: Who) -> set[str]:
    query = select(FavouriteModel.model).where(FavouriteModel.user_id == who.user_id)
    return set(await studio.db.read(lambda session: session.exec(query).all()))


def _measure(session: Session, since: datetime) -> OwnTimes:
    query = (
        select(Task.model, Task.demo, Task.started_at, Task.terminal_at)
        .where(
            Task.state == TaskState.SUCCEEDED,
            col(Task.started_at).is_not(None),
            col(Task.created_at) >= since,
            Task.provider != "sample",
        )
        .order_by(col(Task.created_at).desc())
        .limit(_NEWEST)
    )
    took = defaultdict[tuple[str, bool], list[float]](list)
    for model, demo, started_at, ended_at in session.exec(query).all():
        if started_at and ended_at:
            took[model, demo].append((ended_at - started_at).total_seconds())
    return {
        key: OwnTime(statistics.median(times), len(times))
        for key, times in took.items()
        if len(times) >= _ENOUGH
    }


def _own(choice: Choice, times: OwnTimes) -> dict[str, object]:
    own = times.get((choice.card.id, choice.demo))
    if own is None:
        return {}
    return {"usual_seconds": max(1, round(own.seconds)), "own_takes": own.takes}


def _view(choice: Choice, names: dict[str, str], now: PriceNow) -> ModelView:
    card = choice.card
    same = {"id", "name", "vendor", "glyph", "good_at", "quality_stars", "speed", "modes", "new"}
    limits = {"aspect_ratios", "resolutions", "sound", "max_references", "negative_prompt"}
    successor, priced = card.lifecycle.successor, now.covers(card)
    return ModelView(
        **card.model_dump(include=same | limits | {"prompt_limit"}),
        durations=card.durations.values,
        default_duration=card.durations.default,
        price_unit=now.price.unit,
        price_silent=now.price.silent,
        price_sound=now.price.sound,
        price_pictures=now.price.pictures,
        usual_seconds=choice.usual_seconds(),
        lifecycle_state=card.lifecycle.state,
        lifecycle_on=card.lifecycle.on,
        successor=successor,
        successor_name=names.get(successor or ""),
        available=choice.available and priced,
        unavailable_reason=choice.unavailable_reason or (None if priced else "No price is set"),
        demo=choice.demo,
    )
