"""One transaction, one announcement: what is committed is told, and nothing else."""

import asyncio
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlmodel import Session

from tests.studio_fixtures import ROOT, Home, insert_home
from vidstudio.base.bus import Bus
from vidstudio.db import watching as watching_module
from vidstudio.db.session import Database, touch
from vidstudio.db.tables import Campaign, Workspace
from vidstudio.studio import Studio


def rename(room: str, name: str, session: Session) -> None:
    session.get_one(Workspace, room).name = name
    touch(session, room)


async def name_of(studio: Studio, home: Home) -> str:
    room = home.who.workspace_id
    return await studio.db.read(lambda session: session.get_one(Workspace, room).name)


@pytest.fixture
def told(studio: Studio) -> list[str]:
    rooms = list[str]()
    studio.bus.subscribe(rooms.append)
    return rooms


async def test_a_commit_is_told_and_counted(studio: Studio, home: Home, told: list[str]) -> None:
    room = home.who.workspace_id
    before = await studio.db.read(lambda session: session.get_one(Workspace, room).version)
    told.clear()
    await studio.db.write(lambda session: rename(room, "New", session))
    assert told == [room]
    assert await name_of(studio, home) == "New"
    after = await studio.db.read(lambda session: session.get_one(Workspace, room).version)
    assert after == before + 1


async def test_what_is_rolled_back_is_not_told(studio: Studio, home: Home, told: list[str]) -> None:
    before = await name_of(studio, home)
    told.clear()

    def fail(session: Session) -> None:
        rename(home.who.workspace_id, "New", session)
        session.flush()
        raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        await studio.db.write(fail)
    assert told == []
    assert await name_of(studio, home) == before


async def test_a_caller_who_leaves_does_not_undo_or_silence_a_commit(
    studio: Studio, home: Home
) -> None:
    room, inside, go = home.who.workspace_id, threading.Event(), threading.Event()
    heard = asyncio.Event()
    studio.bus.subscribe(lambda _room: heard.set())

    def slowly(session: Session) -> None:
        rename(room, "New", session)
        inside.set()
        go.wait(10)

    caller = asyncio.create_task(studio.db.write(slowly))
    await asyncio.to_thread(inside.wait, 10)
    caller.cancel()
    await asyncio.wait({caller})
    assert caller.cancelled()
    heard.clear()
    go.set()
    await asyncio.wait_for(heard.wait(), 10)
    assert await name_of(studio, home) == "New"


async def test_a_read_cannot_write(studio: Studio, home: Home) -> None:
    statement = text("UPDATE workspace SET name = 'x'")
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        await studio.db.read(lambda session: session.execute(statement))


async def test_readers_see_one_moment_and_do_not_wait_for_writers(
    studio: Studio, home: Home
) -> None:
    room, inside, go = home.who.workspace_id, threading.Event(), threading.Event()
    before = await name_of(studio, home)

    def slowly(session: Session) -> None:
        rename(room, "New", session)
        session.flush()
        inside.set()
        go.wait(10)

    writing = asyncio.create_task(studio.db.write(slowly))
    await asyncio.to_thread(inside.wait, 10)
    assert await name_of(studio, home) == before
    go.set()
    await writing
    assert await name_of(studio, home) == "New"


@pytest.mark.database("sqlite", reason="asks for SQLite's own switches")
async def test_a_power_cut_loses_no_commit_and_orphans_no_row(studio: Studio) -> None:
    def pragma(name: str) -> object:
        return studio.db.write_now(lambda s: s.execute(text(f"PRAGMA {name}")).scalar())[0]

    assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)
    stray = {"campaign": "no", "workspace": "no", "at": "2026-01-01 00:00:00.000000"}
    insert = text(
        "INSERT INTO campaign (id, workspace_id, name, sample, created_at, "
        "opened_at) VALUES (:campaign, :workspace, '', 0, :at, :at)"
    )
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        await studio.db.write(lambda session: session.execute(insert, stray))


async def test_the_changes_of_another_process_are_heard(studio: Studio, home: Home) -> None:
    heard = asyncio.Event()
    rooms = set[str]()
    studio.bus.subscribe(rooms.add)
    studio.bus.subscribe(lambda _room: heard.set())
    room = home.who.workspace_id
    wanted = {room}
    watching = asyncio.create_task(studio.db.watch(lambda: wanted))
    program = (
        "import sys; from vidstudio.base.bus import Bus; from vidstudio.db.session import *\n"
        "Database(sys.argv[1], Bus()).write_now(lambda s: touch(s, sys.argv[2]))\n"
    )
    url = studio.settings.database
    await asyncio.wait_for(heard.wait(), 20)  # a room seen for the first time is told once
    for _ in range(2):
        heard.clear()
        command = [sys.executable, "-c", program, url, room]
        await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=True)
        await asyncio.wait_for(heard.wait(), 20)
    watching.cancel()
    assert rooms == {room}


async def test_a_database_that_is_away_for_a_moment_is_watched_again(
    studio: Studio, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, heard = home.who.workspace_id, asyncio.Event()
    monkeypatch.setattr(watching_module, "_AGAIN_SECONDS", 0.01)
    studio.bus.subscribe(lambda _room: heard.set())
    asked = 0

    def rooms() -> set[str]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))
        return {room}

    watching = asyncio.create_task(studio.db.watch(rooms))
    await asyncio.wait_for(heard.wait(), 20)
    assert not watching.done()
    watching.cancel()


async def test_times_come_back_as_they_went_in(studio: Studio, home: Home) -> None:
    elsewhere = datetime(2026, 7, 1, 14, 30, tzinfo=timezone(timedelta(hours=2)))

    def work(session: Session) -> datetime:
        campaign = session.get_one(Campaign, home.campaign_id)
        campaign.opened_at = elsewhere
        session.flush()
        session.expire(campaign)
        return campaign.opened_at

    back = await studio.db.write(work)
    assert back == elsewhere
    assert back.tzinfo is UTC


async def test_a_time_without_a_zone_never_reaches_the_database(studio: Studio, home: Home) -> None:
    def work(session: Session) -> None:
        session.get_one(Campaign, home.campaign_id).opened_at = datetime(2026, 7, 1)  # noqa: DTZ001
        session.flush()

    with pytest.raises(StatementError, match="naive datetime"):
        await studio.db.write(work)


async def test_two_openings_of_one_file_write_in_turn(studio: Studio) -> None:
    other = Database(studio.settings.database, Bus())
    homes = await asyncio.gather(
        *(
            database.write(lambda s, n=n: insert_home(s, studio, f"Ada {n}", 5))
            for n, database in enumerate([studio.db, other] * 10)
        )
    )
    other.close()
    assert len({home.who.workspace_id for home in homes}) == 20
