"""Takes in flight at a provider: how soon their end is noticed, and what looking after them costs.

The provider is kie.ai's twin in a process of its own. Settings are the defaults.
"""

import asyncio
import json
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.crowd import Take, noticed, seed
from bench.databases import DATABASES, Place, migrated
from bench.twin import Provider, provider
from tests.chaos.cast import Actor, environment
from tests.twins import kie
from tools.served import Served

IN_FLIGHT, MANY = 1000, 10_000
ENDED = 200  # by each way, on top of those in flight
WARM_SECONDS, ENDING_SECONDS, LEFT_SECONDS = 15.0, 40.0, 20.0
SETTLE_SECONDS, WATCHED_SECONDS = 40.0, 40.0
TICKS = os.sysconf("SC_CLK_TCK")
CALLBACK = "/api/videos/sora/callback"


@dataclass
class Ends:
    """When jobs were done, in Unix seconds by take, and how long answers to calls took."""

    silent: dict[str, float] = field(default_factory=dict[str, float])
    called: dict[str, float] = field(default_factory=dict[str, float])
    answers: list[float] = field(default_factory=list[float])


async def detection(folder: Path) -> Sequence[str]:
    """From the provider's “done” to the take that goes on: found by looks, and told by calls.

    Studio and engine are one process, as `make run` starts it.
    """
    lines = ["| database | in flight | noticed by | takes | p50 | p95 | most |", "|" + "---|" * 7]
    for database in DATABASES:
        async with provider(folder) as twin, migrated(folder / database, database) as place:
            takes = await seed(place, await twin.take_on(IN_FLIGHT + 2 * ENDED))
            served = Served(place.folder, None, **_settings(place, twin))
            await asyncio.to_thread(served.start, "/healthz")
            try:
                await asyncio.sleep(WARM_SECONDS)
                ends = await _end(twin, served.url, takes[-2 * ENDED :])
                await asyncio.sleep(LEFT_SECONDS)
            finally:
                await asyncio.to_thread(served.stop)
            found = await noticed(place)
        start = f"| {database} | {IN_FLIGHT:,} |"
        for way, done in (("polling", ends.silent), ("callback", ends.called)):
            lags = sorted(found[key] - at for key, at in done.items() if key in found)
            lines.append(f"{start} {way} | {len(lags)} of {len(done)} | {_spread(lags)} |")
        lines.append(f"{start} the callback's own answer | {ENDED} | {_spread(ends.answers)} |")
    return lines


def _settings(place: Place, twin: Provider) -> dict[str, str]:
    own = {"VIDSTUDIO_DATA_DIR": str(place.folder), "VIDSTUDIO_DATABASE_URL": place.address}
    return {**own, **kie.environment(twin.port), "VIDSTUDIO_DISK_RESERVE_BYTES": "0"}


async def _end(twin: Provider, url: str, takes: Sequence[Take]) -> Ends:
    """One after the other over ENDING_SECONDS; every second one is told by a call."""
    ends, begun = Ends(), time.monotonic()
    async with httpx.AsyncClient(base_url=url, timeout=30) as client, asyncio.TaskGroup() as calls:
        for n, take in enumerate(takes):
            await asyncio.sleep(begun + n * ENDING_SECONDS / len(takes) - time.monotonic())
            at = time.time()
            await twin.end(take.job_id)
            (ends.called if n % 2 else ends.silent)[take.task_id] = at
            if n % 2:
                calls.create_task(_call(client, take, ends))
    ends.answers.sort()
    return ends


async def _call(client: httpx.AsyncClient, take: Take, ends: Ends) -> None:
    body = json.dumps({"taskId": take.job_id, "state": "success", "resultJson": ""})
    begun = time.perf_counter()
    answer = await client.post(CALLBACK, params={"token": take.token}, content=body)
    answer.raise_for_status()
    ends.answers.append(time.perf_counter() - begun)


def _spread(seconds: Sequence[float]) -> str:
    """p50, p95 and the most, of what is sorted."""
    if not seconds:
        return "– | – | –"
    told = (seconds[int(len(seconds) * share)] for share in (0.5, 0.95))
    return " | ".join(_time(one) for one in (*told, seconds[-1]))


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


async def flight(folder: Path) -> Sequence[str]:
    """One worker that looks after MANY takes, and nothing else."""
    lines = [
        "| database | in flight | looks a second | of a core | RSS | RSS, most |",
        "|" + "---|" * 6,
    ]
    for database in DATABASES:
        async with provider(folder) as twin, migrated(folder / database, database) as place:
            await seed(place, await twin.take_on(MANY))
            settings = environment(place.folder, **_settings(place, twin))
            worker = Actor(f"worker-{database}", folder, settings, "vidstudio.worker")
            worker.start()
            try:
                await asyncio.sleep(SETTLE_SECONDS)
                lines.append(f"| {database} | {MANY:,} | {await _watch(twin, worker.pid)} |")
            finally:
                await asyncio.to_thread(worker.end)
            _keep(folder / f"worker-{database}.log")
    return lines


def _keep(log: Path) -> None:
    """Where VIDSTUDIO_BENCH_LOGS names a directory."""
    kept = os.environ.get("VIDSTUDIO_BENCH_LOGS")
    if kept:
        with suppress(OSError):
            Path(kept, log.name).write_bytes(log.read_bytes())


async def _watch(twin: Provider, pid: int) -> str:
    """Looks a second, CPU and memory, over WATCHED_SECONDS."""
    looks, cpu, begun = await twin.looks(), _cpu_seconds(pid), time.monotonic()
    await asyncio.sleep(WATCHED_SECONDS)
    looks, cpu = await twin.looks() - looks, _cpu_seconds(pid) - cpu
    passed = time.monotonic() - begun
    now, most = (_megabytes(pid, name) for name in ("VmRSS:", "VmHWM:"))
    return f"{looks / passed:.0f} | {cpu / passed:.2f} | {now} MB | {most} MB"


def _cpu_seconds(pid: int) -> float:
    """User and system time of the process, its children not counted."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _megabytes(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024)
