"""kie.ai as a caller: a take that is with it, and the calls it makes about that take.

A test module takes the fixtures at the end by importing them.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from tests.api.visitors import visitor
from tests.studio_fixtures import Home, Timepiece
from tests.unit.engine.rig import CARD, MODEL
from tests.unit.engine.twin import Twin
from vidstudio.api.gate import Gate
from vidstudio.base.clock import Clock
from vidstudio.base.signing import callback_token
from vidstudio.db.tables import CallbackDelivery, Task
from vidstudio.engine.loop import Engine
from vidstudio.providers.base import Progress
from vidstudio.providers.kie_callback import signature
from vidstudio.rules.catalog import Route
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks
from vidstudio.studio import Studio

PATH = "/api/videos/sora/callback"
KEY = "testkey"


@dataclass
class Kie:
    """`twin` stands in for kie.ai's own side; `key` signs what it calls."""

    studio: Studio
    home: Home
    twin: Twin
    engine: Engine
    key: str = ""

    @classmethod
    def opened(cls, studio: Studio, home: Home, key: str = "") -> "Kie":
        twin = Twin(Path("no-film"))
        twin.name = "kie"
        studio.providers["kie"] = twin
        route = Route(provider="kie", model="twin/one")
        studio.catalog.cards[MODEL] = CARD.model_copy(update={"routes": (route,)})
        return cls(studio, home, twin, Engine(studio), key)

    async def queued(self) -> str:
        request = TaskRequest(prompt="A cup.", model=MODEL)
        return (await tasks.create(self.studio, self.home.who, request))[0].id

    async def running(self) -> str:
        """The id of a take that kie.ai is working on, its next look an hour away."""
        self.twin.polls.append(waits())
        task_id = await self.queued()
        await self.step()
        return task_id

    async def step(self) -> None:
        await self.engine.tick()
        await self.engine.idle()

    def token(self, task_id: str) -> str:
        return callback_token(self.studio.tokens, task_id)

    async def task(self, task_id: str) -> Task:
        return await self.studio.db.read(lambda session: session.get_one(Task, task_id))

    async def deliveries(self, task_id: str) -> list[CallbackDelivery]:
        query = select(CallbackDelivery).where(CallbackDelivery.task_id == task_id)
        ordered = query.order_by(col(CallbackDelivery.received_at))
        return list(await self.studio.db.read(lambda session: session.exec(ordered).all()))

    def headers(
        self, job_id: str, seconds_ago: float = 0, key: str | None = None
    ) -> dict[str, str]:
        seconds = str(int(self.studio.clock.now().timestamp() - seconds_ago))
        signed = signature(self.key if key is None else key, job_id, seconds)
        return {"X-Webhook-Timestamp": seconds, "X-Webhook-Signature": signed}

    async def calls(
        self, client: httpx.AsyncClient, task_id: str, body: Any = None, **how: Any
    ) -> httpx.Response:
        """One callback, signed when there is a key. `token=None` sends none."""
        job_id = (await self.task(task_id)).provider_job_id or "job-unsaved"
        headers = how.get("headers", self.headers(job_id) if self.key else {})
        token = how.get("token", self.token(task_id))
        return await client.post(
            PATH,
            params={"token": token} if token else {},
            content=body if isinstance(body, bytes) else json.dumps(body or bare(job_id)),
            headers={"Content-Type": "application/json", **headers},
        )


def waits() -> Progress:
    return Progress("running", poll_after_seconds=3600)


def bare(job_id: str, state: str = "success", **more: Any) -> dict[str, Any]:
    """The older form of a body."""
    result = json.dumps({"resultUrls": ["https://files.example/a.mp4"]})
    return {"taskId": job_id, "state": state, "resultJson": result, **more}


def wrapped(job_id: str, state: str = "success") -> dict[str, Any]:
    """The newer one."""
    told = "Playground task completed successfully."
    return {"code": 200 if state == "success" else 501, "msg": told, "data": bare(job_id, state)}


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def kie(studio: Studio, home: Home) -> Kie:
    return Kie.opened(studio, home)


@pytest.fixture
def line(app: Gate) -> httpx.AsyncClient:
    return visitor(app)
