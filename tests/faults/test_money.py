"""Money under fire: two endings at once, prices that change, credits taken back."""

import asyncio
import threading
from collections import Counter

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.faults.shop import Shop
from tests.faults.test_races import studios as studios
from tests.properties.desk import PRICE, TO_STORING, Desk
from tests.studio_fixtures import Home
from vidstudio import transitions
from vidstudio.base.caps import InDebt
from vidstudio.base.errors import (
    AlreadySettled,
    Conflict,
    InvalidRequest,
    LeaseLost,
    NotFound,
    ProviderError,
)
from vidstudio.db.tables import CreditHold, Task
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import credits, tasks
from vidstudio.services.credits import GrantRequest, RefundRequest, TakeBackRequest
from vidstudio.studio import Studio
from vidstudio.transitions import Output

PAID = TaskRequest(prompt="A cup.", model="kling-3", duration_seconds=8, resolution="720p")


@pytest.fixture
def promises() -> tuple[str, ...]:
    return ("I-1 ", "I-2 ", "I-3 ", "I-4 ", "I-6 ", "I-7 ", "I-17", "I-18")


@pytest.fixture
def desk(studio: Studio, home: Home) -> Desk:
    """A take of 40 credits whose video is being stored."""
    at_work = Desk(studio, home)
    at_work.move(*TO_STORING)
    return at_work


async def ending(studio: Studio, desk: Desk, task: Task, how: str) -> str:
    """End the task as read, in a transaction of its own; the name of what stood in the way."""
    now = studio.clock.now()

    def work(session: Session) -> None:
        if how == "succeed":
            output = Output(desk.asset("output"), desk.asset("poster"), 4.0)
            transitions.succeed(session, task, output, how, now)
        else:
            transitions.fail(session, task, ProviderError(), how, now)

    try:
        await studio.db.write(work)
    except (LeaseLost, AlreadySettled) as error:
        return type(error).__name__
    return "done"


@pytest.mark.fault("F-50")
async def test_of_many_failures_at_once_one_gives_the_credits_back(
    desk: Desk, studios: list[Studio]
) -> None:
    task, before = desk.task, desk.purse.balance
    answers = await asyncio.gather(*(ending(one, desk, task, "fail") for one in studios * 2))
    assert Counter(answers)["done"] == 1
    assert desk.purse.ending(desk.id).state == "released"
    assert desk.purse.balance.available == before.available + PRICE
    assert [entry.kind for entry in desk.purse.entries].count("release") == 1


@pytest.mark.fault("F-51")
async def test_of_a_charge_and_a_release_at_once_one_wins(
    desk: Desk, studios: list[Studio]
) -> None:
    task, before = desk.task, desk.purse.balance
    hows = ("succeed", "fail") * 4
    answers = await asyncio.gather(
        *(ending(studios[n % 4], desk, task, how) for n, how in enumerate(hows))
    )
    assert Counter(answers)["done"] == 1
    won = desk.task.state
    charged = PRICE if won == TaskState.SUCCEEDED else 0
    assert desk.purse.ending(desk.id).captured == charged == desk.task.charged
    assert desk.purse.balance.available == before.available + PRICE - charged


@pytest.mark.fault("F-52")
async def test_a_grant_told_five_times_is_one_lot(shop: Shop, studios: list[Studio]) -> None:
    gift = GrantRequest(
        workspace_id=shop.home.who.workspace_id, amount_credits=70, reason="Paid", key="pay-1"
    )
    before, _ = await shop.money()
    who = shop.home.who
    await asyncio.gather(*(credits.grant(studios[n % 4], who, gift) for n in range(5)))
    assert (await shop.money())[0] == before + 70


@pytest.mark.fault("F-52")
async def test_what_is_spent_already_is_owed_and_stops_what_costs(shop: Shop, home: Home) -> None:
    studio, who = shop.studio, home.who
    wish = TakeBackRequest(lot_id=2**40, amount_credits=5, reason="Chargeback", key="a")
    with pytest.raises(NotFound):  # taken back before it was given
        await credits.take_back(studio, who, wish)
    await tasks.create(studio, who, PAID)  # holds 56 of 500
    (lot,) = (await credits.balance(studio, who)).lots
    wish = TakeBackRequest(lot_id=lot.id, amount_credits=500, reason="Chargeback", key="b")
    taken = await credits.take_back(studio, who, wish)
    assert (taken.revoked_credits, taken.debt_credits) == (444, 56)
    assert await credits.take_back(studio, who, wish) == taken
    more = wish.model_copy(update={"key": "c", "amount_credits": 1})
    with pytest.raises(InvalidRequest):  # more than it ever gave
        await credits.take_back(studio, who, more)
    with pytest.raises(InDebt, match="owes 56 credits"):
        await tasks.create(studio, who, PAID)
    free = PAID.model_copy(update={"model": "animatic"})
    assert await tasks.create(studio, who, free)  # costs nothing, owes nothing
    gift = GrantRequest(
        workspace_id=who.workspace_id, amount_credits=156, reason="Paid again", key="d"
    )
    assert (await credits.grant(studio, who, gift)).available_credits == 100
    assert await tasks.create(studio, who, PAID)


@pytest.mark.fault("F-50")
async def test_a_charge_is_given_back_once_however_many_admins_press(
    desk: Desk, studios: list[Studio]
) -> None:
    desk.succeed(desk.task)
    there = desk.purse.balance.available
    who = desk.home.who
    wishes = [RefundRequest(task_id=desk.id, reason="Blurred", key=f"k{n % 4}") for n in range(8)]
    answers = await asyncio.gather(
        *(credits.refund(studios[n % 4], who, wish) for n, wish in enumerate(wishes)),
        return_exceptions=True,
    )
    assert Counter(map(str, answers)) == {
        str(PRICE): 2,  # one key, pressed twice
        "This charge was given back before.": 6,
    }
    assert desk.purse.balance.available == there + PRICE
    assert desk.task.refunded == PRICE


async def test_nothing_is_given_back_for_what_was_not_charged(desk: Desk) -> None:
    desk.fail(desk.task)
    wish = RefundRequest(task_id=desk.id, reason="Blurred", key="k")
    with pytest.raises(Conflict, match="Nothing was charged"):
        await credits.refund(desk.studio, desk.home.who, wish)


@pytest.mark.fault("F-60")
@pytest.mark.database("postgres", reason="SQLite has one writer")
async def test_a_deadlock_runs_again_whole(desk: Desk, studios: list[Studio]) -> None:
    """Two transactions that lock two rows the other way round: the database ends one of them."""
    rows = {
        "task": text("UPDATE task SET polls = polls + 1 WHERE id = :id"),
        "hold": text("UPDATE credit_hold SET created_at = created_at WHERE task_id = :id"),
    }
    meet, tries = threading.Barrier(2), Counter[str]()

    def work(session: Session, first: str, second: str) -> None:
        tries[first] += 1
        session.execute(rows[first], {"id": desk.id})
        if tries[first] == 1:
            meet.wait(20)
        session.execute(rows[second], {"id": desk.id})

    await asyncio.gather(
        studios[0].db.write(lambda session: work(session, "task", "hold")),
        studios[1].db.write(lambda session: work(session, "hold", "task")),
    )
    assert 3 <= sum(tries.values()) <= 6
    assert desk.task.polls == 2
    assert desk.purse.do(lambda s: s.get_one(CreditHold, desk.purse.ending(desk.id).id)).amount
