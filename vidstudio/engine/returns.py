"""Lets go of tasks until they are due again: many in one transaction.

What comes while a transaction is under way goes into the next one, so that ten thousand looks
cost few commits, and a single one does not wait.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, case, update
from sqlmodel import Session, col, select

from vidstudio import places
from vidstudio.base.clock import Clock
from vidstudio.base.errors import LeaseLost
from vidstudio.db.moments import moment
from vidstudio.db.session import Database, touch
from vidstudio.db.tables import Task
from vidstudio.rules.lifecycle import TaskState

MOST_AT_ONCE = 500
GATHER_SECONDS = 0.1
_OLD, _NEW = "was_", "now_"
_READ = ("id", "state", "lease_token", "next_run_at")


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
    now = moment(session, clock)
    alike = dict[tuple[str, ...], list[dict[str, Any]]]()
    for one in batch:
        values = {"next_run_at": now + timedelta(seconds=one.seconds), **one.values}
        row = {_NEW + name: value for name, value in values.items()}
        read = {name: getattr(one.task, name) for name in _READ}
        alike.setdefault(tuple(values), []).append(row | {_OLD + k: v for k, v in read.items()})
    for names, rows in alike.items():
        session.connection().execute(_statement(names), rows)
    query = select(Task.id, Task.state, Task.lease_token)
    query = query.where(col(Task.id).in_([one.task.id for one in batch]))
    found = {task_id: (state, token) for task_id, state, token in session.exec(query).all()}
    kept = [one for one in batch if found.get(one.task.id) == _guard(one.task)]
    for one in kept:
        touch(session, one.task.workspace_id)
        if one.task.state == TaskState.QUEUED:  # it is not being sent, so it needs no place
            places.leave(session, one.task.id)
    return {one.task.id for one in batch} - {one.task.id for one in kept}


def _guard(task: Task) -> tuple[str, int]:
    return task.state, task.lease_token


@cache
def _statement(names: tuple[str, ...]) -> Update:
    """As `transitions.update_guarded`, but compiled once for many rows."""
    table = Task.metadata.tables["task"]
    new: dict[str, ColumnElement[Any]] = {
        name: bindparam(_NEW + name, type_=table.c[name].type) for name in names
    }
    read = {name: bindparam(_OLD + name, type_=table.c[name].type) for name in _READ}
    # A callback or a wish to stop that came meanwhile has set a moment of its own.
    set_to = table.c.next_run_at
    new["next_run_at"] = case((set_to > read["next_run_at"], set_to), else_=new["next_run_at"])
    ours = [table.c[name] == read[name] for name in ("id", "state", "lease_token")]
    return update(table).where(*ours).values(lease_owner=None, lease_until=None, **new)
