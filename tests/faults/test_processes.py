"""Several workers, pauses and polite ends: what real processes do to each other."""

import asyncio
import signal
import time
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select, update

from tests.faults.shop import Shop, Worker
from vidstudio.db.tables import Asset, Task, TaskEvent
from vidstudio.rules.lifecycle import TERMINAL, TaskState


@pytest.mark.fault("F-59")
async def test_two_workers_make_every_take_once(shop: Shop) -> None:
    ids = await shop.order(count=3)
    with Worker(shop.studio) as one, Worker(shop.studio) as two:
        ended = await shop.until(*TERMINAL)
        for worker in (one, two):
            worker.send(signal.SIGTERM)
        assert [await one.ended(), await two.ended()] == [0, 0]
    assert {task.state for task in ended} == {TaskState.SUCCEEDED}
    assert await shop.outcomes() == ["accepted"] * len(ids)
    assert await shop.spent() == (sum(task.quoted for task in ended), 0)

    def films(session: Session) -> int:
        return len(session.exec(select(Asset.id).where(Asset.role == "output")).all())

    assert await shop.studio.db.read(films) == len(ids)


@pytest.mark.fault("F-15")
async def test_a_worker_asked_to_end_leaves_its_takes_to_the_next(shop: Shop) -> None:
    await shop.order("A cup at dawn. [slow]")
    with Worker(shop.studio) as worker:
        await shop.until("running")
        begun = time.monotonic()
        worker.send(signal.SIGTERM)
        assert await worker.ended() == 0, worker.log.read_text()
        assert time.monotonic() - begun < 25
    (task,) = await shop.tasks()
    assert (task.state, task.lease_until) == ("running", None)
    assert await shop.outcomes() == ["accepted"]
    await _hurry(shop)
    async with shop.engine():
        (task,) = await shop.until(*TERMINAL)
    assert (task.state, task.charged) == ("succeeded", task.quoted)
    assert await shop.outcomes() == ["accepted"]


async def _hurry(shop: Shop) -> None:
    """Take the slowness off the job, as if the provider had caught up."""
    for script in (shop.data_dir / "local").glob("*/script.json"):
        told = script.read_text("utf-8").replace('"slow"', '"kept"')
        script.write_text(told.replace('"pace_seconds": 24.0', '"pace_seconds": 0.0'), "utf-8")
    now = update(Task).values(next_run_at=shop.studio.clock.now())
    await shop.studio.db.write(lambda session: session.execute(now))


@pytest.mark.fault("F-14")
async def test_a_worker_that_wakes_after_its_lease_moves_no_money(shop: Shop) -> None:
    """It halts with the stored film in its hands; another ends the take; then it goes on."""
    (task_id,) = await shop.order()
    with Worker(shop.studio, failpoints="c11:stop") as zombie:
        await zombie.stopped()
        (task,) = await shop.tasks()
        assert task.state == "storing"
        shop.shift.by = timedelta(seconds=61)
        async with shop.engine():
            (ended,) = await shop.until(*TERMINAL)
        assert (ended.state, ended.charged) == ("succeeded", ended.quoted)
        zombie.send(signal.SIGCONT)
        await _written(zombie, f"lease_lost task={task_id}")
        zombie.send(signal.SIGTERM)
        assert await zombie.ended() == 0, zombie.log.read_text()
    assert await shop.tasks() == [ended]
    assert await shop.spent() == (ended.quoted, 0)
    endings = select(TaskEvent.actor).where(col(TaskEvent.to_state).in_(TERMINAL))
    assert len(await shop.studio.db.read(lambda s: s.exec(endings).all())) == 1


async def _written(worker: Worker, words: str) -> None:
    """Another process's log can only be looked at."""
    async with asyncio.timeout(30):
        while words not in worker.log.read_text():  # noqa: ASYNC110  nothing there to await
            await asyncio.sleep(0.1)
