"""A take that failed at its deadline, as the tests of late videos need it."""

from tests.unit.engine.rig import PRICE, Rig
from tests.unit.engine.twin import RUNNING
from vidstudio.db.tables import Task

GIVEN = 500


async def overdue(rig: Rig, **wishes: object) -> Task:
    """It could not be stopped over there: its video may still come."""
    rig.twin.polls.extend([RUNNING] * 2)
    rig.twin.cancels.append(False)
    task_id = await rig.make(**wishes)
    await rig.step()
    await rig.step(31 * 60)
    task = await rig.task(task_id)
    assert (task.state, task.state_reason, task.exposure) == ("failed", "deadline", PRICE)
    assert (await rig.balance()).held == 0
    return task


async def recovered(rig: Rig, **wishes: object) -> Task:
    """Its video came a minute later."""
    failed = await overdue(rig, **wishes)
    await rig.late(61)
    task = await rig.task(failed.id)
    assert task.recovered_at is not None
    return task
