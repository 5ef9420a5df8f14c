"""Claims due tasks by lease, as far as there are hands here and room at the providers.

Tasks that a provider works on are looked after whatever state it is in. Tasks that wait are
claimed only as far as they may be sent at once: with a place, within pace and caps, in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, literal_column, update
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from vidstudio import places
from vidstudio.db.moments import moment
from vidstudio.db.tables import Task
from vidstudio.engine import line
from vidstudio.engine.crew import HEAVY, Crew
from vidstudio.engine.room import Room, room, sent
from vidstudio.rules import lifecycle
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.turns import Turn
from vidstudio.studio import Studio

# Literally as in the index, or neither database uses it.
_LIVE = col(Task.terminal_at).is_(None), col(Task.state) != literal_column("'queued'")
EXPLAIN_SECONDS = 5.0
_FILES = sorted(HEAVY - {TaskState.QUEUED})
# Not “all but files”: a state that only a newer release knows is left to its engines.
_LOOKS = sorted(lifecycle.KNOWN - lifecycle.TERMINAL - HEAVY)


@dataclass(frozen=True)
class Free:
    """Hands for heavy steps, and looks, that this engine has left."""

    hands: int
    looks: int


@dataclass
class Found:
    """What a transaction has claimed and learnt; counts only once it is committed."""

    tasks: list[Task] = field(default_factory=list[Task])
    turns: list[tuple[str, Turn]] = field(default_factory=list[tuple[str, Turn]])
    rooms: dict[str, Room] = field(default_factory=dict[str, Room])
    told: dict[str, tuple[str, float]] = field(default_factory=dict[str, tuple[str, float]])


async def claim(studio: Studio, name: str, crew: Crew, free: Free) -> list[Task]:
    """Tasks that are ours from now on, for `settings.lease_seconds`."""
    # Most ticks find nothing: look before taking the only write lock of SQLite.
    if not await studio.db.read(lambda session: _anything(session, studio)):
        return []
    found = await studio.db.write(lambda session: _Claim(session, studio, name, crew).run(free))
    for provider, turn in found.turns:
        crew.turn += 1
        crew.turns[provider, turn.workspace_id] = crew.turn
    crew.told.update(found.told)
    for provider, its in found.rooms.items():
        crew.ears.know(provider, its.breaker, studio.clock)
    return found.tasks


def in_flight(session: Session) -> int:
    """How many takes are looked after."""
    return session.exec(select(func.count()).select_from(Task).where(*_LIVE)).one()


def _anything(session: Session, studio: Studio) -> bool:
    now = moment(session, studio.clock)
    due = _due(now, 1).where(col(Task.state).in_([*_FILES, *_LOOKS]))
    return bool(session.exec(due).first() or line.providers(session))


class _Claim:
    """One transaction."""

    def __init__(self, session: Session, studio: Studio, name: str, crew: Crew) -> None:
        self._session, self._studio, self._name, self._crew = session, studio, name, crew
        self._now = moment(session, studio.clock)
        self._found = Found()

    def run(self, free: Free) -> Found:
        hands = free.hands - self._take_up(_FILES, free.hands)
        self._take_up(_LOOKS, free.looks)
        for provider in self._in_rotation(line.providers(self._session)):
            hands -= self._send(provider, hands)
        return self._found

    def _take_up(self, states: Sequence[str], count: int) -> int:
        if count <= 0:
            return 0
        query = _due(self._now, count).where(col(Task.state).in_(states))
        # Asked for first: inside an UPDATE PostgreSQL may run it again for every row.
        ids = self._session.exec(query.with_for_update(skip_locked=True)).all()
        return len(self._lease(ids))

    def _in_rotation(self, providers: list[str]) -> list[str]:
        """With few hands, the first of the alphabet must not have them all."""
        start = self._crew.turn % max(len(providers), 1)
        return providers[start:] + providers[:start]

    def _send(self, provider: str, hands: int) -> int:
        if hands <= 0:
            return 0
        if provider not in self._studio.providers:  # it will fail, and needs no place for that
            ids = line.first(self._session, provider, self._now, hands)
            return len(self._lease(ids))
        there = room(self._session, self._studio, provider, self._now)
        self._found.rooms[provider] = there
        self._explain(provider, there.reason)
        count = min(there.count, hands)
        if count <= 0:
            return 0
        turns = line.next_turns(self._session, provider, self._now, count, self._crew.turns)
        claimed = {task.id for task in self._lease([turn.task_id for turn in turns])}
        turns = [turn for turn in turns if turn.task_id in claimed]
        if turns:
            places.take_many(self._session, provider, [turn.task_id for turn in turns])
            sent(self._session, self._studio, provider, self._now, len(turns))
        self._found.turns.extend((provider, turn) for turn in turns)
        return len(turns)

    def _explain(self, provider: str, reason: str) -> None:
        """Whoever waits can read why; those who come later too."""
        told, at = self._crew.told.get(provider, (None, 0.0))
        now = self._studio.clock.monotonic()
        if told == reason and (not reason or now - at < EXPLAIN_SECONDS):
            return
        if line.explain(self._session, provider, reason):
            self._found.told[provider] = reason, now

    def _lease(self, chosen: Sequence[str]) -> list[Task]:
        if not chosen:
            return []
        values = {
            "lease_owner": self._name,
            "lease_until": self._now + timedelta(seconds=self._studio.settings.lease_seconds),
            "lease_token": col(Task.lease_token) + 1,
        }
        statement = (
            update(Task)
            .where(col(Task.id).in_(chosen), col(Task.terminal_at).is_(None), _free(self._now))
            .values(**values)
            .returning(Task)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        tasks = list(self._session.scalars(statement).all())
        self._found.tasks.extend(tasks)
        return tasks


def _due(now: datetime, count: int) -> SelectOfScalar[str]:
    query = select(Task.id).where(*_LIVE, col(Task.next_run_at) <= now, _free(now))
    return query.order_by(col(Task.next_run_at), col(Task.id)).limit(count)


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(col(Task.lease_until).is_(None), col(Task.lease_until) < now)
