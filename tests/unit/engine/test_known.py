"""What is known of a submission is written down, whatever the database or the process does."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import text

from tests.unit.engine.rig import Rig
from tests.unit.engine.twin import RUNNING
from vidstudio import transitions
from vidstudio.base.errors import PromptRefused
from vidstudio.db import engines


@pytest.mark.fault("F-61")
@pytest.mark.database("sqlite", reason="another process locks the file")
async def test_the_id_of_a_paid_job_outlasts_a_busy_database(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE_SECONDS", 0.05)
    other = sqlite3.connect(rig.studio.settings.data_dir / "vidstudio.db", isolation_level=None)

    async def locked_after_the_yes() -> None:
        other.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(0.3, other.execute, "ROLLBACK")

    rig.twin.submits.append(locked_after_the_yes)
    rig.twin.polls.append(RUNNING)
    task_id = await rig.make()
    await rig.step()
    other.close()
    task = await rig.task(task_id)
    assert (task.state, task.provider_job_id) == ("running", f"job-{rig.twin.accepted[0]}")
    assert await rig.attempts(task_id) == ["accepted"]


async def test_a_refusal_is_written_whole_or_not_at_all(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in between, the attempt would be refused and the take unknown for 20 minutes."""
    rig.twin.submits.append(PromptRefused())
    task_id = await rig.make()

    def killed(*_everything: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as cut:
        cut.setattr(transitions, "fail", killed)
        await rig.step()
    assert await rig.attempts(task_id) == ["started"]


async def test_a_demo_of_a_model_that_left_the_catalogue_is_still_made(rig: Rig) -> None:
    task_id = await rig.make()
    task = await rig.task(task_id)
    statement = text("UPDATE task SET demo = true, model = 'gone' WHERE id = :id")
    await rig.studio.db.write(lambda session: session.execute(statement, {"id": task.id}))
    assert (await rig.finish(task_id)).state == "succeeded"
    assert rig.twin.tries[0].stands_in_for == "gone"
