"""A worker is killed at every step of a take. Another one ends it, honestly, and charges once.

The invariants of money and files are checked at the end of each test by the `studio` fixture.
"""

import signal
from datetime import timedelta

import pytest

from tests.faults.shop import Shop, Worker
from vidstudio.rules.lifecycle import DEADLINE_LEAST, TERMINAL


async def killed(shop: Shop, place: str) -> None:
    with Worker(shop.studio, failpoints=f"{place}:kill") as worker:
        assert await worker.ended() == -signal.SIGKILL, worker.log.read_text()


@pytest.mark.fault("F-04", "F-06", "F-07", "F-08", "F-09", "F-10", "F-11", "F-12", "F-13")
@pytest.mark.parametrize(
    ("place", "state"),  # where the worker dies, and in which state it leaves the take
    [
        ("c2", "queued"),
        ("c6", "submitting"),
        ("c7", "running"),
        ("c8", "running"),
        ("c10", "fetching"),
        ("c11", "storing"),
        ("c12", "storing"),
        ("c13", "succeeded"),
    ],
)
async def test_a_killed_worker_leaves_a_take_that_is_made_and_charged_once(
    shop: Shop, place: str, state: str
) -> None:
    await shop.order()
    await killed(shop, place)
    (task,) = await shop.tasks()
    assert task.state == state
    async with shop.engine():
        (task,) = await shop.until(*TERMINAL)
    assert (task.state, task.charged) == ("succeeded", task.quoted)
    assert task.quoted > 0
    assert await shop.spent() == (task.quoted, 0)
    assert await shop.outcomes() == ["accepted"]


@pytest.mark.fault("F-05")
async def test_a_worker_killed_before_sending_is_treated_as_if_it_had_sent(shop: Shop) -> None:
    """Nobody can tell: the take is not sent again, and ends free of charge."""
    await shop.order()
    await killed(shop, "c3")
    async with shop.engine():
        (task,) = await shop.until("submit_unknown")
        assert await shop.spent() == (0, task.quoted)
        shop.shift.by = DEADLINE_LEAST + timedelta(seconds=1)
        shop.studio.bus.wake()
        (task,) = await shop.until(*TERMINAL)
    assert (task.state, task.state_reason) == ("failed", "submit_unknown")
    assert await shop.spent() == (0, 0)
    assert await shop.outcomes() == ["unknown"]


@pytest.mark.fault("F-01", "F-02", "F-03")
@pytest.mark.parametrize(("place", "made"), [("c0", 0), ("c1-within", 0), ("c1", 1)])
async def test_a_maker_killed_around_the_commit_is_answered_once(
    shop: Shop, place: str, made: int
) -> None:
    """The same key afterwards brings one take, whether or not it was there already."""
    order = ("tests.faults.maker", shop.home.who.user_id, shop.home.who.workspace_id, "a key")
    with Worker(shop.studio, *order, failpoints=f"{place}:kill") as maker:
        assert await maker.ended() == -signal.SIGKILL, maker.log.read_text()
    assert len(await shop.tasks()) == made
    with Worker(shop.studio, *order) as maker:
        assert await maker.ended() == 0, maker.log.read_text()
        told = maker.log.read_text().split()[-1]
    (task,) = await shop.tasks()
    assert task.id == told
    assert await shop.spent() == (0, task.quoted)
