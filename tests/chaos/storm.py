"""Storm: workers and webs are killed, PostgreSQL restarts, and people go on ordering videos.

Every order has an Idempotency-Key and is repeated until it is answered. Its provider is the twin
of kie.ai in a process of its own, which keeps its own book of the jobs it has accepted.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.chaos.cast import Actor, environment
from tests.chaos.quick import make_quick
from tests.migrating import migrate
from tests.twins import kie
from tools.postgres import Cluster
from tools.served import OWNER_EMAIL, OWNER_PASSWORD, free_port

KILL_SECONDS, RESTART_SECONDS, AWAY_SECONDS = (1.0, 5.0), (5.0, 40.0), (0.0, 2.0)
PEOPLE = 6
RAGE_SECONDS = 3600.0  # for the takes that are ordered by then
AGAIN_SECONDS = 0.3
PROMPT = "A storm over the sea,"
FILM = {"model": "kling-3", "duration": 3}


@dataclass(frozen=True)
class Plan:
    generations: int = 300
    workers: int = 4
    webs: int = 2
    seed: int = 1
    cluster: Cluster | None = None  # None: SQLite
    database_url: str = ""


@dataclass
class Storm:
    plan: Plan
    folder: Path
    kills: int = 0
    restarts: int = 0
    orders: dict[str, str] = field(default_factory=dict[str, str])  # key -> id of the take

    def __post_init__(self) -> None:
        self._chance = random.Random(self.plan.seed)
        self._twin_port = free_port()
        self._ports = [free_port() for _ in range(self.plan.webs)]
        self._tokens = dict[int, str]()
        self._up = set[int]()
        self.settings: dict[str, object] = {
            **kie.environment(self._twin_port),
            "SORA_CALLBACK_URL": f"http://127.0.0.1:{self._ports[0]}/api/videos/sora/callback",
            "VIDSTUDIO_DATABASE_URL": self.plan.database_url,
            "VIDSTUDIO_OWNER_EMAIL": OWNER_EMAIL,
            "VIDSTUDIO_OWNER_PASSWORD": OWNER_PASSWORD,
            "VIDSTUDIO_WELCOME_CREDITS": 1_000_000,
            "VIDSTUDIO_CREATES_PER_MINUTE": 100_000,
            "VIDSTUDIO_RUNNING_TAKES": 1_000_000,
            "VIDSTUDIO_LEASE_SECONDS": 3,
            "VIDSTUDIO_ENGINE_SLOTS": 3,  # or a small machine loses leases to its own crowd
            "VIDSTUDIO_UNKNOWN_SECONDS": 10,
            "VIDSTUDIO_POLL_CAP_SECONDS": 2,
            "VIDSTUDIO_DISK_RESERVE_BYTES": 0,
        }
        self.twin = Actor(
            "twin", self.folder, environment(self.folder),
            "tests.twins.kie", "--port", str(self._twin_port), "--script", "chaos",
        )  # fmt: skip
        env = environment(self.folder, **self.settings)
        self.webs = [
            Actor(f"web-{n}", self.folder, {**env, **_listening(port)}, "vidstudio.serve")
            for n, port in enumerate(self._ports)
        ]
        self.workers = [
            Actor(f"worker-{n}", self.folder, env, "vidstudio.worker")
            for n in range(self.plan.workers)
        ]

    def prepare(self) -> None:
        migrate(self.plan.database_url or f"sqlite:///{self.folder / 'vidstudio.db'}")
        make_quick(self.folder, self.plan.database_url)

    async def rage(self, enough: Callable[[], Awaitable[bool]]) -> None:
        """Order everything; the storm goes on until every order is answered and it is enough."""
        actors = [self.twin, *self.webs, *self.workers]
        for actor in actors:
            actor.start()
        async with httpx.AsyncClient(timeout=10) as client:
            await self._told_the_twin(client)
            storm = [asyncio.create_task(self._killing()), asyncio.create_task(self._watching())]
            if self.plan.cluster:
                storm.append(asyncio.create_task(self._restarting(self.plan.cluster)))
            try:
                keys = iter(f"chaos-{n}" for n in range(self.plan.generations))
                await asyncio.gather(*(self._person(client, keys) for _ in range(PEOPLE)))
                await until(enough, RAGE_SECONDS)
            finally:
                for one in storm:
                    one.cancel()
                await asyncio.gather(*storm, return_exceptions=True)

    def end(self) -> None:
        for actor in [*self.webs, *self.workers, self.twin]:
            actor.end()

    async def book(self) -> dict[str, Any]:
        """What the provider itself has written down."""
        async with httpx.AsyncClient() as client:
            address = f"http://127.0.0.1:{self._twin_port}/twin/book"
            return (await client.get(address)).json()

    async def _told_the_twin(self, client: httpx.AsyncClient) -> None:
        address = f"http://127.0.0.1:{self._twin_port}/twin/script"
        while True:
            with suppress(httpx.HTTPError):
                await client.post(address, json={"film_seconds": FILM["duration"]})
                return
            await asyncio.sleep(AGAIN_SECONDS)

    async def _person(self, client: httpx.AsyncClient, keys: Any) -> None:
        for key in keys:
            while key not in self.orders:
                with suppress(httpx.HTTPError):
                    await self._order(client, key)
                if key not in self.orders:
                    await asyncio.sleep(AGAIN_SECONDS)

    async def _order(self, client: httpx.AsyncClient, key: str) -> None:
        port = self._chance.choice(self._ports)
        address = f"http://127.0.0.1:{port}"
        if port not in self._tokens:
            form = {"username": OWNER_EMAIL, "password": OWNER_PASSWORD}
            answer = await client.post(f"{address}/api/auth/token", data=form)
            self._up.add(port)
            if answer.status_code != 200:
                return
            self._tokens[port] = answer.json()["access_token"]
        headers = {"Authorization": f"Bearer {self._tokens[port]}", "Idempotency-Key": key}
        body = {**FILM, "prompt": f"{PROMPT} {key}."}
        answer = await client.post(f"{address}/api/video/generate", json=body, headers=headers)
        self._up.add(port)
        if answer.status_code == 202:
            self.orders[key] = answer.json()["task_id"]
        elif answer.status_code == 401:
            del self._tokens[port]
        elif answer.status_code not in {409, 429, 500, 502, 503}:
            raise RuntimeError(f"{answer.status_code}: {answer.text}")

    async def _killing(self) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(*KILL_SECONDS))
            # A web that has not answered yet is left alone, or a slow machine never has one.
            webs = [self.webs[self._ports.index(port)] for port in sorted(self._up)]
            victim = self._chance.choice([*webs, *self.workers])
            if victim in webs:
                self._up.discard(self._ports[self.webs.index(victim)])
            await asyncio.to_thread(victim.end)
            self.kills += 1
            victim.start()

    def revive(self) -> None:
        for actor in (*self.webs, *self.workers):
            actor.revive()

    async def _watching(self) -> None:
        while True:
            self.revive()
            await asyncio.sleep(1)

    async def _restarting(self, cluster: Cluster) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(*RESTART_SECONDS))
            restart = asyncio.create_task(self._restart(cluster))
            try:
                await asyncio.shield(restart)
            finally:
                await restart  # nobody is left with a server that is down

    async def _restart(self, cluster: Cluster) -> None:
        """A crash or a polite end; then a moment of nothing."""
        await asyncio.to_thread(cluster.stop, self._chance.choice(["fast", "immediate"]))
        await asyncio.sleep(self._chance.uniform(*AWAY_SECONDS))
        await asyncio.to_thread(cluster.start)
        self.restarts += 1


def _listening(port: int) -> dict[str, str]:
    return {"HOST": "127.0.0.1", "PORT": str(port), "VIDSTUDIO_ENGINE": "false"}


async def until(condition: Any, seconds: float) -> bool:
    """Whether the awaited condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if await condition():
            return True
        await asyncio.sleep(0.5)
    return False
