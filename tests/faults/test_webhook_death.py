"""A worker is killed around the telling of an ending. Another one tells it, in the same words."""

import asyncio
import signal
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.faults.shop import Shop, Worker
from tests.twins.hooks import HookTwin, hook_twin
from vidstudio.engine.deliver import LEASE
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks

PATIENCE_SECONDS = 30


@pytest.fixture
async def hooks() -> AsyncIterator[HookTwin]:
    async with hook_twin() as twin:
        yield twin


@pytest.fixture
def setting_changes(hooks: HookTwin) -> dict[str, object]:
    return {"egress_allow": hooks.pair}


async def killed(shop: Shop, hooks: HookTwin, place: str) -> str:
    """The id of a take whose worker has died there."""
    request = TaskRequest(
        prompt="A cup.", model="animatic", duration_seconds=2, webhook_url=hooks.at("/done")
    )
    (made,) = await tasks.create(shop.studio, shop.home.who, request)
    kill = {"failpoints": f"{place}:kill", "egress_allow": hooks.pair}
    with Worker(shop.studio, **kill) as worker:
        assert await worker.ended() == -signal.SIGKILL, worker.log.read_text()
    return made.id


async def told(hooks: HookTwin, times: int) -> None:
    """Return when the receiver has been told so often."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(hooks.told) < times:
            hooks.heard.clear()
            await hooks.heard.wait()


@pytest.mark.fault("F-13")
async def test_killed_after_the_ending_and_before_it_was_told(shop: Shop, hooks: HookTwin) -> None:
    task_id = await killed(shop, hooks, "c13")
    assert hooks.told == []
    async with shop.engine():
        await told(hooks, 1)
    assert [said.headers["webhook-id"] for said in hooks.told] == [f"msg_{task_id}"]


@pytest.mark.fault("F-13")
async def test_killed_after_it_was_told_and_before_that_was_written(
    shop: Shop, hooks: HookTwin
) -> None:
    task_id = await killed(shop, hooks, "c14")
    assert len(hooks.told) == 1
    shop.shift.by = LEASE + timedelta(seconds=5)
    async with shop.engine():
        await told(hooks, 2)
    first, again = hooks.told
    assert first.headers["webhook-id"] == again.headers["webhook-id"] == f"msg_{task_id}"
    assert first.body == again.body
