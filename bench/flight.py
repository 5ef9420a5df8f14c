"""Takes in flight at a provider: how soon their end is noticed, and what looking after them costs.

The provider is kie.ai's twin. `detection` runs it in this process, so that it knows when a job is
done; `flight` in a process of its own, so that only our own work is counted.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import httpx
from sqlmodel import Session, select

from tests.chaos.cast import Actor, environment
from tests.migrating import migrate
from tests.simulation.world import Remembered
from tests.studio_fixtures import Home, settle_in
from tests.twins.kie import KEY, KieTwin, kie_twin
from tools.served import free_port
from vidstudio import ledger
from vidstudio.base.settings import Settings
from vidstudio.base.signing import callback_token
from vidstudio.db.tables import Shot, Task, TaskEvent
from vidstudio.engine import save
from vidstudio.engine.loop import Engine
from vidstudio.ledger import Claimant
from vidstudio.providers.callbacks import Call
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.prices import PriceBook
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import callbacks, orders
from vidstudio.studio import Studio, close_studio, open_studio

IN_FLIGHT, MANY = 1000, 10_000
WARM_SECONDS, ENDING_SECONDS, LEFT_SECONDS, WATCHED_SECONDS = 20.0, 60.0, 60.0, 60.0
WAITS = 1e5  # seconds a stage of a job: it ends when it is told to
WISH = {"model": "kling-3.0/video", "input": {"prompt": "A cup."}}


async def detection(folder: Path) -> Sequence[str]:
    """From the provider's “done” to the take that goes on: by looks, then by calls."""
    lines = list[str]()
    for way in ("polling", "callback"):
        async with kie_twin() as twin, _engine(folder / way, twin.port) as (studio, home):
            twin.jobs.pace_seconds = WAITS
            jobs = [twin.jobs.accept(WISH).job_id for _ in range(IN_FLIGHT)]
            ids = await studio.db.write(lambda s, j=jobs, st=studio, h=home: _seed(s, st, h, j))
            await asyncio.sleep(WARM_SECONDS)
            done = await _end_all(studio, twin, list(zip(ids, jobs, strict=True)), way)
            await asyncio.sleep(LEFT_SECONDS if way == "polling" else 5)
            lags = sorted(await studio.db.read(lambda s, d=done: _lags(s, d)))
        p50, p95 = (lags[int(len(lags) * share)] if lags else -1 for share in (0.5, 0.95))
        lines.append(
            f"by {way}: {len(lags)} of {IN_FLIGHT} noticed, p50 {p50:.2f} s, p95 {p95:.2f} s"
        )
    return lines


async def _end_all(
    studio: Studio, twin: KieTwin, pairs: list[tuple[str, str]], way: str
) -> dict[str, float]:
    """One after the other over ENDING_SECONDS; when each was done, in Unix seconds."""
    done, begun, calls = dict[str, float](), time.monotonic(), list[asyncio.Task[None]]()
    for n, (task_id, job_id) in enumerate(pairs):
        await asyncio.sleep(begun + n * ENDING_SECONDS / len(pairs) - time.monotonic())
        twin.jobs.end(job_id, state="success")
        done[task_id] = time.time()
        if way == "callback":
            token = callback_token(studio.tokens, task_id)
            body = json.dumps({"taskId": job_id, "state": "success"}).encode()
            call = Call({}, body, "127.0.0.1")
            calls.append(asyncio.create_task(callbacks.hear(studio, "kie", token, call)))
    await asyncio.gather(*calls)
    return done


def _lags(session: Session, done: dict[str, float]) -> list[float]:
    query = select(TaskEvent).where(TaskEvent.to_state == TaskState.FETCHING)
    noticed = {event.task_id: event.at.timestamp() for event in session.exec(query).all()}
    return [noticed[key] - at for key, at in done.items() if key in noticed]


async def flight(folder: Path) -> Sequence[str]:
    """One engine that looks after MANY takes for a minute."""
    port = free_port()
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    twin = Actor("twin", folder, environment(folder), "tests.twins.kie", "--port", str(port))
    twin.start()
    try:
        jobs = await _accepted(port, MANY)
        async with _engine(folder / "data", port) as (studio, home):
            await studio.db.write(lambda session: _seed(session, studio, home, jobs))
            await asyncio.sleep(WARM_SECONDS)
            cpu, wall = time.process_time(), time.monotonic()
            await asyncio.sleep(WATCHED_SECONDS)
            share = (time.process_time() - cpu) / (time.monotonic() - wall)
            looks = sum(await studio.db.read(lambda s: s.exec(select(Task.polls)).all()))
    finally:
        twin.end()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 if sys.platform == "darwin" else 1024
    )
    return [f"{MANY} in flight: {share:.2f} of a core, {peak:.0f} MB at most, {looks} looks"]


async def _accepted(port: int, count: int) -> list[str]:
    """Jobs that do not end, from the twin's own door."""
    address, jobs = f"http://127.0.0.1:{port}", list[str]()
    headers = {"Authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as client:
        script: dict[str, object] = {"pace_seconds": WAITS, "limited": False, "calls": ()}
        while True:
            with suppress(httpx.HTTPError):
                await client.post("/twin/script", json=script)
                break
            await asyncio.sleep(0.2)
        wish = {"prompt": "A cup.", "sound": False, "duration": "3", "mode": "std"}
        body = {
            "model": WISH["model"],
            "input": {**wish, "multi_shots": False, "aspect_ratio": "16:9"},
        }
        for _ in range(count):
            answer = (await client.post("/api/v1/jobs/createTask", json=body)).json()
            jobs.append(answer["data"]["taskId"])
    return jobs


@asynccontextmanager
async def _engine(folder: Path, port: int) -> AsyncGenerator[tuple[Studio, Home]]:
    """A studio on SQLite with its engine at work."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    migrate(f"sqlite:///{folder / 'vidstudio.db'}")
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue] pydantic-settings
        data_dir=folder,
        disk_reserve_bytes=0,
        egress_allow=f"127.0.0.1:{port}",
        SORA_API_KEY=KEY,  # pyright: ignore[reportCallIssue] an alias
        SORA_API_URL=f"http://127.0.0.1:{port}/api/v1",  # pyright: ignore[reportCallIssue]
    )
    studio = open_studio(settings)
    home = await settle_in(studio, credits=1_000_000)
    whole, save.inspect_video = save.inspect_video, Remembered()
    running = asyncio.create_task(Engine(studio).run())
    watching = asyncio.create_task(studio.db.watch(set))
    try:
        yield studio, home
    finally:
        for task in (running, watching):
            task.cancel()
        await asyncio.gather(running, watching, return_exceptions=True)
        save.inspect_video = whole
        await close_studio(studio)


def _seed(session: Session, studio: Studio, home: Home, jobs: Sequence[str]) -> list[str]:
    """A take for each job, paid for and on its way; their ids in that order."""
    request = TaskRequest(prompt="A cup.", model="kling-3", duration_seconds=3)
    order = orders.Order(studio, home.who, request, PriceBook((), {}, studio.clock.now()), None)
    order.settle()
    shot, now = session.get_one(Shot, home.shot_id), studio.clock.now()
    ids = list[str]()
    for n, job_id in enumerate(jobs):
        shot.takes += 1
        task = order._task(shot, order.wanted[0], order.prices[0])  # pyright: ignore[reportPrivateUsage]
        task.state, task.polls = TaskState.RUNNING, 20
        task.provider_job_id = task.sora_task_id = job_id
        first = timedelta(seconds=WARM_SECONDS * n / len(jobs))
        task.started_at, task.next_run_at = now, now + first
        session.add(task)
        session.flush()
        claimant = Claimant(task.workspace_id, task.id, home.who.user_id)
        ledger.hold(session, claimant, task.quoted, now)
        ids.append(task.id)
    return ids
