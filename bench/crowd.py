"""Takes that a provider is making already, each paid for by a hold, in a database of their own."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session, SQLModel, select

from bench import bulk
from bench.databases import Place, analyze, opened
from tests.studio_fixtures import Home, settle_in
from vidstudio.base.signing import callback_token
from vidstudio.db.columns import row_of
from vidstudio.db.tables import (
    CreditHold,
    CreditLot,
    HoldAllocation,
    LedgerEntry,
    Shot,
    Task,
    TaskEvent,
    Workspace,
)
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.prices import PriceBook
from vidstudio.rules.requests import TaskRequest
from vidstudio.services.orders import Order
from vidstudio.studio import Studio

WORKSPACES = 20
LOOKED_AT = 20  # times: the pauses between looks are as long as they get
SPREAD_SECONDS = 10.0
CLIP = TaskRequest(prompt="A cup.", model="kling-3", duration_seconds=3)


@dataclass(frozen=True)
class Take:
    task_id: str
    job_id: str
    token: str  # of its callback


async def seed(place: Place, jobs: Sequence[str]) -> list[Take]:
    """One take for each job, shared evenly among workspaces."""
    async with opened(place, SORA_API_KEY="bench") as (studio,):
        homes = [await settle_in(studio, f"P{n}", 1_000_000) for n in range(WORKSPACES)]
        made = list[Take]()
        for n, home in enumerate(homes):
            own = jobs[n::WORKSPACES]
            made += await studio.db.write(lambda s, h=home, own=own: _running(s, studio, h, own))
    analyze(place)
    return made


def _running(session: Session, studio: Studio, home: Home, jobs: Sequence[str]) -> list[Take]:
    order = Order(studio, home.who, CLIP, PriceBook((), {}, studio.clock.now()), None)
    order.settle()
    room = session.get_one(Workspace, home.who.workspace_id)
    lot = session.exec(select(CreditLot).where(CreditLot.workspace_id == room.id)).one()
    shot, now, made = session.get_one(Shot, home.shot_id), studio.clock.now(), list[Task]()
    rows: dict[type[SQLModel], list[dict[str, Any]]] = defaultdict(list)
    for n, job_id in enumerate(jobs):
        shot.takes += 1
        task = order._task(shot, order.wanted[0], order.prices[0])  # pyright: ignore[reportPrivateUsage]
        task.state, task.polls = TaskState.RUNNING, LOOKED_AT
        task.provider_job_id, task.started_at = job_id, now
        task.next_run_at = now + timedelta(seconds=SPREAD_SECONDS * n / len(jobs))
        made.append(task)
        rows[Task].append(row_of(task))
        _held(rows, task, room, lot)
    for table, values in rows.items():
        bulk.write(session, table, values)
    session.add_all([room, lot, shot])
    return [
        Take(task.id, job_id, callback_token(studio.tokens, task.id))
        for task, job_id in zip(made, jobs, strict=True)
    ]


def _held(
    rows: dict[type[SQLModel], list[dict[str, Any]]], task: Task, room: Workspace, lot: CreditLot
) -> None:
    """As `ledger.hold` does it, thousands at once. The hold has the number of its ledger row."""
    assert lot.id is not None
    lot.available, lot.held = lot.available - task.quoted, lot.held + task.quoted
    room.ledger_seq, room.ledger_available = room.ledger_seq + 1, lot.available
    hold_id = lot.id * 1_000_000 + room.ledger_seq
    owner = {"workspace_id": room.id, "task_id": task.id, "created_at": task.created_at}
    event = {"task_id": task.id, "n": 1, "to_state": task.state, "actor": "bench"}
    rows[TaskEvent].append(event | {"lease_token": 0, "at": task.created_at})
    rows[CreditHold].append(
        owner | {"id": hold_id, "amount": task.quoted, "captured": 0, "state": "open"}
    )
    rows[HoldAllocation].append({"hold_id": hold_id, "lot_id": lot.id, "amount": task.quoted})
    moved = {"d_available": -task.quoted, "d_held": task.quoted, "available_after": lot.available}
    entry = {"seq": room.ledger_seq, "kind": "hold", "lot_id": lot.id, "hold_id": hold_id}
    rows[LedgerEntry].append(owner | entry | moved | {"actor": task.user_id})


async def noticed(place: Place) -> dict[str, float]:
    """When each take went on to fetch its video, in Unix seconds."""
    query = select(TaskEvent).where(TaskEvent.to_state == TaskState.FETCHING)
    async with opened(place) as (studio,):
        events = await studio.db.read(lambda session: session.exec(query).all())
    return {event.task_id: event.at.timestamp() for event in events}
