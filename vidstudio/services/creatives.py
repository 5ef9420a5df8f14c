"""Creatives: takes that somebody has picked for the campaign."""

from typing import Any

from sqlmodel import Session, select

from vidstudio.base.errors import Conflict
from vidstudio.db.session import touch
from vidstudio.db.tables import Asset, Creative, CreativeVersion, Shot, Task
from vidstudio.rules.lifecycle import TaskState
from vidstudio.services.guards import find, require_maker
from vidstudio.studio import Studio, Who


async def add(studio: Studio, who: Who, task_id: str) -> str:
    """Pick a finished take, and answer the creative's id; picking it again changes nothing.

    Raises Conflict while the take has no video.
    """
    require_maker(who)

    def work(session: Session) -> str:
        task = find(session, Task, task_id, who)
        if task.state != TaskState.SUCCEEDED or task.removed_at is not None:
            raise Conflict("This take has no video yet.")
        touch(session, task.workspace_id)
        row = _creative_of(session, task_id)
        if row is None:
            return insert(session, studio, task, who.user_id)
        row.removed_at = None
        session.add(row)
        return row.id

    return await studio.db.write(work)


async def remove(studio: Studio, who: Who, task_id: str) -> None:
    """Take it off the list; the take itself stays."""
    require_maker(who)

    def work(session: Session) -> None:
        find(session, Task, task_id, who)
        row = _creative_of(session, task_id)
        if row is not None:
            row.removed_at = studio.clock.now()
            session.add(row)
            touch(session, who.workspace_id)

    await studio.db.write(work)


def insert(session: Session, studio: Studio, task: Task, user_id: str) -> str:
    """A new creative of one version; inside the caller's transaction."""
    shot = session.get_one(Shot, task.shot_id)
    creative = Creative(
        id=studio.clock.new_id(),
        workspace_id=task.workspace_id,
        campaign_id=task.campaign_id,
        shot_id=task.shot_id,
        title=shot.title,
        added_by=user_id,
        added_at=studio.clock.now(),
    )
    session.add(creative)
    session.flush()
    session.add(version_of(session, studio, creative, task, user_id))
    return creative.id


def version_of(
    session: Session, studio: Studio, creative: Creative, task: Task, user_id: str
) -> CreativeVersion:
    """The take as the creative's present version; the caller adds it."""
    assert task.result_asset_id is not None
    asset = session.get_one(Asset, task.result_asset_id)
    return CreativeVersion(
        id=studio.clock.new_id(),
        workspace_id=task.workspace_id,
        creative_id=creative.id,
        n=creative.versions,
        task_id=task.id,
        asset_id=asset.id,
        sha256=asset.sha256,
        made_with=made_with(task, asset),
        added_by=user_id,
        added_at=studio.clock.now(),
    )


def made_with(task: Task, asset: Asset) -> dict[str, Any]:
    """How the file came to be: kept with the version, whatever becomes of the catalogue."""
    return {
        "model": task.model,
        "provider": task.provider,
        "provider_model": task.provider_model,
        "demo": task.demo,
        "prompt": task.prompt,
        "parameters": task.parameters,
        "charged_credits": task.charged,
        "made_at": task.terminal_at.isoformat() if task.terminal_at else None,
        "file": {
            "sha256": asset.sha256,
            "size_bytes": asset.size_bytes,
            "width": asset.width,
            "height": asset.height,
            "duration_ms": asset.duration_ms,
            "codec": asset.codec,
        },
    }


def _creative_of(session: Session, task_id: str) -> Creative | None:
    query = select(Creative).join(CreativeVersion).where(CreativeVersion.task_id == task_id)
    return session.exec(query).first()
