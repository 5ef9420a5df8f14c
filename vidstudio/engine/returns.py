"""Lets go of tasks until they are due again: many in one transaction.

What comes while a transaction is under way goes into the next one, so that ten thousand looks
cost few commits, and a single one does not wait.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import case, literal
from sqlmodel import Session, col

from vidstudio import places, transitions
from vidstudio.base.clock import Clock
from vidstudio.base.errors import LeaseLost
from vidstudio.db.columns import UtcDateTime
from vidstudio.db.moments import moment
from vidstudio.db.session import Database
from vidstudio.db.tables import Task
from vidstudio.rules.lifecycle import TaskState

MOST_AT_ONCE = 200
GATHER_SECONDS = 0.03
FREE: dict[str, Any] = {"lease_owner": None, "lease_until": None}


@dataclass(frozen=True)
class Return:
    """`task` as it was read; `values` are further columns."""

    task: Task
    seconds: float
    values: dict[str, Any]
    done: "asyncio.Future[None]"


class Returns:
    def __init__(self, db: Database, clock: Clock, crowded: Callable[[], bool]) -> None:
        self._db, self._clock, self._crowded = db, clock, crowded
        self._waiting: list[Return] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, task: Task, seconds: float, values: dict[str, Any]) -> None:
        """Free the task's lease; it is due `seconds` from now. Raises LeaseLost."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(Return(task, seconds, values, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        await done

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                if self._crowded():
                    await asyncio.sleep(GATHER_SECONDS)
                batch = self._waiting[:MOST_AT_ONCE]
                del self._waiting[:MOST_AT_ONCE]
                await self._write(batch)
        finally:
            self._writing = None

    async def _write(self, batch: list[Return]) -> None:
        try:
            lost = await self._db.write(lambda session: _let_go(session, self._clock, batch))
        except Exception as error:
            _settle(batch, {one.task.id: error for one in batch})
        else:
            _settle(batch, {task_id: LeaseLost() for task_id in lost})


def _settle(batch: list[Return], errors: dict[str, Exception]) -> None:
    for one in batch:
        if one.done.done():  # whoever waited is gone
            continue
        error = errors.get(one.task.id)
        if error is None:
            one.done.set_result(None)
        else:
            one.done.set_exception(error)


def _let_go(session: Session, clock: Clock, batch: list[Return]) -> set[str]:
    """The ids of those whose lease is not ours any more: they stay as they are."""
    now, lost = moment(session, clock), set[str]()
    for one in batch:
        due = now + timedelta(seconds=one.seconds)
        # A callback or a wish to stop that came meanwhile has set a moment of its own.
        set_to = col(Task.next_run_at)
        sooner = case((set_to > one.task.next_run_at, set_to), else_=literal(due, UtcDateTime()))
        values = {**FREE, "next_run_at": sooner, **one.values}
        try:
            transitions.update_guarded(session, one.task, values)
        except LeaseLost:
            lost.add(one.task.id)
            continue
        if one.task.state == TaskState.QUEUED:  # it is not being sent, so it needs no place
            places.leave(session, one.task.id)
    return lost
