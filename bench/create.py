"""REST creates per second against the bare insert-and-commit limit of the same database."""

import asyncio
import sqlite3
import time
from pathlib import Path

import httpx

from tools.served import OWNER_EMAIL, OWNER_PASSWORD, Served

CONNECTIONS = 16
CREATES = 800
INSERTS = 1500


async def creates_against_inserts(folder: Path) -> list[str]:
    settings = {
        "VIDSTUDIO_ENGINE": "false",
        "VIDSTUDIO_CREATES_PER_MINUTE": "100000",
        "VIDSTUDIO_RUNNING_TAKES": "100000",
    }
    before = _bare_inserts(folder / "bare.db")
    served = Served(folder / "data", None, **settings).start("/healthz")
    try:
        rate, slowest = await _creates(served.url)
    finally:
        served.stop()
    after = _bare_inserts(folder / "bare.db")
    bare = (before + after) / 2
    return [
        f"{rate:.0f} creates/s over REST, {CONNECTIONS} connections, p95 {slowest * 1000:.0f} ms",
        f"{bare:.0f} inserts/s, bare insert-and-commit on the same disk (before and after)",
        f"ratio {rate / bare:.2f}",
    ]


async def _creates(url: str) -> tuple[float, float]:
    limits = httpx.Limits(max_connections=CONNECTIONS)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client:
        form = {"username": OWNER_EMAIL, "password": OWNER_PASSWORD}
        token = (await client.post("/api/auth/token", data=form)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        left, waits = iter(range(CREATES)), list[float]()

        async def worker() -> None:
            for n in left:
                started = time.perf_counter()
                answer = await client.post("/api/video/generate", json={"prompt": f"Cup {n}"})
                answer.raise_for_status()
                waits.append(time.perf_counter() - started)

        started = time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(CONNECTIONS)))
        rate = CREATES / (time.perf_counter() - started)
    return rate, sorted(waits)[int(len(waits) * 0.95)]


def _bare_inserts(path: Path) -> float:
    """One writer, one row, one commit, with our own pragmas: what the disk allows."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, body TEXT)")
    started = time.perf_counter()
    for _ in range(INSERTS):
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO row (body) VALUES (?)", ("x" * 1000,))
        database.execute("COMMIT")
    rate = INSERTS / (time.perf_counter() - started)
    database.close()
    return rate
