"""A page of takes, read with a handful of queries whatever its size."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, col

from vidstudio.db.tables import Asset, Campaign, Creative, Shot, Task
from vidstudio.services.guards import find
from vidstudio.services.library import cursors
from vidstudio.services.library.queries import KINDS, LibraryQuery, fitting, order, shelf, start_of
from vidstudio.services.library.rows import rows_of, select
from vidstudio.services.library.tiles import TILE_COLUMNS, tile_views
from vidstudio.studio import Studio, Who
from vidstudio.views import CountsView, GroupView, LibraryPageView

Conditions = Sequence[Any]


async def search(studio: Studio, who: Who, query: LibraryQuery) -> LibraryPageView:
    """The takes that fit, from the cursor on.

    Raises NotFound for a foreign campaign, InvalidRequest on field `cursor`.
    """
    return await studio.db.read(lambda session: _page(session, studio, who, query))


def _page(session: Session, studio: Studio, who: Who, query: LibraryQuery) -> LibraryPageView:
    if query.campaign_id:
        find(session, Campaign, query.campaign_id, who)
    filters = [*fitting(query, studio)]
    fit = [*shelf(who, query), *filters]
    rows, following, more = _rows(session, query, fit)
    counted = counts(session, who, query.campaign_id)
    everything = counted.bin if query.in_bin else counted.takes
    return LibraryPageView(
        tiles=tile_views(session, studio, who, rows),
        groups=_groups(session, query, fit, rows),
        next_cursor=following[-1] if more else "",
        cursors=tuple(following[:-1] if more else following),
        counts=counted,
        matching=_matching(session, query, fit) if filters else everything,
    )


def _rows(
    session: Session, query: LibraryQuery, fit: Conditions
) -> tuple[list[Any], list[str], bool]:
    """The rows, the cursors behind each page that has a next one, and whether the last has."""
    keys, most = order(query.sort), query.limit * query.pages
    statement = select(*TILE_COLUMNS, *keys).join(Shot, col(Shot.id) == Task.shot_id).where(*fit)
    if query.cursor:
        statement = statement.where(cursors.after(query.cursor, keys, KINDS[query.sort]))
    descending = [key.desc() for key in keys]
    found = list(rows_of(session, statement.order_by(*descending).limit(most + 1)))
    ends = range(query.limit, len(found), query.limit)
    following = [cursors.written(found[end - 1][len(TILE_COLUMNS) :]) for end in ends]
    return found[:most], following, len(found) > most


def _matching(session: Session, query: LibraryQuery, fit: Conditions) -> int:
    return rows_of(session, _over(query, func.count()).where(*fit))[0]


def _over(query: LibraryQuery, *columns: Any) -> Any:
    """From takes; joined with their shots only where words are searched for."""
    statement = select(*columns).select_from(Task)
    return statement.join(Shot, col(Shot.id) == Task.shot_id) if query.q.strip() else statement


def _groups(
    session: Session, query: LibraryQuery, fit: Conditions, rows: Sequence[Any]
) -> tuple[GroupView, ...]:
    if not rows or query.sort not in {"newest", "shot"}:
        return ()
    by_shot = query.sort == "shot"
    key, there = _by_shot(rows) if by_shot else _by_day(rows, query.zone_minutes)
    statement = (
        _over(query, key, func.count(), func.coalesce(func.sum(Task.charged), 0))
        .where(*fit, *there)
        .group_by(key)
    )
    found = rows_of(session, statement)
    return tuple(GroupView(key=k, takes=n, charged_credits=c) for k, n, c in found)


def _by_shot(rows: Sequence[Any]) -> tuple[Any, Conditions]:
    return col(Task.shot_id), [col(Task.shot_id).in_({row.shot_id for row in rows})]


def _by_day(rows: Sequence[Any], zone_minutes: int) -> tuple[Any, Conditions]:
    zone = timezone(timedelta(minutes=zone_minutes))
    days = sorted({row.created_at.astimezone(zone).date() for row in rows})
    made = col(Task.created_at)
    # Newest first: the first start that lies before it is the day it belongs to.
    starts = [(made >= start_of(day, zone), day.isoformat()) for day in reversed(days)]
    first, end = start_of(days[0], zone), start_of(days[-1] + timedelta(days=1), zone)
    return case(*starts, else_=""), [made >= first, made < end]


def day_of(moment: datetime, zone_minutes: int) -> str:
    """The key of the group that a moment belongs to."""
    zone = timezone(timedelta(minutes=zone_minutes))
    return moment.astimezone(UTC).astimezone(zone).date().isoformat()


def counts(session: Session, who: Who, campaign_id: str | None) -> CountsView:
    """What stands beside the tabs: of the scope alone, whatever the filters say."""
    scope = LibraryQuery(campaign_id=campaign_id)
    binned = LibraryQuery(campaign_id=campaign_id, in_bin=True)
    mine = [col(Creative.workspace_id) == who.workspace_id, col(Creative.removed_at).is_(None)]
    if campaign_id:
        mine.append(col(Creative.campaign_id) == campaign_id)
    pictures = [
        col(Asset.workspace_id) == who.workspace_id,
        col(Asset.role) == "reference",
        col(Asset.deleted_at).is_(None),
    ]
    asked = (
        (Task, [*shelf(who, scope)]),
        (Creative, mine),
        (Asset, pictures),
        (Task, [*shelf(who, binned)]),
    )
    counted = [
        select(func.count()).select_from(table).where(*conditions).scalar_subquery()
        for table, conditions in asked
    ]
    takes, creatives, uploads, in_bin = rows_of(session, select(*counted))[0]
    return CountsView(takes=takes, creatives=creatives, uploads=uploads, bin=in_bin)
