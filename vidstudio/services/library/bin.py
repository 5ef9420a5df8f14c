"""The bin: removed takes lie there for 30 days. engine/bin.py empties it."""

from collections.abc import Sequence

from sqlmodel import Session

from vidstudio import reading
from vidstudio.base.errors import NotFound
from vidstudio.db.session import touch
from vidstudio.rules.lifecycle import BIN_LIFE
from vidstudio.services.guards import require_maker
from vidstudio.services.library.acts import some, takes, write
from vidstudio.studio import Studio, Who
from vidstudio.views import DoneView


async def remove(studio: Studio, who: Who, task_ids: Sequence[str]) -> DoneView:
    """Into the bin, but for creatives and takes that are being made: the note counts them."""
    require_maker(who)

    def work(session: Session) -> DoneView:
        chosen = takes(session, who, task_ids, lock=True)
        picked = reading.picked(session, [task.id for task in chosen])
        running = [t.id for t in chosen if t.terminal_at is None]
        stay = {*picked, *running}
        ids = [t.id for t in chosen if t.id not in stay and t.removed_at is None]
        write(session, ids, {"removed_at": studio.clock.now()})
        touch(session, who.workspace_id)
        return DoneView(ids=tuple(ids), note=_note(len(picked), len(running)))

    return await studio.db.write(work)


async def restore(studio: Studio, who: Who, task_ids: Sequence[str]) -> DoneView:
    """Back to where they were, under their own numbers. Raises NotFound after 30 days."""
    require_maker(who)

    def work(session: Session) -> DoneView:
        chosen = takes(session, who, task_ids, lock=True)
        # Past its time the files may be gone already.
        oldest = studio.clock.now() - BIN_LIFE
        if any(task.removed_at is not None and task.removed_at <= oldest for task in chosen):
            raise NotFound("The 30 days are over: these files are gone.")
        ids = [task.id for task in chosen if task.removed_at is not None]
        write(session, ids, {"removed_at": None})
        touch(session, who.workspace_id)
        return DoneView(ids=tuple(ids))

    return await studio.db.write(work)


def _note(picked: int, running: int) -> str:
    told = [
        some(picked, "is a creative and stays.", "are creatives and stay.") if picked else "",
        some(running, "is being made and stays.", "are being made and stay.") if running else "",
    ]
    return " ".join(filter(None, told))
