"""From the columns a tile needs to tiles: no whole rows, no query per tile."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from vidstudio import pace, reading
from vidstudio.db.tables import Asset, Shot, Task
from vidstudio.reading import asset_url
from vidstudio.rules import lifecycle
from vidstudio.rules.lifecycle import TaskState
from vidstudio.studio import Studio, Who
from vidstudio.views import TileView

TILE_COLUMNS: tuple[Any, ...] = (
    Task.id,
    Task.shot_id,
    Task.campaign_id,
    Shot.title,
    Task.number,
    Task.model,
    Task.state,
    Task.state_reason,
    Task.progress,
    Task.started_at,
    Task.usual_seconds,
    Task.terminal_at,
    Task.parameters,
    Task.poster_asset_id,
    Task.result_asset_id,
    Task.quoted,
    Task.charged,
    Task.rating,
    Task.favourite,
    Task.origin,
    Task.demo,
    Task.created_at,
    Task.removed_at,
)


def tile_views(
    session: Session, studio: Studio, who: Who, rows: Sequence[Any]
) -> tuple[TileView, ...]:
    """Rows of `TILE_COLUMNS` as tiles, in their order."""
    if not rows:
        return ()
    lengths = _lengths(session, [row.result_asset_id for row in rows if row.result_asset_id])
    picked = reading.picked(session, [row.id for row in rows])
    stills = {row.id: _pictures(row) for row in rows if row.poster_asset_id is None}
    wanted = [key for keys in stills.values() for key in keys[:1]]
    known = reading.pictures(session, who.workspace_id, wanted)
    now = studio.clock.now()

    def view(row: Any) -> TileView:
        first = known.get(next(iter(stills.get(row.id, ())), ""))
        card = studio.catalog.cards.get(row.model)
        return TileView(
            **_told(row, now),
            model_name=card.name if card else row.model,
            poster_url=first.thumbnail_url if first else _link(row.poster_asset_id),
            duration_seconds=lengths.get(row.id) or row.parameters.get("duration_seconds", 0),
            in_creatives=row.id in picked,
        )

    return tuple(view(row) for row in rows)


def _told(row: Any, now: datetime) -> dict[str, Any]:
    """What the row alone says."""
    state, video = lifecycle.shown(row.state), row.result_asset_id
    return {
        "id": row.id,
        "shot_id": row.shot_id,
        "campaign_id": row.campaign_id,
        "title": row.title,
        "number": row.number,
        "state": state,
        "stage": lifecycle.stage(state, row.state_reason, late=_late(row, now)),
        "progress": row.progress,
        "left_seconds": _left(row, now),
        "aspect_ratio": row.parameters.get("aspect_ratio", ""),
        "video_url": _link(video),
        "download_url": asset_url(video, download=True) if video else None,
        "quoted_credits": row.quoted,
        "charged_credits": row.charged,
        "held_credits": 0 if row.terminal_at else row.quoted,
        "rating": row.rating,
        "favourite": row.favourite,
        "draft": row.origin == "draft",
        "demo": row.demo,
        "failure_code": row.state_reason if state is TaskState.FAILED else None,
        "created_at": row.created_at,
        "removed_at": row.removed_at,
    }


def _link(asset_id: str | None) -> str | None:
    return asset_url(asset_id) if asset_id else None


def _pictures(row: Any) -> list[str]:
    """What it is made from, first frame first."""
    made_from = row.parameters
    frames = [made_from.get("first_frame"), *(made_from.get("references") or ())]
    return [key for key in (*frames, made_from.get("last_frame")) if key]


def _lengths(session: Session, asset_ids: Sequence[str]) -> dict[str, float]:
    """By take how long the delivered video is."""
    query = select(Asset.task_id, Asset.duration_ms).where(col(Asset.id).in_(asset_ids))
    found = session.exec(query).all() if asset_ids else ()
    return {task_id: ms / 1000 for task_id, ms in found if task_id and ms}


def _late(row: Any, now: datetime) -> bool:
    if row.started_at is None:
        return False
    age = (now - row.started_at).total_seconds()
    return age > max(row.usual_seconds * lifecycle.LATE_FACTOR, 10)


def _left(row: Any, now: datetime) -> int | None:
    """From true progress where there is some, else from the usual time; None when past it."""
    if row.state != TaskState.RUNNING or row.started_at is None:
        return None
    age = (now - row.started_at).total_seconds()
    if row.progress and row.progress >= pace.TELLING_PERCENT:
        return math.ceil(age * (100 - row.progress) / row.progress)
    left = math.ceil(row.usual_seconds - age)
    return left if left > 0 else None
