"""Many at once for little money: exactly what is paid for is made."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from tests.faults.shop import Shop
from tests.studio_fixtures import Home, settle_in
from vidstudio import ledger
from vidstudio.base.errors import DatabaseBusy, InsufficientCredits, InvalidRequest
from vidstudio.db import engines
from vidstudio.db.tables import Idempotency
from vidstudio.ledger import Grant
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks
from vidstudio.studio import Studio, close_studio, open_studio

PRICE = 40  # of the request below
REQUEST = TaskRequest(prompt="A cup.", model="veo-3-1-fast", duration_seconds=4, resolution="720p")


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 1000, "creates_per_minute": 100_000}


@pytest.fixture
async def home(studio: Studio) -> Home:
    return await settle_in(studio, credits=10 * PRICE + PRICE - 1)


@pytest.fixture
async def studios(studio: Studio) -> AsyncIterator[list[Studio]]:
    """Four openings of one database, as four processes have: nothing is shared but the file."""
    others = [open_studio(studio.settings, studio.clock) for _ in range(3)]
    yield [studio, *others]
    for other in others:
        await close_studio(other)


async def all_of(shop: Shop, studios: list[Studio], keys: list[str | None]) -> list[object]:
    """Order once per key, spread over the studios, all at the same time."""
    orders = (
        tasks.create(studios[n % len(studios)], shop.home.who, REQUEST, key)
        for n, key in enumerate(keys)
    )
    return list(await asyncio.gather(*orders, return_exceptions=True))


@pytest.mark.fault("F-45")
async def test_a_hundred_orders_for_the_credits_of_ten(shop: Shop, studios: list[Studio]) -> None:
    answers = await all_of(shop, studios, [None] * 100)
    made = [answer for answer in answers if isinstance(answer, tuple)]
    refused = [answer for answer in answers if isinstance(answer, InsufficientCredits)]
    kinds = Counter(type(answer).__name__ for answer in answers)
    assert (len(made), len(refused)) == (10, 90), kinds
    assert all((no.required, no.available) == (PRICE, PRICE - 1) for no in refused)
    queued = await shop.tasks()
    assert [(task.number, task.quoted) for task in queued] == [(n, PRICE) for n in range(1, 11)]
    assert (await shop.money()) == (PRICE - 1, 10 * PRICE)


@pytest.mark.fault("F-46")
async def test_the_same_key_fifty_times_is_one_take(shop: Shop, studios: list[Studio]) -> None:
    answers = await all_of(shop, studios, ["one opened form"] * 50)
    (task,) = await shop.tasks()
    ids = {view.id for answer in answers if isinstance(answer, tuple) for view in answer}
    assert ids == {task.id}
    assert all(isinstance(answer, tuple) for answer in answers)
    assert (await shop.money())[1] == PRICE


@pytest.mark.fault("F-46")
async def test_the_same_key_for_another_wish_is_refused_and_does_nothing(shop: Shop) -> None:
    await tasks.create(shop.studio, shop.home.who, REQUEST, "key")
    other = REQUEST.model_copy(update={"prompt": "Another cup."})
    with pytest.raises(InvalidRequest) as refusal:
        await tasks.create(shop.studio, shop.home.who, other, "key")
    assert refusal.value.field == "Idempotency-Key"
    assert len(await shop.tasks()) == 1


async def test_several_takes_are_all_made_or_none(shop: Shop) -> None:
    """Credits for ten takes, asked for in fours."""
    four = REQUEST.model_copy(update={"takes": 4})
    for n in range(2):
        await tasks.create(shop.studio, shop.home.who, four, f"key {n}")
    with pytest.raises(InsufficientCredits):
        await tasks.create(shop.studio, shop.home.who, four, "key 2")
    assert len(await shop.tasks()) == 8
    keys = await shop.studio.db.read(lambda s: s.exec(select(Idempotency.key)).all())
    assert set(keys) == {"key 0", "key 1"}


@pytest.mark.database("postgres", reason="SQLite has one writer anyway")
async def test_a_workspace_that_is_waited_for_keeps_no_other_one_waiting(shop: Shop) -> None:
    """More callers than there are connections."""
    other = await settle_in(shop.studio)
    with psycopg.connect(shop.studio.settings.database_url) as holder:
        lock = "SELECT 1 FROM workspace WHERE id = %s FOR UPDATE"
        holder.execute(lock, [shop.home.who.workspace_id])
        waiting = asyncio.gather(*await _ordering(shop, 20), return_exceptions=True)
        async with asyncio.timeout(4):  # the database's own patience is 5 s
            assert await tasks.create(shop.studio, other.who, REQUEST)
        assert not waiting.done()
    made = [answer for answer in await waiting if isinstance(answer, tuple)]
    assert len(made) == 10


async def _ordering(shop: Shop, count: int) -> list["asyncio.Task[object]"]:
    """That many orders on their way into the database."""
    orders = [
        asyncio.create_task(tasks.create(shop.studio, shop.home.who, REQUEST)) for _ in range(count)
    ]
    await asyncio.wait(orders, timeout=0.5)
    return orders  # pyright: ignore[reportReturnType] their answers are looked at by type


async def test_what_several_takes_need_together_is_told(shop: Shop) -> None:
    four = REQUEST.model_copy(update={"takes": 4})
    await tasks.create(shop.studio, shop.home.who, four)
    longer = four.model_copy(update={"duration_seconds": 8})
    with pytest.raises(InsufficientCredits, match="4 takes") as refusal:
        await tasks.create(shop.studio, shop.home.who, longer)
    assert (refusal.value.required, refusal.value.available) == (8 * PRICE, 7 * PRICE - 1)


@pytest.mark.fault("F-49")
async def test_expiry_and_a_hold_race_for_the_last_credits(
    shop: Shop, studios: list[Studio]
) -> None:
    now, room = shop.studio.clock.now(), shop.home.who.workspace_id
    gift = Grant(room, 40, "granted", "Test", "soon", "tester", expires_at=now)
    await shop.studio.db.write(lambda session: ledger.grant(session, gift, now))
    await asyncio.gather(
        *(one.db.write(lambda session: ledger.expire(session, room, now)) for one in studios),
        *(tasks.create(one, shop.home.who, REQUEST) for one in studios),
    )
    assert await shop.money() == (7 * PRICE - 1, 4 * PRICE)


@pytest.mark.database("sqlite", reason="elsewhere a writer locks the rows it thinks about")
async def test_writers_that_start_together_wait_for_each_other(studios: list[Studio]) -> None:
    """Read, think, write: with a plain BEGIN some of these would be lost or refused."""
    table = "CREATE TABLE counter AS SELECT 0 AS n"
    await studios[0].db.write(lambda session: session.execute(text(table)))

    def count(session: Session) -> None:
        seen = session.execute(text("SELECT n FROM counter")).scalar_one()
        session.execute(text("UPDATE counter SET n = :n"), {"n": seen + 1})

    await asyncio.gather(*(one.db.write(count) for one in studios for _ in range(20)))
    total = await studios[1].db.read(lambda s: s.execute(text("SELECT n FROM counter")).scalar())
    assert total == 80


@pytest.mark.fault("F-61")
@pytest.mark.database("sqlite", reason="another process locks the file")
async def test_a_database_locked_by_another_process_does_nothing_and_says_so(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE_SECONDS", 0.05)
    other = sqlite3.connect(shop.data_dir / "vidstudio.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy, match="Nothing was done"):
        await tasks.create(shop.studio, shop.home.who, REQUEST, "key")
    assert await shop.tasks() == []  # readers are not disturbed
    other.execute("ROLLBACK")
    other.close()
    assert (await shop.money())[1] == 0
    assert await tasks.create(shop.studio, shop.home.who, REQUEST, "key")
