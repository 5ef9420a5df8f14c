"""The creatives of the library: what was picked, as tiles."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col

from vidstudio.db.tables import Asset, Campaign, Creative, CreativeVersion, Decision, Task
from vidstudio.reading import asset_url
from vidstudio.services.guards import find
from vidstudio.services.library import cursors
from vidstudio.services.library.pages import counts
from vidstudio.services.library.queries import PAGE_SIZE, LibraryQuery
from vidstudio.services.library.rows import rows_of, select
from vidstudio.studio import Studio, Who
from vidstudio.views import PickedPageView, PickedView

_KEYS: tuple[Any, ...] = (col(Creative.added_at), col(Creative.id))
_STATES = {"approved": "approved", "changes": "changes", "hold": "hold"}


async def creatives(studio: Studio, who: Who, query: LibraryQuery) -> PickedPageView:
    """Of the campaign or of all, by `q` in the title, the latest picked first."""
    return await studio.db.read(lambda session: _page(session, who, query))


def _page(session: Session, who: Who, query: LibraryQuery) -> PickedPageView:
    if query.campaign_id:
        find(session, Campaign, query.campaign_id, who)
    found = rows_of(session, _asked(who, query))
    rows = found[:PAGE_SIZE]
    decided = _decided(session, [row[0].id for row in rows])
    last = rows[-1][0] if len(found) > PAGE_SIZE else None
    return PickedPageView(
        creatives=tuple(_view(row, decided) for row in rows),
        next_cursor=cursors.written((last.added_at, last.id)) if last else "",
        counts=counts(session, who, query.campaign_id),
    )


def _asked(who: Who, query: LibraryQuery) -> Any:
    """Creatives with their present version, its file, and the take it came from."""
    current = (col(CreativeVersion.creative_id) == Creative.id) & (
        col(CreativeVersion.n) == Creative.versions
    )
    statement = (
        select(Creative, CreativeVersion, Asset, Task.poster_asset_id, Task.parameters)
        .join(CreativeVersion, current)
        .join(Asset, col(Asset.id) == CreativeVersion.asset_id)
        .join(Task, col(Task.id) == CreativeVersion.task_id)
        .where(Creative.workspace_id == who.workspace_id, col(Creative.removed_at).is_(None))
    )
    if query.campaign_id:
        statement = statement.where(Creative.campaign_id == query.campaign_id)
    if words := query.q.strip():
        statement = statement.where(col(Creative.title).icontains(words, autoescape=True))
    if query.cursor:
        statement = statement.where(cursors.after(query.cursor, _KEYS, cursors.NEWEST))
    return statement.order_by(*(key.desc() for key in _KEYS)).limit(PAGE_SIZE + 1)


def _decided(session: Session, ids: Sequence[str]) -> dict[tuple[str, str], str]:
    """The last word on each file: by creative and hash. Comments are no decisions."""
    query = (
        select(Decision.creative_id, Decision.sha256, Decision.kind)
        .where(col(Decision.creative_id).in_(ids), Decision.kind != "comment")
        .order_by(col(Decision.created_at), col(Decision.id))
    )
    return {(key, sha256): kind for key, sha256, kind in rows_of(session, query)}


def _view(row: Any, decided: dict[tuple[str, str], str]) -> PickedView:
    creative, version, asset, poster_id, parameters = row
    word = decided.get((creative.id, version.sha256), "")
    return PickedView(
        id=creative.id,
        campaign_id=creative.campaign_id,
        title=creative.title,
        state=_STATES.get(word, "waiting"),
        version=version.n,
        task_id=version.task_id,
        aspect_ratio=parameters.get("aspect_ratio", ""),
        poster_url=asset_url(poster_id) if poster_id else None,
        video_url=asset_url(asset.id),
        duration_seconds=(asset.duration_ms or 0) / 1000,
        added_at=creative.added_at,
    )
