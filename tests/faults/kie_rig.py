"""A real studio with kie.ai's adapter and its twin behind a real socket, driven step by step.

A test module takes the fixtures by importing them:

    from tests.faults.kie_rig import KieRig, clock, rig, setting_changes, twin
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.studio_fixtures import OWNER_CREDITS, Home, Timepiece
from tests.twins.faults import Fault
from tests.twins.kie import KieTwin, environment, kie_twin
from tests.twins.kie_calls import call
from tests.unit.engine.rig import Rig
from vidstudio.base.clock import Clock
from vidstudio.db.tables import Task
from vidstudio.engine.loop import Engine
from vidstudio.providers import http
from vidstudio.providers.callbacks import Call
from vidstudio.services import callbacks
from vidstudio.studio import Studio

SECONDS, PRICE = 2, 20  # Wan 2.7 in 720p: 10 credits a second
FREE = (OWNER_CREDITS, 0)
PAID = (OWNER_CREDITS - PRICE, 0)
HELD = (OWNER_CREDITS - PRICE, PRICE)


class KieRig(Rig):
    def __init__(self, studio: Studio, home: Home, time: Timepiece, kie: KieTwin) -> None:
        self.studio, self.home, self.time, self.kie = studio, home, time, kie
        self.engine = Engine(studio)

    async def make(self, **wishes: object) -> str:
        """The id of a new take of 2 s for 20 credits."""
        chosen = {"model": "wan-2-7", "duration_seconds": SECONDS, "resolution": "720p"}
        return await super().make(**{**chosen, **wishes})

    async def sent(self, *creates: Fault | None) -> str:
        """A new take that has been sent; its answers are these."""
        self.kie.faults.add("create", *creates)
        task_id = await self.make()
        await self.step()
        return task_id

    async def till(self, state: str, task_id: str, seconds: float = 11) -> Task:
        """Step until the task is in that state."""
        return await self._until(lambda task: task.state == state, task_id, seconds)

    async def recovered(self, task_id: str) -> Task:
        """Let hours pass until the video of a failed task has come after all."""

        async def look() -> None:
            self.time.advance(1800)
            await self.engine._late()

        return await self._until(lambda task: task.recovered_at is not None, task_id, look)

    async def _until(
        self,
        there: Callable[[Task], bool],
        task_id: str,
        step: float | Callable[[], Awaitable[None]],
    ) -> Task:
        for _ in range(80):
            task = await self.task(task_id)
            if there(task):
                return task
            await (step() if callable(step) else self.step(step))
        raise AssertionError(f"never there: {await self.task(task_id)}")

    async def kie_calls(self, form: str = "wrapped") -> None:
        """The provider calls about the newest job of its book."""
        entry = self.kie.book.newest
        made = call(entry.callback_url, self.kie.jobs.record(entry), form=form)
        heard = Call(headers={}, body=made.body, address="127.0.0.1")
        await callbacks.hear(self.studio, "kie", entry.token, heard)

    async def ended_free(self, task_id: str, code: str, seconds: float = 61) -> Task:
        """The task has failed for that reason, and its maker has everything back."""
        task = await self.finish(task_id, seconds)
        assert (task.state, task.state_reason) == ("failed", code), task.state_message
        assert (await self.money(), task.charged) == (FREE, 0)
        assert task.result_asset_id is None
        return task

    async def ended_paid(self, task_id: str, seconds: float = 11) -> Task:
        task = await self.finish(task_id, seconds)
        assert task.state == "succeeded", task.state_message
        assert (await self.money(), task.charged) == (PAID, PRICE)
        assert task.result_asset_id
        return task

    def job(self) -> str:
        """The newest job of the twin's book."""
        return self.kie.book.newest.job_id


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
async def twin(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[KieTwin]:
    """In the end no task has been accepted twice, whatever has happened."""
    for name in ("SUBMIT_SECONDS", "ASK_SECONDS"):
        monkeypatch.setattr(http, name, 1.0)
    monkeypatch.setattr(http, "CONNECT_SECONDS", 3.0)
    async with kie_twin() as opened:
        opened.limited = False
        yield opened
        assert opened.book.twice() == {}


@pytest.fixture
def setting_changes(twin: KieTwin) -> dict[str, object]:
    named = environment(twin.port).items()
    return {
        "running_takes": 1000,
        "creates_per_minute": 1000,
        "public_url": "https://studio.example",
        **{name.removeprefix("VIDSTUDIO_").lower(): value for name, value in named},
    }


@pytest.fixture
def rig(studio: Studio, home: Home, timepiece: Timepiece, twin: KieTwin) -> KieRig:
    return KieRig(studio, home, timepiece, twin)


def sentence(status: int, words: str) -> str:
    return f"kie.ai API error: {status} - {words}"


def left_behind(rig: KieRig, task_id: str) -> list[Path]:
    """Files on their way that nobody needs any more."""
    return list((rig.studio.work_dir / task_id).glob("*"))
