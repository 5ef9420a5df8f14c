"""A take keeps the provider it was ordered from. Whoever tried another one would be refused."""

import pytest
from sqlalchemy.exc import IntegrityError

from tests.unit.engine.rig import Rig
from vidstudio.base.errors import NotSent, SubmitUnknown
from vidstudio.engine import attempts

pytestmark = pytest.mark.fault("F-44")


async def try_elsewhere(rig: Rig, task_id: str) -> None:
    task = await rig.task(task_id)
    second = attempts.opened(task, 2, rig.time.time)
    second.provider = "local"
    await rig.studio.db.write(lambda session: session.add(second))


async def test_a_second_provider_is_refused_while_the_first_may_have_it(rig: Rig) -> None:
    rig.twin.submits.append(SubmitUnknown())
    task_id = await rig.make()
    await rig.step()
    assert await rig.attempts(task_id) == ["unknown"]
    with pytest.raises(IntegrityError):
        await try_elsewhere(rig, task_id)
    assert await rig.attempts(task_id) == ["unknown"]


async def test_after_a_definite_refusal_there_may_be_another_try(rig: Rig) -> None:
    rig.twin.submits.append(NotSent())
    task_id = await rig.make()
    await rig.step()
    assert await rig.attempts(task_id) == ["not_sent"]
    await try_elsewhere(rig, task_id)
    assert await rig.attempts(task_id) == ["not_sent", "started"]


async def test_a_take_that_is_tried_again_stays_with_its_provider(rig: Rig) -> None:
    rig.twin.submits.extend([NotSent(), NotSent()])
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert (task.state, task.provider) == ("succeeded", "twin")
    assert await rig.attempts(task_id) == ["not_sent", "not_sent", "accepted"]
