"""The same promises on PostgreSQL: races, the engine, and what the database refuses."""

import asyncio
import threading
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from tests.faults.shop import Shop
from tests.faults.test_races import (  # collected once more, on this database
    home as home,
)
from tests.faults.test_races import (
    studios as studios,
)
from tests.faults.test_races import (
    test_a_hundred_orders_for_the_credits_of_ten as test_a_hundred_orders_for_the_credits_of_ten,
)
from tests.faults.test_races import (
    test_expiry_and_a_hold_race_for_the_last_credits as test_expiry_and_a_hold_race_for_the_last_credits,  # noqa: E501
)
from tests.faults.test_races import (
    test_several_takes_are_all_made_or_none as test_several_takes_are_all_made_or_none,
)
from tests.faults.test_races import (
    test_the_same_key_fifty_times_is_one_take as test_the_same_key_fifty_times_is_one_take,
)
from tests.studio_fixtures import Home, migrate
from vidstudio.base.errors import DatabaseBusy
from vidstudio.engine.loop import Engine
from vidstudio.rules.lifecycle import TERMINAL
from vidstudio.services import accounts, queue
from vidstudio.services.accounts import NewOwner
from vidstudio.services.callers import Caller
from vidstudio.studio import Studio

Fresh = Callable[[], str]


@pytest.fixture(scope="module")
def fresh(postgres_url: str, request: pytest.FixtureRequest) -> Fresh:
    """Makes the address of a new, migrated database; each module has its own."""
    server, _, _ = postgres_url.rpartition("/")
    template = request.module.__name__.rpartition(".")[2]
    made = list[str]()

    def new() -> str:
        name = f"{template}_{len(made)}" if made else template
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            source = f" TEMPLATE {template}" if made else ""
            connection.execute(f"CREATE DATABASE {name}{source}".encode())
        made.append(name)
        return f"{server}/{name}"

    migrate(new().replace("postgresql://", "postgresql+psycopg://"))
    return new


@pytest.fixture
def setting_changes(fresh: Fresh) -> dict[str, object]:
    return {"running_takes": 1000, "creates_per_minute": 100_000, "database_url": fresh()}


async def test_the_journal_cannot_be_rewritten(shop: Shop) -> None:
    for statement in ("UPDATE ledger_entry SET d_held = 1", "DELETE FROM ledger_entry"):
        with pytest.raises(DBAPIError, match="append-only"):
            await shop.studio.db.write(lambda session, sql=statement: session.execute(text(sql)))


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
    available, held = await shop.money()
    assert held == 0
    assert available == 10 * 40 + 39 - sum(task.charged for task in ended)
