"""Several openings of one database: owners, locked rows, and engines beside each other."""

import asyncio
import threading
import time

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.faults.shop import Shop
from tests.faults.test_races import studios as studios
from tests.studio_fixtures import Home
from vidstudio.base.errors import DatabaseAway, DatabaseBusy
from vidstudio.engine.loop import Engine
from vidstudio.rules.lifecycle import TERMINAL
from vidstudio.services import accounts, queue
from vidstudio.services.accounts import NewOwner
from vidstudio.services.callers import Caller
from vidstudio.studio import Studio


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 1000, "creates_per_minute": 100_000}


async def test_four_owners_at_once_are_one(studio: Studio, studios: list[Studio]) -> None:
    def forget(session: Session) -> None:
        session.execute(text('UPDATE "user" SET is_admin = false'))

    await studio.db.write(forget)
    wanted = [
        NewOwner.model_validate(
            {"email": f"owner{n}@example.com", "password": "three good words here"}
        )
        for n in range(4)
    ]
    caller = Caller("here", loopback=True)
    answers = await asyncio.gather(
        *(
            accounts.create_owner(one, new, caller)
            for one, new in zip(studios, wanted, strict=True)
        ),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict"] * 3 + ["Opened"]


@pytest.mark.fault("F-60")
@pytest.mark.database("postgres", reason="SQLite locks no rows")
async def test_a_row_that_is_held_too_long_is_a_busy_database(
    studio: Studio, home: Home, studios: list[Studio]
) -> None:
    held, done = threading.Event(), threading.Event()
    row = text("SELECT 1 FROM workspace WHERE id = :id FOR UPDATE")
    mine = {"id": home.who.workspace_id}

    def hold(session: Session) -> None:
        session.execute(row, mine)
        held.set()
        done.wait(20)

    def want(session: Session) -> None:
        session.execute(text("SET LOCAL lock_timeout = '100ms'"))
        session.execute(row, mine)

    holding = asyncio.create_task(studio.db.write(hold))
    await asyncio.to_thread(held.wait, 20)
    try:
        with pytest.raises(DatabaseBusy):
            await studios[1].db.write(want)
    finally:
        done.set()
        await holding


async def test_a_paused_take_is_left_alone_by_every_engine(shop: Shop) -> None:
    await queue.pause(shop.studio, shop.home.who, paused=True)
    await shop.order(count=2)
    engine = Engine(shop.studio)
    await engine.tick()
    await engine.idle()
    assert await shop.outcomes() == []
    await queue.pause(shop.studio, shop.home.who, paused=False)
    async with shop.engine():
        ended = await shop.until(*TERMINAL)
    assert {task.state for task in ended} == {"succeeded"}


@pytest.mark.fault("F-59")
async def test_engines_on_one_database_make_every_take_once(shop: Shop) -> None:
    ids = await shop.order(count=2)
    first, second = Engine(shop.studio), Engine(shop.studio)
    first.name, second.name = "elsewhere:1", "elsewhere:2"
    async with shop.engine():
        await first.tick()
        await second.tick()
        ended = await shop.until(*TERMINAL)
        await first.idle()
        await second.idle()
    assert {task.state for task in ended} == {"succeeded"}
    assert await shop.outcomes() == ["accepted"] * len(ids)
    assert await shop.spent() == (sum(task.charged for task in ended), 0)


@pytest.mark.fault("F-62")
@pytest.mark.database("postgres", reason="SQLite ends nothing for standing idle")
async def test_a_transaction_that_stood_idle_too_long_is_a_lost_connection(studio: Studio) -> None:
    def dawdle(session: Session) -> None:
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '50ms'"))
        time.sleep(0.5)  # longer than the server waits

    for run in (studio.db.read, studio.db.write):
        with pytest.raises(DatabaseAway):
            await run(dawdle)
    assert await studio.db.read(lambda session: session.execute(text("SELECT 1")).scalar()) == 1


@pytest.mark.fault("F-60")
@pytest.mark.database("postgres", reason="SQLite has no limit for a statement")
async def test_a_statement_that_takes_too_long_is_a_busy_database(studio: Studio) -> None:
    def work_long(session: Session) -> None:
        session.execute(text("SET LOCAL statement_timeout = '50ms'"))
        session.execute(text("SELECT pg_sleep(5)"))

    for run in (studio.db.read, studio.db.write):
        with pytest.raises(DatabaseBusy):
            await run(work_long)
