"""Statement, ledger and purse over a million ledger rows: server time of each question."""

import functools
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from bench.databases import DATABASES, analyze, migrated, opened
from bench.ledger_seeding import ROWS, seed
from tests.studio_fixtures import Home, settle_in
from vidstudio.rules.explain import figure
from vidstudio.services import ledger_csv, ledger_pages, months, statement
from vidstudio.services.ledger_query import LedgerQuery
from vidstudio.services.statement import StatementQuery
from vidstudio.studio import Studio

ROUNDS, FAR_PAGE, WORKSPACES = 20, 20, 40
Asked = Callable[[], Awaitable[object]]


async def million_rows(folder: Path) -> list[str]:
    """Each page, filter and export piece, on both databases."""
    lines = [f"| database, {figure(ROWS)} rows | asked | median | p95 |", "|" + "---|" * 4]
    for database in DATABASES:
        async with migrated(folder / database, database) as place, opened(place) as (studio,):
            homes = [await settle_in(studio, f"Person {n}", credits=0) for n in range(WORKSPACES)]
            await studio.db.write(lambda s, st=studio, h=homes: seed(s, st, h))
            analyze(place)
            for name, ask in (await asked(studio, homes)).items():
                lines.append(f"| {database} | {await figure_of(name, ask)} |")
    return lines


async def asked(studio: Studio, homes: list[Home]) -> dict[str, Asked]:
    big, small = homes[0], homes[1]
    month, long_ago = (months.month_of(studio.clock.now()), months.month_of(_long_ago(studio)))

    def own(**changes: str) -> Asked:
        query = StatementQuery(month=changes.pop("month", month), **changes)  # pyright: ignore[reportArgumentType] texts only
        return functools.partial(statement.page, studio, big.who, query)

    def every(**changes: str) -> Asked:
        query = LedgerQuery.model_validate(changes)
        return functools.partial(ledger_pages.page, studio, big.who, query)

    return {
        "statement": own(),
        "statement, 6 months ago": own(month=long_ago),
        "statement of a campaign": own(campaign_id=big.campaign_id),
        f"statement, page {FAR_PAGE}": own(cursor=await _far_statement(studio, big, month)),
        "purse": functools.partial(statement.purse, studio, big.who),
        "explanation": functools.partial(statement.explanation, studio, big.who, "4000"),
        "ledger": every(),
        "ledger of a month, 6 months ago": every(month=long_ago),
        "ledger by kind": every(kind="capture"),
        "ledger by a kind that is rare": every(kind="grant"),
        "ledger by a kind that is not there": every(kind="adjust"),
        "ledger by person": every(person=big.who.user_id),
        "ledger by person and month": every(person=small.who.user_id, month=long_ago),
        "ledger by person and a rare kind": every(person=big.who.user_id, kind="expire"),
        "ledger by campaign": every(campaign=small.campaign_id),
        "ledger by big campaign and kind": every(campaign=big.campaign_id, kind="capture"),
        "ledger by model": every(model="kling-3"),
        "ledger by a rare model": every(model="sora-2"),
        "ledger by all of them": every(
            model="veo-3-1", person=big.who.user_id, kind="capture", month=long_ago
        ),
        "ledger, words of a person": every(q="Person 7"),
        "ledger, words of a take": every(q="Shot 4012, take 80250"),
        "ledger, words that mean nothing": every(q="nothing like it"),
        "ledger, a lot by its name": every(q="Nov-1000000000"),
        f"ledger, page {FAR_PAGE}": every(cursor=await _far_ledger(studio, big)),
        "first line of the CSV of everything": functools.partial(_first_line, studio, big),
    }


def _long_ago(studio: Studio) -> datetime:
    return studio.clock.now() - timedelta(days=183)


async def _far_statement(studio: Studio, home: Home, month: str) -> str:
    cursor = ""
    for _ in range(FAR_PAGE - 1):
        query = StatementQuery(month=month, cursor=cursor)
        cursor = (await statement.page(studio, home.who, query)).next_cursor
    return cursor


async def _far_ledger(studio: Studio, home: Home) -> str:
    cursor = ""
    for _ in range(FAR_PAGE - 1):
        cursor = (await ledger_pages.page(studio, home.who, LedgerQuery(cursor=cursor))).next_cursor
    return cursor


async def _first_line(studio: Studio, home: Home) -> object:
    async for piece in await ledger_csv.ledger_csv(studio, home.who, LedgerQuery()):
        if "\n" in piece[:-2]:
            return piece
    return None


async def figure_of(name: str, ask: Asked) -> str:
    waits: list[float] = []
    await ask()
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await ask()
        waits.append((time.perf_counter() - started) * 1000)
    waits.sort()
    middle, late = statistics.median(waits), waits[int(ROUNDS * 0.95)]
    return f"{name} | {middle:.0f} ms | {late:.0f} ms"
