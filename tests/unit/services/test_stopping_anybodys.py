"""An admin stops a take of any workspace: the money, what its maker reads, the audit log."""

import pytest
from sqlmodel import Session, select

from tests.studio_fixtures import Home, settle_in
from tests.unit.services.entering import audited
from tests.unit.services.test_whole_queue import MODEL, S, make, move, row
from vidstudio import transitions
from vidstudio.base.errors import AlreadySettled, Conflict, NotFound
from vidstudio.db.tables import Message, Task
from vidstudio.ledger import balance
from vidstudio.services import tasks, whole_queue
from vidstudio.services.whole_queue import StopRequest
from vidstudio.studio import Studio
from vidstudio.ui.words import card


@pytest.fixture
def promises() -> tuple[str, ...]:
    return ("I-1", "I-2", "I-3")


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 100, "creates_per_minute": 1000, "demo": "true"}


async def stop(studio: Studio, home: Home, task_id: str, reason: str = "Made twice") -> bool:
    return await whole_queue.stop(studio, home.who, StopRequest(task_id=task_id, reason=reason))


async def test_a_waiting_take_stops_at_once_and_free_and_its_maker_reads_why(
    studio: Studio, home: Home
) -> None:
    bea = await settle_in(studio, "Bea")
    take = await make(studio, bea, MODEL)
    held = (await row(studio, home)).held_credits
    assert await stop(studio, home, take, "Costs too much.")
    view = await tasks.get(studio, bea.who, take)
    assert (view.state, view.stopped_why) == (S.CANCELLED, "Costs too much.")
    assert card(view).line == "An admin stopped it: Costs too much."
    now = studio.clock.now()
    left = await studio.db.read(lambda session: balance(session, bea.who.workspace_id, now))
    assert (left.available, left.held) == (500, 0)
    line = select(Message.text).where(Message.task_id == take)
    told = await studio.db.read(lambda session: session.exec(line).one())
    assert told == "An admin stopped take 01: Costs too much. Nothing charged."
    (entry,) = await audited(studio)
    assert (entry.action, entry.object_kind, entry.object_id) == ("take.stop", "task", take)
    assert (entry.actor_id, entry.reason) == (home.who.user_id, "Costs too much.")
    assert entry.before == {"state": "queued", "held_credits": held}
    assert entry.after == {"state": "cancelled", "held_credits": 0}
    with pytest.raises(AlreadySettled):
        await stop(studio, home, take)


async def test_one_on_its_way_is_asked_to_stop_once(studio: Studio, home: Home) -> None:
    take = await make(studio, home, MODEL)
    await move(studio, take, S.SUBMITTING, S.RUNNING)
    for _ in range(2):
        assert not await stop(studio, home, take)
    shown = await row(studio, home)
    assert (shown.cancelling, shown.stoppable, shown.state) == (True, False, S.RUNNING)
    assert shown.held_credits > 0  # until it is known
    view = await tasks.get(studio, home.who, take)
    assert card(view).line.startswith("An admin wants it stopped: Made twice.")
    assert [entry.after for entry in await audited(studio)] == [{"asked_to_stop": True}]

    def confirmed(session: Session) -> None:
        task = session.get_one(Task, take)
        transitions.cancel(session, task, "engine", studio.clock.now())

    await studio.db.write(confirmed)
    assert card(await tasks.get(studio, home.who, take)).line == "An admin stopped it: Made twice."


async def test_what_cannot_be_stopped_says_so_and_leaves_no_trace(
    studio: Studio, home: Home
) -> None:
    take = await make(studio, home)
    await move(studio, take, S.SUBMITTING, S.RUNNING, S.FETCHING)
    with pytest.raises(Conflict, match="being saved"):
        await stop(studio, home, take)
    with pytest.raises(NotFound):
        await stop(studio, home, "gone")
    assert await audited(studio) == []
