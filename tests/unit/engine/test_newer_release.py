"""Old and new code on one database: what only the newer release knows is left to its engines."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.unit.engine.rig import PRICE, Rig
from vidstudio.base.errors import Conflict
from vidstudio.engine import doctor
from vidstudio.services import screens, tasks, whole_queue
from vidstudio.services.whole_queue import StopRequest, WholeQueueQuery
from vidstudio.studio import Studio
from vidstudio.upstream import halted

pytestmark = pytest.mark.fault("F-16")
NEW = "UPDATE task SET state = :state WHERE id = :id"


async def migrate(studio: Studio) -> None:
    """As a newer release might: a column, a table, and a state that this release knows not."""

    def widen(session: Session) -> None:
        session.execute(text("ALTER TABLE task ADD COLUMN upscaled_to VARCHAR(12) DEFAULT '4k'"))
        session.execute(text("CREATE TABLE upscale (id VARCHAR(36) PRIMARY KEY)"))
        if not studio.db.sqlite:
            session.execute(text("ALTER TABLE task DROP CONSTRAINT ck_task_state"))

    await studio.db.write(widen)


async def put(rig: Rig, task_id: str, state: str) -> None:
    def write(session: Session) -> None:
        if rig.studio.db.sqlite:
            session.execute(text("PRAGMA ignore_check_constraints = ON"))
        session.execute(text(NEW), {"state": state, "id": task_id})
        if rig.studio.db.sqlite:
            session.execute(text("PRAGMA ignore_check_constraints = OFF"))

    await rig.studio.db.write(write)


@pytest.fixture
async def newer(rig: Rig) -> AsyncIterator[str]:
    """A take that the engines of a newer release have in hand; at the end they hand it back."""
    await migrate(rig.studio)
    task_id = await rig.make()
    await put(rig, task_id, "upscaling")
    yield task_id
    await put(rig, task_id, "queued")
    assert (await rig.finish(task_id)).state == "succeeded"


async def test_a_state_that_nobody_knows_is_left_alone(rig: Rig, newer: str) -> None:
    before = await rig.task(newer)
    other = await rig.make()
    assert (await rig.finish(other)).charged == PRICE
    await rig.step(600)
    assert await rig.task(newer) == before  # not even a lease was taken
    assert await rig.money() == (500 - 2 * PRICE, PRICE)


async def test_it_is_an_alarm_and_no_stop(
    rig: Rig, newer: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        found = await doctor.examine(rig.studio)
    assert [(one.invariant, one.what) for one in found] == [("I-7 state of a newer release", newer)]
    assert f"I-7 state of a newer release {newer}" in caplog.text
    assert await rig.studio.db.read(halted) is None


async def test_people_see_it_being_made_and_cannot_stop_it_here(rig: Rig, newer: str) -> None:
    campaign, who = rig.home.campaign_id, rig.home.who
    (take,) = (await screens.screen(rig.studio, who, campaign)).takes
    assert (take.id, take.status, take.held_credits) == (newer, "processing", PRICE)
    with pytest.raises(Conflict, match="newer release"):
        await tasks.cancel(rig.studio, who, newer)


async def test_admins_see_it_in_the_queue_of_all(rig: Rig, newer: str) -> None:
    admin = replace(rig.home.who, is_admin=True)
    found = await whole_queue.page(rig.studio, admin, WholeQueueQuery())
    assert [(row.id, row.state) for row in found.rows] == [(newer, "running")]
    wish = StopRequest(task_id=newer, reason="Not needed")
    with pytest.raises(Conflict, match="newer release"):
        await whole_queue.stop(rig.studio, admin, wish)
