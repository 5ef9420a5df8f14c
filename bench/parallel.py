"""Many at once for little money, on both databases; and how many orders a second there are."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import psycopg
from sqlmodel import Session, col, update

from tests.migrating import migrate
from tests.studio_fixtures import Home, settle_in
from tools.postgres import find_programs, throwaway_cluster
from vidstudio.base.errors import DatabaseBusy, InsufficientCredits
from vidstudio.base.settings import Settings
from vidstudio.db.tables import Workspace
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks
from vidstudio.studio import Studio, close_studio, open_studio

DATABASES = ("sqlite", "postgres")
ORDERS, AFFORDED, PRICE, PROCESSES = 100, 10, 40, 4
SECONDS = 5.0
REQUEST = TaskRequest(prompt="A cup.", model="veo-3-1-fast", duration_seconds=4, resolution="720p")


async def parallel(folder: Path) -> Sequence[str]:
    lines = list[str]()
    for database in DATABASES:
        async with _studios(folder / database, database) as studios:
            home = await settle_in(studios[0], credits=AFFORDED * PRICE + PRICE - 1)
            orders = (
                tasks.create(studios[n % len(studios)], home.who, REQUEST, None)
                for n in range(ORDERS)
            )
            answers = await asyncio.gather(*orders, return_exceptions=True)
        kinds = Counter(_kind(answer) for answer in answers)
        told = ", ".join(f"{kind} {kinds[kind]}" for kind in ("accepted", "402", "other"))
        lines.append(f"{database:<9} {ORDERS} at once, credits for {AFFORDED}: {told}")
    return lines


def _kind(answer: object) -> str:
    if isinstance(answer, tuple):
        return "accepted"
    return "402" if isinstance(answer, InsufficientCredits) else "other"


async def creates(folder: Path) -> Sequence[str]:
    """Whole orders a second beside transactions that change one row, in the same run."""
    lines = list[str]()
    for database in DATABASES:
        async with _studios(folder / database, database) as studios:
            homes = [await settle_in(studios[0], credits=1_000_000) for _ in range(8)]
            made = await _rate(partial(_create, studios, homes))
            bare = await _rate(partial(_bare, studios, homes))
        share = made / bare
        lines.append(
            f"{database:<9} {made:.0f} creates/s; bare transactions {bare:.0f}/s ({share:.0%})"
        )
    return lines


async def _create(studios: list[Studio], homes: list[Home], n: int) -> None:
    await tasks.create(studios[n % len(studios)], homes[n % len(homes)].who, REQUEST, None)


async def _bare(studios: list[Studio], homes: list[Home], n: int) -> None:
    room = update(Workspace).where(col(Workspace.id) == homes[n % len(homes)].who.workspace_id)

    def work(session: Session) -> None:
        session.exec(room.values(version=Workspace.version + 1))

    await studios[n % len(studios)].db.write(work)


async def _rate(once: Callable[[int], Awaitable[None]]) -> float:
    """Done in a second, by eight hands, over SECONDS."""
    done, end = 0, time.perf_counter() + SECONDS

    async def hand(n: int) -> None:
        nonlocal done
        while time.perf_counter() < end:
            with suppress(DatabaseBusy):  # not done, so not counted
                await once(n)
                done += 1

    begun = time.perf_counter()
    await asyncio.gather(*(hand(n) for n in range(8)))
    return done / (time.perf_counter() - begun)


@asynccontextmanager
async def _studios(folder: Path, database: str) -> AsyncGenerator[list[Studio]]:
    """Openings of one database, as that many processes have. PostgreSQL is a durable one."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    if database == "sqlite":
        migrate(f"sqlite:///{folder / 'vidstudio.db'}")
        async with _opened(folder, "") as studios:
            yield studios
        return
    programs = find_programs()
    assert programs is not None, "PostgreSQL is missing"
    with throwaway_cluster(programs, durable=True) as cluster:
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        address = cluster.url.rpartition("/")[0] + "/bench"
        migrate(address)
        async with _opened(folder, address) as studios:
            yield studios


@asynccontextmanager
async def _opened(folder: Path, address: str) -> AsyncGenerator[list[Studio]]:
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue] pydantic-settings
        data_dir=folder,
        database_url=address,
        running_takes=1_000_000,
        creates_per_minute=100_000,
        disk_reserve_bytes=0,
    )
    studios = [open_studio(settings) for _ in range(PROCESSES)]
    try:
        yield studios
    finally:
        for studio in studios:
            await close_studio(studio)
