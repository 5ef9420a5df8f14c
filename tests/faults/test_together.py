"""Many takes of one workspace end at the same moment."""

import asyncio

import pytest

from tests.faults.shop import Shop
from vidstudio import transitions
from vidstudio.base.errors import ProviderError
from vidstudio.db import session as database
from vidstudio.db.tables import Asset, Task
from vidstudio.rules.lifecycle import TaskState
from vidstudio.transitions import Output

TAKES = 12


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 1000, "creates_per_minute": 100_000}


def output(shop: Shop, task: Task) -> Output:
    files = [
        Asset(
            id=shop.studio.clock.new_id(),
            workspace_id=task.workspace_id,
            task_id=task.id,
            role=role,
            storage_key=f"{task.id}/{role}",
            sha256="0" * 64,
            size_bytes=1,
            mime="video/mp4",
            width=16,
            height=9,
            duration_ms=2000,
            created_at=shop.studio.clock.now(),
        )
        for role in ("output", "poster")
    ]
    return Output(files[0], files[1], 2.0)


@pytest.fixture
def promises() -> tuple[str, ...]:
    """The stored files are only rows here."""
    return ("I-1", "I-2", "I-3", "I-4", "I-6", "I-7", "I-9")


@pytest.mark.fault("F-60")
async def test_takes_that_end_together_do_not_lock_each_other_out(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deadlock would be tried again; they must not need that."""
    ids = await shop.order(count=TAKES)
    monkeypatch.setattr(database, "_RETRIES", 1)
    tasks = {task.id: task for task in await shop.tasks()}
    now = shop.studio.clock.now()

    async def end(n: int) -> None:
        task, studio = tasks[ids[n]], shop.studio
        if n % 3 == 0:
            error = ProviderError()
            await studio.db.write(lambda s: transitions.fail(s, task, error, "test", now))
            return
        for state in (TaskState.SUBMITTING, TaskState.RUNNING, TaskState.FETCHING):
            task = await _move(shop, task, state)
        task = await _move(shop, task, TaskState.STORING)
        made = output(shop, task)
        await studio.db.write(lambda s: transitions.succeed(s, task, made, "test", now))

    await asyncio.gather(*(end(n) for n in range(TAKES)))
    ended = {task.state for task in await shop.tasks()}
    assert ended == {"succeeded", "failed"}


async def _move(shop: Shop, task: Task, state: TaskState) -> Task:
    now = shop.studio.clock.now()
    wish = transitions.Move(task, state, "test", now)
    await shop.studio.db.write(lambda session: transitions.move(session, wish))
    return await shop.studio.db.read(lambda session: session.get_one(Task, task.id))
