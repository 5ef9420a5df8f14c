"""The web process: start, memory, and how long it ever keeps somebody waiting."""

import asyncio
import statistics
import time
from pathlib import Path

import httpx

from tools.served import OWNER_EMAIL, OWNER_PASSWORD, Served

STARTS = 3
PING_SECONDS = 0.004


async def warm_start(folder: Path) -> list[str]:
    served, waits = Served(folder / "data"), list[float]()
    served.start()
    served.stop()
    for _ in range(STARTS):
        started = time.perf_counter()
        await asyncio.to_thread(served.start)
        waits.append(time.perf_counter() - started)
        served.stop()
    return [f"{statistics.median(waits):.1f} s from start to page and API, migrated database"]


async def memory_idle(folder: Path) -> list[str]:
    with Served(folder / "data") as served:
        await asyncio.sleep(3)
        processes = _family(served.pid)
        pss = sum(_kilobytes(pid, "Pss:") for pid in processes) / 1024
        rss = sum(_kilobytes(pid, "Rss:") for pid in processes) / 1024
    return [f"{pss:.0f} MB (PSS) in {len(processes)} processes; RSS added up {rss:.0f} MB"]


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(found for child in children for found in _family(int(child)))]


def _kilobytes(pid: int, field: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


async def stall_while_rendering(folder: Path) -> list[str]:
    """An answer of /healthz waits for the event loop: its time bounds any stall from above."""
    with Served(folder / "data") as served:
        async with httpx.AsyncClient(base_url=served.url, timeout=30) as client:
            quiet = await _pings(client, asyncio.create_task(asyncio.sleep(5)))
            busy = await _pings(client, asyncio.create_task(_make(client)))
    return [f"{_words(quiet)}, idle", f"{_words(busy)}, while an Animatic of 8 s is made"]


async def _make(client: httpx.AsyncClient) -> None:
    form = {"username": OWNER_EMAIL, "password": OWNER_PASSWORD}
    token = (await client.post("/api/auth/token", data=form)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    made = await client.post("/api/video/generate", json={"prompt": "A cup"}, headers=headers)
    path = f"/api/videos/tasks/{made.json()['task_id']}"
    while not (await client.get(path, headers=headers)).json()["finished_at"]:  # noqa: ASYNC110
        await asyncio.sleep(0.5)


async def _pings(client: httpx.AsyncClient, until: "asyncio.Task[None]") -> list[float]:
    waits: list[float] = []
    while not until.done():
        started = time.perf_counter()
        await client.get("/healthz")
        waits.append((time.perf_counter() - started) * 1000)
        await asyncio.sleep(PING_SECONDS)
    await until
    return sorted(waits)


def _words(waits: list[float]) -> str:
    middle, late = statistics.median(waits), waits[int(len(waits) * 0.99)]
    return f"longest answer {waits[-1]:.0f} ms, p99 {late:.0f} ms, median {middle:.1f} ms"
