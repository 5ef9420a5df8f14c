"""How long the engine waits between two looks at a take that is being made."""

from tests.unit.engine.past import let_past_be
from tests.unit.engine.rig import Rig
from vidstudio.providers.base import Progress


async def pauses(rig: Rig) -> list[float]:
    """The first three, in seconds."""
    rig.twin.polls.extend([Progress("running")] * 5)
    task_id = await rig.make()
    await rig.step()
    waits = list[float]()
    for _ in range(3):
        due = (await rig.task(task_id)).next_run_at
        waits.append((due - rig.time.time).total_seconds())
        await rig.step(waits[-1])
    return waits


async def test_looks_grow_rarer_but_an_end_is_heard_of_soon(rig: Rig) -> None:
    """A quarter of the usual 24 s, then half as much again, up to the longest pause."""
    await let_past_be(rig, [24.0] * 10)
    assert await pauses(rig) == [6, 9, 12]


async def test_looks_are_rarer_when_very_many_are_in_flight(rig: Rig) -> None:
    rig.engine._crew.in_flight = 100_000
    assert await pauses(rig) == [15, 22.5, 30]
