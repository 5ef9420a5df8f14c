"""Many at once for little money, on both databases; and how many orders a second there are."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, update

from bench.databases import DATABASES, migrated, opened
from tests.studio_fixtures import Home, settle_in
from vidstudio.base.errors import DatabaseBusy, InsufficientCredits
from vidstudio.db.tables import Workspace
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks
from vidstudio.studio import Studio

ORDERS, AFFORDED, PRICE, PROCESSES = 100, 10, 40, 4
SECONDS = 5.0
REQUEST = TaskRequest(prompt="A cup.", model="veo-3-1-fast", duration_seconds=4, resolution="720p")


async def parallel(folder: Path) -> Sequence[str]:
    lines = ["| database | at once | credits for | accepted | 402 | other |", "|" + "---|" * 6]
    for database in DATABASES:
        async with _studios(folder / database, database) as studios:
            home = await settle_in(studios[0], credits=AFFORDED * PRICE + PRICE - 1)
            orders = (
                tasks.create(studios[n % len(studios)], home.who, REQUEST, None)
                for n in range(ORDERS)
            )
            answers = await asyncio.gather(*orders, return_exceptions=True)
        kinds = Counter(_kind(answer) for answer in answers)
        told = " | ".join(str(kinds[kind]) for kind in ("accepted", "402", "other"))
        lines.append(f"| {database} | {ORDERS} | {AFFORDED} | {told} |")
    return lines


def _kind(answer: object) -> str:
    if isinstance(answer, tuple):
        return "accepted"
    return "402" if isinstance(answer, InsufficientCredits) else "other"


async def creates(folder: Path) -> Sequence[str]:
    """Whole orders a second beside transactions that change one row, in the same run."""
    lines = ["| database | creates/s | bare transactions/s | share |", "|" + "---|" * 4]
    for database in DATABASES:
        async with _studios(folder / database, database) as studios:
            homes = [await settle_in(studios[0], credits=1_000_000) for _ in range(8)]
            made = await _rate(partial(_create, studios, homes))
            bare = await _rate(partial(_bare, studios, homes))
        lines.append(f"| {database} | {made:.0f} | {bare:.0f} | {made / bare:.0%} |")
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
    """Openings of one database, as that many processes have."""
    many = {"running_takes": 1_000_000, "creates_per_minute": 100_000}
    async with migrated(folder, database) as place, opened(place, PROCESSES, **many) as studios:
        yield studios
