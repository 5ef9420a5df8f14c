"""World: a studio on a standing clock, a provider that does as it is told, and one engine."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import Session, col, select, update

from tests.studio_fixtures import Timepiece, insert_home
from tests.unit.engine.rig import Rig
from vidstudio import invariants, ledger
from vidstudio.base.errors import VidstudioError
from vidstudio.base.failpoints import configure
from vidstudio.base.settings import Settings
from vidstudio.db.tables import Member, SubmitAttempt, Task
from vidstudio.engine import save
from vidstudio.engine.loop import Engine
from vidstudio.ledger import Grant
from vidstudio.media.facts import VideoFacts
from vidstudio.services import credits, tasks
from vidstudio.services.credits import RefundRequest
from vidstudio.studio import close_studio, open_studio

T = TypeVar("T")
BEGIN_CREDITS = 200
# Whether a take is overdue says nothing while the clock jumps and nobody ticks.
UNTIMED = "I-8"


class World:
    def __init__(self, film: Path, database: Path, address: str) -> None:
        self.loop = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="vidstudio-world-"))
        if not address:
            shutil.copyfile(database, self.folder / "vidstudio.db")
        self.time = Timepiece()
        config = Settings(
            _env_file=None,  # pyright: ignore[reportCallIssue] pydantic-settings
            data_dir=self.folder,
            database_url=address,
            disk_reserve_bytes=0,
            running_takes=1000,
            creates_per_minute=100_000,
        )
        self.studio = open_studio(config, self.time.clock)
        work = self.studio.db.write_now
        home = work(lambda session: insert_home(session, self.studio, "Ada", BEGIN_CREDITS))[0]
        self.home, self.ended = home, dict[str, str]()
        self.rig = self.do(_rig(self, film))

    def do(self, deed: Coroutine[Any, Any, T]) -> T:
        return self.loop.run(deed)

    def tried(self, deed: Coroutine[Any, Any, object]) -> bool:
        """Whether the studio did it; what it refuses, it refuses with a sentence."""
        try:
            self.do(deed)
        except VidstudioError:
            return False
        return True

    def order(self, key: str) -> bool:
        request = {"prompt": f"A cup, {key}.", "model": "twin-1"}
        wish = tasks.TaskRequest.model_validate(request)
        return self.tried(tasks.create(self.studio, self.home.who, wish, key))

    def cancel(self, task_id: str) -> bool:
        return self.tried(tasks.cancel(self.studio, self.home.who, task_id))

    def refund(self, task_id: str, key: str) -> bool:
        request = RefundRequest(task_id=task_id, reason="Simulated", key=key)
        return self.tried(credits.refund(self.studio, self.home.who, request))

    def grant(self, amount: int, hours: int, key: str) -> None:
        now, room = self.time.time, self.home.who.workspace_id
        ends = now + timedelta(hours=hours)
        gift = Grant(room, amount, "granted", "Simulated", key, "tester", expires_at=ends)
        self.do(self.studio.db.write(lambda session: ledger.grant(session, gift, now)))

    def disable(self, disabled: bool) -> None:
        at = self.time.time if disabled else None
        statement = update(Member).where(col(Member.user_id) == self.home.who.user_id)
        self.do(self.studio.db.write(lambda s: s.exec(statement.values(disabled_at=at))))

    def step(self, seconds: float) -> None:
        self.do(self.rig.step(seconds))

    def crash(self, place: str) -> None:
        """The engine dies at `place`, if it comes there, without letting go; a new one starts."""
        configure(f"{place}:raise|once")
        self.step(0)
        configure("")
        self.rig.engine = Engine(self.studio)

    def tasks(self) -> list[Task]:
        query = select(Task).order_by(col(Task.created_at), col(Task.id))
        return list(self.do(self.studio.db.read(lambda session: session.exec(query).all())))

    def check(self) -> None:
        found = self.do(invariants.check(self.studio))
        assert [one for one in found if not one.invariant.startswith(UNTIMED)] == []
        refs = self.do(self.studio.db.read(_refs))
        accepted = Counter(refs[ref] for ref in self.rig.twin.accepted if ref in refs)
        assert all(count == 1 for count in accepted.values()), accepted
        for task in self.tasks():
            if task.terminal_at is not None:
                assert self.ended.setdefault(task.id, task.state) == task.state

    def settle(self) -> None:
        """Everything goes well from here: each take comes to its end."""
        twin = self.rig.twin
        for plans in (twin.submits, twin.polls, twin.fetches, twin.cancels, twin.finds):
            plans.clear()
        for _ in range(60):
            if all(task.terminal_at is not None for task in self.tasks()):
                return
            self.step(301)
        raise AssertionError([task.state for task in self.tasks()])

    def close(self) -> None:
        configure("")
        self.do(close_studio(self.studio))
        self.loop.close()
        shutil.rmtree(self.folder)


async def _rig(world: World, film: Path) -> Rig:
    return Rig(world.studio, world.home, world.time, film)


def _refs(session: Session) -> dict[str, str]:
    return dict(session.exec(select(SubmitAttempt.id, SubmitAttempt.task_id)).all())


class Remembered:
    """The one film of the simulation is looked at once; a child process for each take is slow."""

    def __init__(self) -> None:
        self._facts: VideoFacts | None = None
        self._poster = b""
        self._look = save.inspect_video

    async def __call__(self, video: Path, poster: Path) -> VideoFacts:
        if self._facts is None:
            self._facts = await self._look(video, poster)
            self._poster = await asyncio.to_thread(poster.read_bytes)
        await asyncio.to_thread(poster.write_bytes, self._poster)
        return self._facts
