"""Shop: a data directory that real worker processes share with a studio of this process."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select, update

from tests.studio_fixtures import OWNER_CREDITS, ROOT, Home
from vidstudio import ledger
from vidstudio.base.clock import Clock
from vidstudio.db.tables import SubmitAttempt, Task
from vidstudio.engine.loop import Engine
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks
from vidstudio.studio import Studio

PAID_MODEL = "wan-2-7"
PATIENCE_SECONDS = 90.0


@dataclass
class Shift:
    """The machine's clock, moved forward by hours that nobody has to wait for."""

    by: timedelta = field(default_factory=timedelta)

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: datetime.now(UTC) + self.by, yields=False)


class Worker:
    """`python -m …` on the studio's database and files. Its output is kept in a file."""

    def __init__(self, studio: Studio, *arguments: str, **settings: str) -> None:
        """`settings` without their prefix: `failpoints="c2:kill"`."""
        data_dir = studio.settings.data_dir
        self.log = data_dir / f"worker-{len(list(data_dir.glob('worker-*.log')))}.log"
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "VIDSTUDIO_DATA_DIR": str(data_dir),
            "VIDSTUDIO_DISK_RESERVE_BYTES": "0",
            "VIDSTUDIO_DATABASE_URL": studio.settings.database_url,
            **{f"VIDSTUDIO_{name.upper()}": value for name, value in settings.items()},
        }
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *(arguments or ("vidstudio.worker",))],
                cwd=data_dir,
                env=environment,
                stdout=out,
                stderr=out,
            )

    async def ended(self) -> int:
        """The exit status; negative is the number of the signal that ended it."""
        return await asyncio.to_thread(self.process.wait, PATIENCE_SECONDS)

    async def stopped(self) -> None:
        """Return once it has halted itself."""
        options = os.WUNTRACED
        _, status = await asyncio.to_thread(os.waitpid, self.process.pid, options)
        assert os.WIFSTOPPED(status), self.log.read_text()

    def send(self, name: signal.Signals) -> None:
        self.process.send_signal(name)

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Shop:
    def __init__(self, studio: Studio, home: Home, shift: Shift) -> None:
        self.studio, self.home, self.shift = studio, home, shift
        self.data_dir = studio.settings.data_dir

    async def order(self, words: str = "A cup at dawn.", count: int = 1) -> list[str]:
        """Paid takes of 2 s, drawn by the built-in provider as fast as it can."""
        request = TaskRequest(prompt=words, model=PAID_MODEL, duration_seconds=2, resolution="720p")
        made = [await tasks.create(self.studio, self.home.who, request) for _ in range(count)]
        ids = [views[0].id for views in made]
        at_once = update(Task).where(col(Task.id).in_(ids)).values(usual_seconds=0)
        await self.studio.db.write(lambda session: session.execute(at_once))
        return ids

    async def tasks(self) -> list[Task]:
        query = select(Task).order_by(col(Task.created_at))
        return list(await self.studio.db.read(lambda session: session.exec(query).all()))

    async def outcomes(self) -> list[str]:
        return list(
            await self.studio.db.read(lambda s: s.exec(select(SubmitAttempt.outcome)).all())
        )

    async def money(self) -> tuple[int, int]:
        """Credits available, and credits on hold."""

        def look(session: Session) -> tuple[int, int]:
            room, now = self.home.who.workspace_id, self.studio.clock.now()
            balance = ledger.balance(session, room, now)
            return balance.available, balance.held

        return await self.studio.db.read(look)

    async def spent(self) -> tuple[int, int]:
        """Credits charged, and credits on hold."""
        available, held = await self.money()
        return OWNER_CREDITS - available - held, held

    @asynccontextmanager
    async def changes(self) -> AsyncIterator[asyncio.Event]:
        """Set whenever any process has changed what the workspace sees."""
        heard = asyncio.Event()
        unsubscribe = self.studio.bus.subscribe(lambda _room: heard.set())
        rooms = {self.home.who.workspace_id}
        watch = asyncio.create_task(self.studio.db.watch(lambda: rooms))
        try:
            yield heard
        finally:
            unsubscribe()
            await _end(watch)

    async def until(self, *states: str) -> list[Task]:
        """Wait until every task is in one of `states`, as long as anything moves at all."""
        async with self.changes() as heard:
            while True:
                found = await self.tasks()
                if {task.state for task in found} <= set(states):
                    return found
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await heard.wait()
                heard.clear()

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[None]:
        """An engine of this process, as one started after the others have died."""
        running = asyncio.create_task(Engine(self.studio).run())
        try:
            yield
        finally:
            await _end(running)


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
