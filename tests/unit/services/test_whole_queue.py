"""The queue of all workspaces: whose takes, why they wait, since when, and stopping one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlmodel import Session, col

from tests.studio_fixtures import Home, Timepiece, settle_in
from tests.unit.services.entering import plain
from vidstudio import transitions
from vidstudio.base.clock import Clock
from vidstudio.base.errors import NotAllowed, Rejected
from vidstudio.db.tables import Halt, Task
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import queue, tasks, whole_queue
from vidstudio.services.whole_queue import PAGE_ROWS, Show, StopRequest, WholeQueueQuery
from vidstudio.studio import Studio
from vidstudio.transitions import Move
from vidstudio.ui.words import card
from vidstudio.views.whole_queue import OpenTakeView, WholeQueueView

MODEL = "wan-2-7"
S = TaskState


@pytest.fixture
def promises() -> tuple[str, ...]:
    return ("I-1", "I-2", "I-3")


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 100, "creates_per_minute": 1000, "demo": "true"}


@pytest.fixture(name="clock")
def _clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def make(studio: Studio, home: Home, model: str = "animatic", prompt: str = "A cup") -> str:
    asked = {"prompt": prompt, "model": model, "campaign_id": home.campaign_id}
    return (await tasks.create(studio, home.who, TaskRequest.model_validate(asked)))[0].id


async def move(studio: Studio, task_id: str, *states: TaskState) -> None:
    def work(session: Session) -> None:
        for state in states:
            task = session.get_one(Task, task_id)
            transitions.move(session, Move(task, state, "w", studio.clock.now()))
            session.expire_all()

    await studio.db.write(work)


async def fail(studio: Studio, task_id: str) -> None:
    def work(session: Session) -> None:
        task = session.get_one(Task, task_id)
        transitions.fail(session, task, Rejected("No."), "test", studio.clock.now())

    await studio.db.write(work)


async def change(studio: Studio, task_id: str, **values: object) -> None:
    named = update(Task).where(col(Task.id) == task_id).values(**values)
    await studio.db.write(lambda session: session.exec(named))


async def page(studio: Studio, home: Home, show: Show = "open", after: str = "") -> WholeQueueView:
    return await whole_queue.page(studio, home.who, WholeQueueQuery(show=show, after=after))


async def row(studio: Studio, home: Home, show: Show = "open") -> OpenTakeView:
    (only,) = (await page(studio, home, show)).rows
    return only


async def test_only_admins_see_and_stop_anybodys(studio: Studio, home: Home) -> None:
    take = await make(studio, home)
    other = plain(home)
    with pytest.raises(NotAllowed):
        await whole_queue.page(studio, other, WholeQueueQuery())
    with pytest.raises(NotAllowed):
        await whole_queue.stop(studio, other, StopRequest(task_id=take, reason="Why"))
    assert (await tasks.get(studio, home.who, take)).state == S.QUEUED


async def test_takes_of_all_workspaces_the_oldest_first(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    bea = await settle_in(studio, "Bea")
    made = list[str]()
    for one in (home, bea, home):
        made.append(await make(studio, one, MODEL, "A cup by the window " * 20))
        timepiece.advance(60)
    found = await page(studio, home)
    assert [one.id for one in found.rows] == made
    assert [(one.workspace_name, one.person) for one in found.rows] == [
        ("Ada’s studio", "Ada"),
        ("Bea’s studio", "Bea"),
        ("Ada’s studio", "Ada"),
    ]
    first = found.rows[0]
    assert len(first.prompt) <= whole_queue.PROMPT_SHOWN
    assert first.prompt.endswith("…")
    assert (first.model_name, first.provider_title) == ("Wan 2.7", "This studio")
    # Each workspace has a turn in every round.
    assert [one.ahead for one in found.rows] == [0, 0, 2]
    assert (found.counts.open, found.counts.waiting, found.counts.making) == (3, 3, 0)


async def test_each_filter_has_its_states_and_says_since_when(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    making, lost, saving = [await make(studio, home) for _ in range(3)]
    waits = await make(studio, home, MODEL)
    timepiece.advance(minutes=3)
    await move(studio, making, S.SUBMITTING, S.RUNNING)
    await move(studio, lost, S.SUBMITTING, S.SUBMIT_UNKNOWN)
    await move(studio, saving, S.SUBMITTING, S.RUNNING, S.FETCHING)
    began = timepiece.time
    timepiece.advance(minutes=1)
    shown = {one: (await page(studio, home, one)).rows for one in ("waiting", "checking")}
    assert {name: [one.id for one in rows] for name, rows in shown.items()} == {
        "waiting": [waits],
        "checking": [lost],
    }
    rows = (await page(studio, home, "making")).rows
    assert {one.id: (one.stage, one.stoppable) for one in rows} == {
        making: ("making", True),
        saving: ("saving", False),
    }
    assert {one.since for one in rows} == {began}
    assert shown["waiting"][0].since == began - timedelta(minutes=3)
    assert shown["waiting"][0].held_credits > 0
    counts = (await page(studio, home)).counts
    assert (counts.open, counts.waiting, counts.making, counts.checking) == (4, 1, 2, 1)


async def test_what_failed_today_is_told_with_its_reason(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    await fail(studio, await make(studio, home))
    timepiece.advance(days=1)
    bad = [await make(studio, home) for _ in range(2)]
    for one in bad:
        timepiece.advance(60)
        await fail(studio, one)
    found = await page(studio, home, "failed")
    assert [one.id for one in found.rows] == bad[::-1]
    assert {(one.why, one.held_credits, one.ahead) for one in found.rows} == {("No.", 0, None)}
    assert (found.counts.failed, found.counts.open) == (2, 0)
    behind = await page(studio, home, "failed", bad[1])
    assert [one.id for one in behind.rows] == [bad[0]]


async def test_why_a_take_waits(studio: Studio, home: Home) -> None:
    take = await make(studio, home)
    assert (await row(studio, home)).waits_for == ""
    for reason in ("halted", "provider_down", "day_cap"):
        await change(studio, take, state_reason=reason)
        assert (await row(studio, home)).waits_for == reason
        assert (await tasks.get(studio, home.who, take)).waits_for == reason
    await queue.pause(studio, home.who, paused=True)
    assert (await row(studio, home)).waits_for == "paused"
    view = await tasks.get(studio, home.who, take)
    assert "Pause mine" in card(view).line
    await change(studio, take, state_reason="provider_busy")
    await queue.pause(studio, home.who, paused=False)
    shown = await row(studio, home)
    assert (shown.waits_for, shown.stage) == ("", "throttled")


async def test_somebody_elses_pause_is_not_mine(studio: Studio, home: Home) -> None:
    bea = await settle_in(studio, "Bea")
    await make(studio, home)
    await queue.pause(studio, bea.who, paused=True)
    assert (await row(studio, home)).waits_for == ""


async def test_the_stop_is_told_above_the_list(studio: Studio, home: Home) -> None:
    assert (await page(studio, home)).halted is None
    stop_row = Halt(name="admin", reason="Bills look odd", actor="a", at=studio.clock.now())
    await studio.db.write(lambda session: session.add(stop_row))
    assert (await page(studio, home)).halted == "Bills look odd"


async def test_pages_go_on_behind_the_last_row(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    made = list[str]()
    for number in range(PAGE_ROWS + 2):
        made.append(await make(studio, home))
        timepiece.advance(number % 2)  # some at the same moment
    first = await page(studio, home)
    assert first.next == first.rows[-1].id
    second = await page(studio, home, after=first.next)
    assert {one.id for one in (*first.rows, *second.rows)} == set(made)
    assert (len(first.rows), len(second.rows), second.next) == (PAGE_ROWS, 2, "")
    # The page still begins there when that take has ended meanwhile.
    await tasks.cancel(studio, home.who, first.next)
    behind = (await page(studio, home, after=first.next)).rows
    assert [one.id for one in behind] == [one.id for one in second.rows]
    assert len((await page(studio, home, after="gone")).rows) == PAGE_ROWS


@contextmanager
def counted(studio: Studio) -> Iterator[list[str]]:
    said = list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    engine = studio.db._reader  # pyright: ignore[reportPrivateUsage]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_a_full_page_asks_no_more_often_than_a_short_one(studio: Studio, home: Home) -> None:
    await make(studio, home)
    await page(studio, home)
    with counted(studio) as short:
        await page(studio, home)
    homes = [await settle_in(studio, f"No. {n}") for n in range(5)]
    for one in homes:
        for _ in range(4):
            await make(studio, one)
    with counted(studio) as long:
        assert len((await page(studio, home)).rows) == 21
    assert len(long) == len(short) <= 12
