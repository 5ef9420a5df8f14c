"""A finished take as the file of a creative, with how it came to be."""

from typing import Any

from sqlmodel import Session

from vidstudio.db.tables import Asset, Brief, Creative, CreativeVersion, Shot, Task, User
from vidstudio.rules.brief import CHANNELS
from vidstudio.studio import Studio


def insert(session: Session, studio: Studio, task: Task, user_id: str) -> str:
    """A new creative of one version; inside the caller's transaction."""
    shot = session.get_one(Shot, task.shot_id)
    creative = Creative(
        id=studio.clock.new_id(),
        workspace_id=task.workspace_id,
        campaign_id=task.campaign_id,
        shot_id=task.shot_id,
        title=shot.title,
        channel=_channel_for(session, task),
        added_by=user_id,
        added_at=studio.clock.now(),
    )
    session.add(creative)
    session.flush()
    session.add(version_of(session, studio, creative, task, user_id))
    return creative.id


def _channel_for(session: Session, task: Task) -> str:
    """The first channel of the brief that wants this shape; empty when none does."""
    brief = session.get(Brief, task.campaign_id)
    ratio = task.parameters.get("aspect_ratio")
    wanted = brief.channels if brief else []
    fitting = (n for n in wanted if n in CHANNELS and CHANNELS[n].aspect_ratio == ratio)
    return next(fitting, "")


def version_of(
    session: Session, studio: Studio, creative: Creative, task: Task, user_id: str
) -> CreativeVersion:
    """The take as the creative's present version; the caller adds it."""
    assert task.result_asset_id is not None
    asset = session.get_one(Asset, task.result_asset_id)
    maker = session.get(User, task.user_id)
    card = studio.catalog.cards.get(task.model)
    named = {"model_name": card.name if card else task.model, "by": maker.name if maker else ""}
    return CreativeVersion(
        id=studio.clock.new_id(),
        workspace_id=task.workspace_id,
        creative_id=creative.id,
        n=creative.versions,
        task_id=task.id,
        asset_id=asset.id,
        sha256=asset.sha256,
        made_with=named | made_with(task, asset),
        added_by=user_id,
        added_at=studio.clock.now(),
    )


def made_with(task: Task, asset: Asset) -> dict[str, Any]:
    """How the file came to be: kept with the version, whatever becomes of the catalogue."""
    made_at = task.recovered_at or task.terminal_at
    took = (made_at - task.started_at) if made_at and task.started_at else None
    return {
        "model": task.model,
        "provider": task.provider,
        "provider_model": task.provider_model,
        "demo": task.demo,
        "kind": task.kind,
        "prompt": task.prompt,
        "parameters": task.parameters,
        "price_credits": task.quoted,
        "charged_credits": task.charged,
        "asked_at": task.created_at.isoformat(),
        "made_at": made_at.isoformat() if made_at else None,
        "took_seconds": round(took.total_seconds(), 1) if took else None,
        "take": task.number,
        "file": {
            "sha256": asset.sha256,
            "size_bytes": asset.size_bytes,
            "width": asset.width,
            "height": asset.height,
            "duration_ms": asset.duration_ms,
            "codec": asset.codec,
        },
    }
