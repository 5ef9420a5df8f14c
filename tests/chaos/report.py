"""What a storm has left: counted in the studio's books and in the provider's own."""

import asyncio
import shutil
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import psycopg
from sqlmodel import Session, col, func, select

from tests.chaos.storm import PROMPT, Plan, Storm, until
from tools.postgres import find_programs, throwaway_cluster
from tools.steps import ROOT
from vidstudio import invariants
from vidstudio.base.errors import DatabaseAway
from vidstudio.base.settings import Settings
from vidstudio.db.tables import LedgerEntry, Task
from vidstudio.studio import Studio, close_studio, open_studio

SETTLE_SECONDS = 300.0
CALM_SHARE = 0.05  # the last ones end in calm
KEPT = ROOT / ".build" / "chaos"  # what a storm leaves that did harm


@dataclass
class Report:
    generations: int = 0
    kills: int = 0
    restarts: int = 0
    lost: int = 0
    double_charged: int = 0
    double_submitted: int = 0
    violations: list[str] = field(default_factory=list[str])
    ends: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def clean(self) -> bool:
        return not (self.lost or self.double_charged or self.double_submitted or self.violations)

    def lines(self) -> list[str]:
        told = {**asdict(self), "violations": self.violations or 0}
        ends = ", ".join(f"{count} {state}" for state, count in sorted(self.ends.items()))
        told["ends"] = ends
        return [f"{name.replace('_', ' '):<20} {value}" for name, value in told.items()]


async def run(plan: Plan) -> Report:
    """One storm in a folder of its own. On PostgreSQL the cluster is of its own too."""
    with tempfile.TemporaryDirectory(prefix="vidstudio-chaos-") as name:
        storm = Storm(plan, Path(name))
        await asyncio.to_thread(storm.prepare)
        studio = _opened(storm)
        try:
            await storm.rage(partial(_few_left, studio, plan.generations * CALM_SHARE))
            report = await _settled(storm, studio)
        finally:
            await asyncio.to_thread(storm.end)
            await close_studio(studio)
        if not report.clean:
            shutil.copytree(
                name,
                KEPT,
                ignore=shutil.ignore_patterns("media", "local", "*.key"),
                dirs_exist_ok=True,
            )
        return report


async def run_on(database: str, plan: Plan) -> Report:
    if database == "sqlite":
        return await run(plan)
    programs = find_programs()
    assert programs is not None, "PostgreSQL is missing"
    with throwaway_cluster(programs, durable=True) as cluster:
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE chaos")
        address = cluster.url.rpartition("/")[0] + "/chaos"
        return await run(
            Plan(plan.generations, plan.workers, plan.webs, plan.seed, cluster, address)
        )


def _opened(storm: Storm) -> Studio:
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue] pydantic-settings
        data_dir=storm.folder,
        database_url=storm.plan.database_url,
    )
    return open_studio(settings)


async def _few_left(studio: Studio, most: float) -> bool:
    """Whether at most so many takes have not ended. A database that is away says no."""
    try:
        return await studio.db.read(_unended) <= most
    except DatabaseAway:
        return False


async def _settled(storm: Storm, studio: Studio) -> Report:
    async def all_ended() -> bool:
        storm.revive()
        return await _few_left(studio, 0)

    await until(all_ended, SETTLE_SECONDS)
    await asyncio.to_thread(_still, storm)
    book = await storm.book()
    report = await studio.db.read(lambda session: _counted(session, storm))
    report.double_submitted = len(book["twice"])
    report.violations = await _violations(studio)
    return report


def _still(storm: Storm) -> None:
    for actor in (*storm.webs, *storm.workers):
        actor.end()


def _unended(session: Session) -> int:
    return session.exec(select(func.count()).where(col(Task.terminal_at).is_(None))).one()


def _counted(session: Session, storm: Storm) -> Report:
    ours = col(Task.prompt).startswith(PROMPT)  # the owner's samples are there too
    states = dict(session.exec(select(Task.id, Task.state).where(ours)).all())
    captures = session.exec(
        select(LedgerEntry.task_id).where(LedgerEntry.kind == "capture").distinct()
    ).all()
    holds = Counter(
        session.exec(select(LedgerEntry.task_id).where(LedgerEntry.kind == "hold")).all()
    )
    ended = {"succeeded", "failed", "cancelled"}
    lost = [key for key, task in storm.orders.items() if states.get(task) not in ended]
    free = [task for task in captures if states.get(task or "") != "succeeded"]
    doubled = len(states) - len(set(storm.orders.values()))  # takes that nobody was told of
    return Report(
        generations=len(storm.orders),
        kills=storm.kills,
        restarts=storm.restarts,
        lost=len(lost) + storm.plan.generations - len(storm.orders),
        double_charged=len(free) + doubled + sum(count > 1 for count in holds.values()),
        ends=dict(Counter(states.values())),
    )


async def _violations(studio: Studio) -> list[str]:
    found = [*await invariants.check(studio), *await invariants.check_files(studio)]
    return [f"{one.invariant}: {one.what}" for one in found]
