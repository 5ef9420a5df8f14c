"""Workspaces take turns, and everybody can be told where in the line a take stands."""

from sqlmodel import Session, col, select

from tests.studio_fixtures import settle_in
from tests.unit.engine.rig import Rig
from tests.unit.engine.test_claiming import LONG, limit, order
from vidstudio import places
from vidstudio.db.tables import Task
from vidstudio.services import queue


async def test_one_take_does_not_wait_for_the_many_of_another_workspace(rig: Rig) -> None:
    limit(rig, concurrent=1)
    neighbour = await settle_in(rig.studio, "Bea")
    await order(rig, rig.home, "crowd", takes=6)
    await order(rig, neighbour, "single", takes=2)
    for _ in range(5):
        await rig.step()
    assert [job.prompt for job in rig.twin.tries[:4]] == ["crowd", "single", "crowd", "single"]


async def test_places_are_shared_between_workspaces(rig: Rig) -> None:
    limit(rig, concurrent=4)
    rig.twin.polls.extend(LONG)
    neighbour = await settle_in(rig.studio, "Bea")
    await order(rig, rig.home, "crowd", takes=6)
    await order(rig, neighbour, "few", takes=3)
    await rig.step()
    assert sorted(job.prompt for job in rig.twin.tries) == ["crowd", "crowd", "few", "few"]


async def test_the_place_in_line_counts_the_turns_of_others(rig: Rig) -> None:
    neighbour = await settle_in(rig.studio, "Bea")
    await order(rig, neighbour, "crowd", takes=5)
    mine = await order(rig, rig.home, "mine", takes=3)

    def look(session: Session) -> dict[str, int]:
        rows = session.exec(select(Task).where(col(Task.id).in_(mine))).all()
        return places.positions(session, rows)

    found = await rig.studio.db.read(look)
    assert [found[key] for key in mine] == [0, 2, 4]


async def test_many_that_wait_for_a_paused_maker_hold_up_nobody(rig: Rig) -> None:
    neighbour = await settle_in(rig.studio, "Bea")
    await order(rig, rig.home, "paused", takes=8)
    await queue.pause(rig.studio, rig.home.who, paused=True)
    await order(rig, neighbour, "free")
    limit(rig, concurrent=1)
    await rig.step()
    assert [job.prompt for job in rig.twin.tries] == ["free"]
