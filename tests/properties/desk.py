"""Desk: one task with a hold, and every move on it in a transaction of its own."""

from collections.abc import Callable

from sqlmodel import Session, col, select, update

from tests.properties.purse import Purse
from tests.studio_fixtures import Home
from vidstudio import transitions
from vidstudio.base.errors import ProviderError
from vidstudio.db.tables import Asset, Message, Task
from vidstudio.rules.lifecycle import TaskState
from vidstudio.studio import Studio
from vidstudio.transitions import Move, Output

PRICE = 40
TO_STORING = (TaskState.SUBMITTING, TaskState.RUNNING, TaskState.FETCHING, TaskState.STORING)


class Desk:
    def __init__(self, studio: Studio, home: Home) -> None:
        self.studio, self.purse = studio, Purse(studio, home)
        self.home = home
        self.id = self.purse.hold(PRICE)

    @property
    def task(self) -> Task:
        return self.purse.do(lambda session: session.get_one(Task, self.id))

    def do(self, work: Callable[[Session], object]) -> None:
        self.purse.do(work)

    def move(self, *targets: TaskState) -> None:
        for target in targets:
            wish = Move(self.task, target, "tester", self.studio.clock.now())
            self.do(lambda session, wish=wish: transitions.move(session, wish))

    def succeed(self, task: Task) -> None:
        now = self.studio.clock.now()
        output = Output(self.asset("output"), self.asset("poster"), 4.0)
        self.do(lambda session: transitions.succeed(session, task, output, "tester", now))

    def fail(self, task: Task) -> None:
        now = self.studio.clock.now()
        self.do(lambda s: transitions.fail(s, task, ProviderError(), "tester", now))

    def cancel(self, task: Task) -> None:
        now = self.studio.clock.now()
        self.do(lambda session: transitions.cancel(session, task, "tester", now))

    def asset(self, role: str) -> Asset:
        return Asset(
            id=self.studio.clock.new_id(),
            workspace_id=self.home.who.workspace_id,
            task_id=self.id,
            role=role,
            storage_key=f"{self.id}-{role}",
            sha256="0" * 64,
            size_bytes=1,
            mime="video/mp4",
            width=1280,
            height=720,
            created_at=self.studio.clock.now(),
        )

    def steal(self) -> None:
        """Another worker has claimed the task meanwhile."""
        statement = update(Task).where(col(Task.id) == self.id)
        self.do(lambda s: s.execute(statement.values(lease_token=Task.lease_token + 1)))

    def rows(self, table: type) -> int:
        query = select(table).where(table.task_id == self.id)
        return len(self.purse.do(lambda session: session.exec(query).all()))

    @property
    def line(self) -> str:
        query = select(Message.text).where(Message.task_id == self.id)
        return self.purse.do(lambda session: session.exec(query).one())
