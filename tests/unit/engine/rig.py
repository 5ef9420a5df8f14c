"""Rig: one studio, its engine and a twin provider, driven step by step on a standing clock."""

from pathlib import Path

from sqlalchemy import update
from sqlmodel import Session, col, select

from tests.studio_fixtures import Home, Timepiece
from tests.unit.engine.twin import Twin
from vidstudio import ledger
from vidstudio.db.tables import CallbackDelivery, SubmitAttempt, Task
from vidstudio.engine.loop import Engine
from vidstudio.ledger import Balance
from vidstudio.rules.catalog import ModelCard
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks
from vidstudio.studio import Studio

MODEL = "twin-1"
SECONDS, PER_SECOND = 2, 10
PRICE = SECONDS * PER_SECOND
CARD = ModelCard.model_validate(
    {
        "id": MODEL,
        "name": "Twin 1",
        "vendor": "Nobody",
        "glyph": "T",
        "good_at": "Tests",
        "quality_stars": 3,
        "speed": "fast",
        "modes": ("text", "first_frame"),
        "durations": {"min": 2, "max": 10, "default": SECONDS},
        "aspect_ratios": ("16:9",),
        "resolutions": ("720p",),
        "usual_seconds": 60,
        "price": {"unit": "second", "silent": {"720p": PER_SECOND}},
        "routes": ({"provider": "twin", "model": "twin/one"},),
    }
)


class Rig:
    def __init__(self, studio: Studio, home: Home, time: Timepiece, video: Path) -> None:
        self.studio, self.home, self.time = studio, home, time
        self.twin = Twin(video)
        studio.providers[self.twin.name] = self.twin
        studio.catalog.cards[MODEL] = CARD
        self.engine = Engine(studio)

    async def make(self, **wishes: object) -> str:
        """The id of a new take of 2 s for 20 credits."""
        request = TaskRequest.model_validate({"prompt": "A cup.", "model": MODEL, **wishes})
        return (await tasks.create(self.studio, self.home.who, request))[0].id

    async def step(self, seconds: float = 0) -> None:
        """Let `seconds` pass, then let the engine do whatever is due."""
        self.time.advance(seconds)
        await self.engine.tick()
        await self.engine.idle()

    async def late(self, seconds: float = 0) -> None:
        """Let `seconds` pass, then let the engine look for the videos of failed takes."""
        self.time.advance(seconds)
        await self.engine._late()

    async def called(self, task_id: str, job_id: str) -> None:
        """The provider has called about the task, as `services.callbacks` writes it down."""
        delivery = CallbackDelivery(
            provider=self.twin.name,
            delivery_id=self.studio.clock.new_id(),
            task_id=task_id,
            job_id=job_id,
            result="early",
            body_sha256="0" * 64,
            received_at=self.time.time,
        )
        due = update(Task).where(col(Task.id) == task_id).values(next_run_at=self.time.time)

        def work(session: Session) -> None:
            session.add(delivery)
            session.exec(due)

        await self.studio.db.write(work)

    async def finish(self, task_id: str, seconds: float = 61, most_steps: int = 60) -> Task:
        """Step until the task has ended."""
        for _ in range(most_steps):
            await self.step(seconds)
            task = await self.task(task_id)
            if task.terminal_at is not None:
                return task
        raise AssertionError(f"not ended after {most_steps} steps")

    async def cancel(self, task_id: str) -> None:
        await tasks.cancel(self.studio, self.home.who, task_id)

    async def task(self, task_id: str) -> Task:
        return await self.studio.db.read(lambda session: session.get_one(Task, task_id))

    async def attempts(self, task_id: str) -> list[str]:
        """The outcomes, in order."""
        query = select(SubmitAttempt.outcome).where(SubmitAttempt.task_id == task_id)
        ordered = query.order_by(col(SubmitAttempt.n))
        return list(await self.studio.db.read(lambda session: session.exec(ordered).all()))

    async def balance(self) -> Balance:
        now, room = self.time.time, self.home.who.workspace_id
        return await self.studio.db.read(lambda session: ledger.balance(session, room, now))

    async def money(self) -> tuple[int, int]:
        """Available and held, of 500 at the start."""
        balance = await self.balance()
        return balance.available, balance.held
