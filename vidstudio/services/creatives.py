"""Creatives: takes that somebody has picked for the campaign."""

from sqlmodel import Session, select

from vidstudio.base.errors import Conflict
from vidstudio.db.session import touch
from vidstudio.db.tables import Creative, Task
from vidstudio.rules.lifecycle import TaskState
from vidstudio.services.guards import find, require_maker
from vidstudio.studio import Studio, Who
from vidstudio.views import CreativeView


async def add(studio: Studio, who: Who, task_id: str) -> CreativeView:
    """Pick a finished take; picking it again changes nothing. Conflict while it has no video."""
    require_maker(who)

    def work(session: Session) -> CreativeView:
        task = find(session, Task, task_id, who)
        if task.state != TaskState.SUCCEEDED or task.result_asset_id is None:
            raise Conflict("This take has no video yet.")
        row = session.exec(select(Creative).where(Creative.task_id == task_id)).first()
        row = row or Creative(
            id=studio.clock.new_id(),
            workspace_id=task.workspace_id,
            campaign_id=task.campaign_id,
            task_id=task.id,
            asset_id=task.result_asset_id,
            added_by=who.user_id,
            added_at=studio.clock.now(),
        )
        row.removed_at = None
        session.add(row)
        touch(session, task.workspace_id)
        return CreativeView.model_validate(row.model_dump(include=set(CreativeView.model_fields)))

    return await studio.db.write(work)


async def remove(studio: Studio, who: Who, task_id: str) -> None:
    """Take it off the list; the take itself stays."""
    require_maker(who)

    def work(session: Session) -> None:
        find(session, Task, task_id, who)
        row = session.exec(select(Creative).where(Creative.task_id == task_id)).first()
        if row is not None:
            row.removed_at = studio.clock.now()
            session.add(row)
            touch(session, who.workspace_id)

    await studio.db.write(work)
