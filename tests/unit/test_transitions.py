"""A move of a task and its money are one: both happen, or neither."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select, update

from tests.properties.desk import PRICE, TO_STORING, Desk
from tests.properties.purse import new_task
from tests.studio_fixtures import Home
from vidstudio import ledger, transitions
from vidstudio.base.errors import LeaseLost
from vidstudio.base.failpoints import FailpointHit, configure
from vidstudio.db.tables import (
    Asset,
    CreditHold,
    Outbox,
    SubmitAttempt,
    Task,
    TaskEvent,
    Workspace,
)
from vidstudio.rules.lifecycle import MOVES, TERMINAL, TaskState
from vidstudio.studio import Studio
from vidstudio.transitions import Move

S = TaskState


@pytest.fixture
def promises() -> tuple[str, ...]:
    # These files exist on paper only, and attempts are none of this module's business.
    return ("I-1", "I-2", "I-3", "I-4", "I-5 paid", "I-6", "I-7 ended", "I-7 two", "I-9")


@pytest.fixture
def desk(studio: Studio, home: Home) -> Desk:
    return Desk(studio, home)


def test_a_success_charges_stores_tells_and_ends_at_once(desk: Desk) -> None:
    desk.move(*TO_STORING)
    desk.succeed(desk.task)
    task, hold = desk.task, desk.purse.ending(desk.id)
    assert (task.state, task.charged, task.progress) == ("succeeded", PRICE, 100)
    assert (hold.state, hold.captured) == ("captured", PRICE)
    assert task.terminal_at is not None
    assert task.result_asset_id is not None
    assert task.poster_asset_id is not None
    assert (desk.rows(Asset), desk.rows(Outbox)) == (2, 1)
    assert desk.line == f"Take 01 is done. {PRICE} credits."


def test_a_failure_releases_tells_and_ends_at_once(desk: Desk) -> None:
    desk.move(S.SUBMITTING)
    desk.fail(desk.task)
    task = desk.task
    assert (task.state, task.state_reason, task.charged) == ("failed", "provider_failed", 0)
    assert task.state_message == "The provider stopped."
    assert desk.purse.ending(desk.id).state == "released"
    assert desk.purse.balance.available == 500
    assert desk.rows(Outbox) == 1
    assert desk.line == "Take 01 failed. Not charged."


ENDINGS: dict[str, tuple[tuple[TaskState, ...], Callable[[Desk, Task], None]]] = {
    "success": (TO_STORING, Desk.succeed),
    "failure": ((S.SUBMITTING, S.RUNNING), Desk.fail),
    "cancel": ((), Desk.cancel),
}


@pytest.mark.parametrize(("before", "end"), ENDINGS.values(), ids=ENDINGS)
def test_an_old_lease_moves_neither_task_nor_money(
    desk: Desk, before: tuple[TaskState, ...], end: Callable[[Desk, Task], None]
) -> None:
    desk.move(*before)
    stale = desk.task
    desk.steal()
    entries, events = len(desk.purse.entries), desk.rows(TaskEvent)
    with pytest.raises(LeaseLost):
        end(desk, stale)
    assert desk.task.state == stale.state
    assert desk.task.terminal_at is None
    assert desk.purse.ending(desk.id).state == "open"
    assert len(desk.purse.entries) == entries
    assert (desk.rows(Asset), desk.rows(Outbox), desk.rows(TaskEvent)) == (0, 0, events)


@pytest.mark.parametrize(("before", "end"), ENDINGS.values(), ids=ENDINGS)
def test_the_second_of_two_equal_endings_finds_the_task_gone(
    desk: Desk, before: tuple[TaskState, ...], end: Callable[[Desk, Task], None]
) -> None:
    desk.move(*before)
    task = desk.task
    end(desk, task)
    entries = len(desk.purse.entries)
    with pytest.raises(LeaseLost):
        end(desk, task)
    assert len(desk.purse.entries) == entries
    assert desk.rows(Outbox) == 1


def test_a_death_inside_the_last_transaction_leaves_nothing_behind(desk: Desk) -> None:
    desk.move(*TO_STORING)
    configure("c12:raise")
    try:
        with pytest.raises(FailpointHit):
            desk.succeed(desk.task)
    finally:
        configure("")
    assert desk.task.state == S.STORING
    assert (desk.rows(Asset), desk.rows(Outbox)) == (0, 0)
    assert desk.purse.ending(desk.id).state == "open"
    desk.succeed(desk.task)
    assert desk.purse.ending(desk.id).state == "captured"


@pytest.mark.parametrize("source", sorted(TaskState))
def test_only_the_moves_of_the_rules_are_moves(desk: Desk, source: TaskState) -> None:
    task = replace_state(desk.task, source)
    for target in set(TaskState) - MOVES[source]:
        with pytest.raises(ValueError, match="is no move"):
            desk.do(
                lambda s, to=target: transitions.move(
                    s, Move(task, to, "tester", desk.studio.clock.now())
                )
            )
    assert desk.task.state == S.QUEUED


def replace_state(task: Task, state: TaskState) -> Task:
    return Task.model_validate({**task.model_dump(), "state": state})


@pytest.mark.parametrize("ending", sorted(TERMINAL))
def test_the_database_knows_that_an_ended_task_has_an_end(desk: Desk, ending: TaskState) -> None:
    statement = update(Task).where(col(Task.id) == desk.id).values(state=ending)
    with pytest.raises(IntegrityError, match="ck_task_terminal"):
        desk.do(lambda session: session.execute(statement))


def test_every_move_is_written_down(desk: Desk) -> None:
    desk.move(S.SUBMITTING, S.QUEUED, S.SUBMITTING)
    desk.fail(desk.task)
    query = select(TaskEvent).where(TaskEvent.task_id == desk.id).order_by(col(TaskEvent.n))
    events = desk.purse.do(lambda session: session.exec(query).all())
    assert [(event.n, event.from_state, event.to_state) for event in events] == [
        (1, None, "queued"),
        (2, "queued", "submitting"),
        (3, "submitting", "queued"),
        (4, "queued", "submitting"),
        (5, "submitting", "failed"),
    ]
    assert {event.actor for event in events[1:]} == {"tester"}


def test_a_change_is_announced_after_the_commit_only(desk: Desk) -> None:
    room = desk.home.who.workspace_id
    task, version = desk.task, desk.purse.do(lambda s: s.get_one(Workspace, room).version)
    _, rooms, _ = desk.studio.db.write_now(
        lambda session: transitions.update_guarded(session, task, {"polls": 3})
    )
    assert rooms == {room}
    assert desk.purse.do(lambda s: s.get_one(Workspace, room).version) == version + 1


def test_a_new_task_rings_the_engine(desk: Desk) -> None:
    _, rooms, wake = desk.studio.db.write_now(
        lambda session: new_task(session, desk.studio, desk.home, 0)
    )
    assert wake
    assert rooms == {desk.home.who.workspace_id}


def test_a_second_submission_that_may_cost_money_is_refused(desk: Desk) -> None:
    def attempt(n: int, outcome: str) -> SubmitAttempt:
        return SubmitAttempt(
            id=f"attempt-{n}",
            task_id=desk.id,
            n=n,
            provider="local",
            outcome=outcome,
            started_at=desk.studio.clock.now(),
        )

    desk.do(lambda session: session.add(attempt(1, "unknown")))
    for outcome in ("started", "accepted", "unknown"):
        with pytest.raises(IntegrityError, match=r"submit_attempt\.task_id|ux_attempt_paid"):
            desk.do(lambda session, word=outcome: session.add(attempt(2, word)))
    desk.do(lambda session: session.add(attempt(2, "rejected")))
    assert desk.rows(SubmitAttempt) == 2


def test_charge_and_release_race_for_one_hold(desk: Desk) -> None:
    """Threads that all believe they end the take: one does, the sums stay right."""
    desk.move(*TO_STORING)
    task, won = desk.task, list[str]()
    start = threading.Barrier(6)

    def race(name: str, end: Callable[[Task], None]) -> None:
        start.wait()
        try:
            end(task)
        except LeaseLost:
            return
        won.append(name)

    threads = [
        threading.Thread(target=race, args=(name, end))
        for name, end in 3 * [("success", desk.succeed), ("failure", desk.fail)]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    charged = PRICE if won == ["success"] else 0
    assert desk.purse.balance.available == 500 - charged
    assert desk.purse.balance.held == 0
    assert desk.rows(Outbox) == 1
    assert desk.rows(CreditHold) == 1


def test_the_ledger_alone_settles_a_hold_once(desk: Desk) -> None:
    """Even without the task's guard a hold ends once."""
    now, claimant = desk.studio.clock.now(), desk.purse.claimant(desk.id)
    desk.do(lambda session: ledger.release(session, claimant, now))
    desk.do(lambda session: ledger.release(session, replace(claimant, actor="other"), now))
    assert desk.purse.balance.available == 500
