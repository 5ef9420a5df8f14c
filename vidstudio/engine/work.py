"""Work: one claimed task in the hands of one worker, and what may be written about it."""

import asyncio
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from vidstudio import transitions
from vidstudio.base.errors import ProviderMisconfigured, VidstudioError
from vidstudio.db.tables import Task
from vidstudio.engine.crew import Crew
from vidstudio.providers.base import Provider
from vidstudio.rules import lifecycle
from vidstudio.rules.lifecycle import TaskState
from vidstudio.studio import Studio
from vidstudio.transitions import Move

log = logging.getLogger(__name__)

LATE_TRIES = 4  # within half a minute


@dataclass(frozen=True)
class Work:
    studio: Studio
    worker: str
    crew: Crew

    def provider(self, task: Task) -> Provider:
        try:
            return self.studio.providers[task.provider]
        except KeyError:
            raise ProviderMisconfigured(f"The provider “{task.provider}” is gone.") from None

    def folder(self, task: Task) -> Path:
        return self.studio.work_dir / task.id

    def overdue(self, task: Task) -> bool:
        return self.studio.clock.now() > task.deadline_at

    def given_up(self, task: Task) -> bool:
        """Overdue, and still in trouble after a few tries or looks.

        A studio that wakes from a long sleep may find the line down for its first look: a
        video that is ready and paid for must not be thrown away for that.
        """
        tries = max(task.failures, task.poll_errors) + 1
        return self.overdue(task) and tries >= LATE_TRIES

    async def move(self, task: Task, target: TaskState, reason: str = "", **values: Any) -> Task:
        """Change the state, keep the lease, and answer the task as it is now."""
        wish = Move(task, target, self.worker, self.studio.clock.now(), reason, values=values)

        def work(session: Session) -> Task:
            transitions.move(session, wish)
            return reread(session, task)

        return await self.studio.db.write(work)

    async def later(self, task: Task, seconds: float, **values: Any) -> None:
        """Let go of the task until `seconds` from now, or until somebody wants it sooner."""
        if task.state == TaskState.QUEUED and task.cancel_requested_at:
            return await self.cancel(task)
        await self.crew.returns.put(task, seconds, values)
        if seconds < 1:
            asyncio.get_running_loop().call_later(seconds, self.studio.bus.wake)
        return None

    async def again(
        self, task: Task, error: BaseException, reason: str = "", **values: Any
    ) -> None:
        """Trouble that may pass: try this step again after a back-off."""
        failures = task.failures + 1
        log.warning("task %s: %s, try %d", task.id, type(error).__name__, failures)
        seconds = lifecycle.back_off_seconds(failures, self.studio.clock.jitter())
        await self.later(task, seconds, failures=failures, state_reason=reason, **values)

    async def unanswered(self, task: Task, error: BaseException, **values: Any) -> None:
        """A look that brought no answer says nothing of the task: look again after a back-off."""
        errors = task.poll_errors + 1
        log.warning("task %s: %s, look %d without an answer", task.id, type(error).__name__, errors)
        seconds = lifecycle.back_off_seconds(errors, self.studio.clock.jitter())
        await self.later(task, seconds, poll_errors=errors, **values)

    async def fail(self, task: Task, error: VidstudioError, *, exposed: bool = False) -> None:
        """End it, free of charge. `exposed`: the operator may have to pay for it."""
        now = self.studio.clock.now()

        def end(session: Session) -> None:
            transitions.fail(session, task, error, self.worker, now, exposed=exposed)

        await self.studio.db.write(end)
        if exposed:
            log.warning("task %s: exposure of %d credits (%s)", task.id, task.quoted, error.code)
        await self.tidy(task, discard=not exposed)

    async def cancel(self, task: Task) -> None:
        now = self.studio.clock.now()
        await self.studio.db.write(
            lambda session: transitions.cancel(session, task, self.worker, now)
        )
        await self.tidy(task)

    async def tidy(self, task: Task, *, discard: bool = True) -> None:
        """Free what the ended task still holds. Its ending is already written."""
        await asyncio.to_thread(shutil.rmtree, self.folder(task), ignore_errors=True)
        if not discard:
            return  # the job may still bring its video
        provider = self.studio.providers.get(task.provider)
        if provider and task.provider_job_id:
            try:
                await provider.discard(task.provider_job_id)
            except (VidstudioError, OSError) as error:
                log.warning("task %s: discard failed: %s", task.id, error)


def reread(session: Session, task: Task) -> Task:
    query = select(Task).where(Task.id == task.id).execution_options(populate_existing=True)
    return session.exec(query).one()
