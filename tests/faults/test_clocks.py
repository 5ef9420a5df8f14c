"""Hosts whose clocks are wrong, on one database: whose turn it is, the database says."""

import signal
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.shop import Shop, Worker
from vidstudio.base.clock import Clock
from vidstudio.engine.loop import Engine
from vidstudio.rules.lifecycle import TERMINAL
from vidstudio.studio import close_studio, open_studio


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.mark.fault("F-67")
@pytest.mark.database("postgres", reason="a file has one host, and one clock")
@pytest.mark.parametrize("hours", [-1, 24])
async def test_a_host_with_a_wrong_clock_takes_nothing_from_others(shop: Shop, hours: int) -> None:
    wrong = Clock(now=lambda: datetime.now(UTC) + timedelta(hours=hours))
    other = open_studio(shop.studio.settings, wrong)
    await shop.order()
    try:
        with Worker(shop.studio, failpoints="c11:stop") as busy:
            await busy.stopped()
            (before,) = await shop.tasks()
            engine = Engine(other)
            engine.name = "elsewhere:1"
            await engine.tick()
            await engine.idle()
            assert await shop.tasks() == [before]
            busy.send(signal.SIGCONT)
            (task,) = await shop.until(*TERMINAL)
    finally:
        await close_studio(other)
    assert (task.state, task.charged) == ("succeeded", task.quoted)
    assert await shop.outcomes() == ["accepted"]
