"""What can be asked of the library, as conditions on takes. Nothing is read here."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, case, func, or_
from sqlmodel import col, select

from vidstudio.arrivals import ARRIVED, FAILED
from vidstudio.db.tables import Creative, CreativeVersion, Shot, Task
from vidstudio.rules.catalog import Catalog
from vidstudio.rules.lifecycle import TERMINAL, TaskState
from vidstudio.services.library import cursors
from vidstudio.studio import Studio, Who

PAGE_SIZE = 48
MOST_PAGES = 3
MOST_IDS = 200


def _printable(words: str) -> str:
    if not words.isprintable():
        raise ValueError("signs that cannot be seen are not allowed")
    return words


def _searchable(words: str) -> str:
    """Signs that cannot be seen are no part of what is looked for."""
    return "".join(sign for sign in words if sign.isprintable())


Id = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_printable)]
TakeIds = Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_IDS)]
Word = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_printable)]
Amount = Annotated[int, Field(ge=0, le=1_000_000)]
Seconds = Annotated[int, Field(ge=0, le=600)]
Sort = Literal["newest", "rating", "cost", "shot"]
StateWord = Literal["waiting", "making", "done", "failed", "stopped"]
Within = Literal["", "today", "week", "month"]

_DAYS: dict[str, int] = {"today": 1, "week": 7, "month": 30}
_ENDED: dict[str, ColumnElement[bool]] = {
    "done": ARRIVED,
    "failed": FAILED,
    "stopped": col(Task.state) == TaskState.CANCELLED,
}


class LibraryQuery(BaseModel):
    """Every filter that is set must fit. `zone_minutes` is how far the reader's clock is ahead
    of UTC: days are theirs. `pages` reads several pages in one go."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    campaign_id: Id | None = None
    q: Annotated[str, AfterValidator(_searchable)] = Field(default="", max_length=200)
    states: tuple[StateWord, ...] = ()
    models: tuple[Word, ...] = Field(default=(), max_length=50)
    ratios: tuple[Word, ...] = Field(default=(), max_length=20)
    shortest_seconds: Seconds | None = None
    longest_seconds: Seconds | None = None
    makers: tuple[Id, ...] = Field(default=(), max_length=50)
    within: Within = ""
    from_day: date | None = None
    to_day: date | None = None
    least_credits: Amount | None = None
    most_credits: Amount | None = None
    min_rating: int | None = Field(default=None, ge=1, le=5)
    favourite: bool = False
    drafts: bool = False
    picked: bool = False
    in_bin: bool = False
    sort: Sort = "newest"
    cursor: str = Field(default="", max_length=400)
    limit: int = Field(default=PAGE_SIZE, ge=1, le=PAGE_SIZE)
    pages: int = Field(default=1, ge=1, le=MOST_PAGES)
    zone_minutes: int = Field(default=0, ge=-840, le=840)


def shelf(who: Who, query: LibraryQuery) -> Iterator[ColumnElement[bool]]:
    """The takes of the scope: those in the bin, or those that are not."""
    yield col(Task.workspace_id) == who.workspace_id
    if query.campaign_id:
        yield col(Task.campaign_id) == query.campaign_id
    if query.in_bin:
        yield col(Task.removed_at).is_not(None)
        yield col(Task.purged_at).is_(None)
    else:
        yield col(Task.removed_at).is_(None)


def fitting(query: LibraryQuery, studio: Studio) -> Iterator[ColumnElement[bool]]:
    """What the filters ask of a take; with words to search for, of a take joined with its shot."""
    if words := query.q.strip():
        # SQLite's plain LIKE knows A to Z in both cases, and is ten times as fast as ours.
        yield _says(words, studio.catalog, plain=studio.db.sqlite and words.isascii())
    if query.states:
        yield or_(*(_in_state(word) for word in query.states))
    if query.models:
        yield col(Task.model).in_(query.models)
    if query.ratios:
        yield col(Task.parameters)["aspect_ratio"].as_string().in_(query.ratios)
    if query.makers:
        yield col(Task.user_id).in_(query.makers)
    if query.favourite:
        yield col(Task.favourite).is_(True)
    if query.drafts:
        yield col(Task.origin) == "draft"
    if query.picked:
        yield col(Task.id).in_(_picked())
    yield from _ranges(query)
    yield from _days(query, studio.clock.now())


def _ranges(query: LibraryQuery) -> Iterator[ColumnElement[bool]]:
    length: Any = col(Task.parameters)["duration_seconds"].as_integer()
    if query.shortest_seconds is not None:
        yield length >= query.shortest_seconds
    if query.longest_seconds is not None:
        yield length <= query.longest_seconds
    if query.least_credits is not None:
        yield col(Task.charged) >= query.least_credits
    if query.most_credits is not None:
        yield col(Task.charged) <= query.most_credits
    if query.min_rating is not None:
        yield col(Task.rating) >= query.min_rating


def _days(query: LibraryQuery, now: datetime) -> Iterator[ColumnElement[bool]]:
    zone = timezone(timedelta(minutes=query.zone_minutes))
    first, last = query.from_day, query.to_day
    if query.within:
        first = now.astimezone(zone).date() - timedelta(days=_DAYS[query.within] - 1)
    if first:
        yield col(Task.created_at) >= start_of(first, zone)
    if last and last < date.max:
        yield col(Task.created_at) < start_of(last + timedelta(days=1), zone)


def start_of(day: date, zone: timezone) -> datetime:
    """Midnight there, in UTC; the first moment there is for days nobody has seen."""
    try:
        return datetime.combine(day, time.min, zone).astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _says(words: str, catalog: Catalog, *, plain: bool) -> ColumnElement[bool]:
    """In the prompt, the shot's title or the model's name, in any case."""
    pattern = f"%{_literal(words)}%"
    named = [key for key, card in catalog.cards.items() if words.lower() in card.name.lower()]
    texts = (col(Task.prompt), col(Shot.title))
    said = (t.like(pattern, escape="\\") if plain else t.ilike(pattern, escape="\\") for t in texts)
    return or_(*said, col(Task.model).in_(named))


def _literal(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _in_state(word: StateWord) -> ColumnElement[bool]:
    if word in _ENDED:
        return _ENDED[word]
    waiting = col(Task.state) == TaskState.QUEUED
    return waiting if word == "waiting" else col(Task.state).not_in([*TERMINAL, TaskState.QUEUED])


def _picked() -> Any:
    return (
        select(CreativeVersion.task_id)
        .join(Creative, col(Creative.id) == CreativeVersion.creative_id)
        .where(col(Creative.removed_at).is_(None))
    )


KINDS: dict[Sort, tuple[type, ...]] = {
    "newest": cursors.NEWEST,
    "rating": (int, datetime, str),
    "cost": (int, datetime, str),
    "shot": (str, int, str, datetime, str),
}


def order(sort: Sort) -> tuple[Any, ...]:
    """What takes are sorted by, each of it descending; the last two make the place unique.

    By rating: the rejected come last, those without a rating before them.
    """
    unique: tuple[Any, ...] = (col(Task.created_at), col(Task.id))
    match sort:
        case "rating":
            rated = case((col(Task.rating) == 0, -1), else_=col(Task.rating))
            return (func.coalesce(rated, 0), *unique)
        case "cost":
            return (col(Task.charged), *unique)
        case "shot":
            return (col(Task.campaign_id), -col(Shot.place), col(Task.shot_id), *unique)
        case _:
            return unique
