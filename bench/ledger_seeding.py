"""A million ledger rows, written straight into the tables: takes of many workspaces over a year."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from bench import bulk, endings
from bench.seeding import AT_ONCE
from tests.studio_fixtures import Home
from vidstudio.db.tables import (
    Asset,
    CreditHold,
    CreditLot,
    HoldAllocation,
    LedgerEntry,
    Outbox,
    Shot,
    Task,
    UsageDay,
    Workspace,
)
from vidstudio.studio import Studio

ROWS = 1_000_000
YEAR = timedelta(days=365)
ROWS_OF_A_TAKE = 3  # held, charged, given back
LOT, HELD, CHARGED = 1_000_000_000, 64, 40
_ORDER = (Task, CreditHold, HoldAllocation, LedgerEntry, Asset, Outbox)
RARE = 0.0005  # of takes are of a model that hardly anybody uses
Rows = dict[type, list[dict[str, Any]]]


def seed(session: Session, studio: Studio, homes: list[Home], rows: int = ROWS) -> None:
    """Half of the rows are the first home's, the others' are shared evenly."""
    dice = random.Random(4)
    takes = rows // ROWS_OF_A_TAKE
    shares = [takes // 2, *([takes // 2 // max(1, len(homes) - 1)] * (len(homes) - 1))]
    for lot_id, (home, share) in enumerate(zip(homes, shares, strict=True), start=1):
        _write(session, _workspace(studio, dice, home, lot_id, share))
        session.exec(
            update(Workspace)
            .where(col(Workspace.id) == home.who.workspace_id)
            .values(ledger_seq=1 + ROWS_OF_A_TAKE * share, ledger_available=LOT - CHARGED * share)
        )


def _write(session: Session, pieces: Iterator[Rows]) -> None:
    for rows in pieces:
        for table, values in rows.items():
            bulk.write(session, table, values)


def _workspace(
    studio: Studio, dice: random.Random, home: Home, lot_id: int, takes: int
) -> Iterator[Rows]:
    start = studio.clock.now() - YEAR
    yield {CreditLot: [_lot(home, lot_id, takes, start)]}
    entry = {"kind": "grant", "d_available": LOT, "available_after": LOT, "reason": "Bench"}
    yield {LedgerEntry: [_entry(home, lot_id, 1, start) | entry]}
    shots = [_shot(studio, home, number) for number in range(max(1, takes // 20))]
    yield {Shot: shots}
    step, used = YEAR / max(1, takes), Counter[tuple[str, str]]()
    for first in range(0, takes, AT_ONCE):
        made: Rows = {table: [] for table in _ORDER}
        for number in range(first, min(first + AT_ONCE, takes)):
            at = start + step * (number + 0.5)
            task = _task(studio, dice, shots[number // 20 % len(shots)], number, at)
            made[Task].append(task | {"user_id": home.who.user_id})
            _money(made, home, lot_id, number, task)
            made[Asset].append(endings.video(task))
            made[Outbox].append(endings.note(task))
            used[f"{task['terminal_at']:%Y-%m-%d}", task["model"]] += 1
        yield made
    yield {UsageDay: [_usage(home, *key, count) for key, count in used.items()]}


def _money(made: Rows, home: Home, lot_id: int, number: int, task: dict[str, Any]) -> None:
    """Held 64, charged 40, 24 given back."""
    hold_id, at = lot_id * 1_000_000 + number, task["created_at"]
    owner = {"workspace_id": home.who.workspace_id, "task_id": task["id"]}
    ended = {"amount": HELD, "captured": CHARGED, "state": "captured"}
    made[CreditHold].append(
        {**owner, **ended, "id": hold_id, "created_at": at, "resolved_at": task["terminal_at"]}
    )
    made[HoldAllocation].append({"hold_id": hold_id, "lot_id": lot_id, "amount": HELD})
    there, seq = LOT - CHARGED * number, 2 + ROWS_OF_A_TAKE * number
    steps: tuple[tuple[str, int, int, int], ...] = (
        ("hold", -HELD, HELD, 0),
        ("capture", 0, -CHARGED, CHARGED),
        ("release", HELD - CHARGED, CHARGED - HELD, 0),
    )
    for place, (kind, available, held, captured) in enumerate(steps):
        there += available
        moved = {"d_available": available, "d_held": held, "d_captured": captured}
        known = {"kind": kind, "hold_id": hold_id, "task_id": task["id"], "available_after": there}
        row = _entry(home, lot_id, seq + place, task["terminal_at"] if place else at)
        made[LedgerEntry].append(row | known | moved)


def _usage(home: Home, day: str, model: str, takes: int) -> dict[str, Any]:
    counted = {"charged": CHARGED * takes, "succeeded": takes}
    named = {"workspace_id": home.who.workspace_id, "user_id": home.who.user_id, "provider": "kie"}
    return {**named, **counted, "day": day, "model": model}


def _lot(home: Home, lot_id: int, takes: int, at: Any) -> dict[str, Any]:
    return {
        "id": lot_id,
        "workspace_id": home.who.workspace_id,
        "source": "granted",
        "priority": 50,
        "amount": LOT,
        "available": LOT - CHARGED * takes,
        "captured": CHARGED * takes,
        "reason": "Bench",
        "idem_key": f"bench-{lot_id}",
        "created_at": at,
    }


def _entry(home: Home, lot_id: int, seq: int, at: Any) -> dict[str, Any]:
    return {
        "workspace_id": home.who.workspace_id,
        "seq": seq,
        "lot_id": lot_id,
        "actor": "studio",
        "created_at": at,
    }


def _shot(studio: Studio, home: Home, number: int) -> dict[str, Any]:
    return {
        "id": studio.clock.new_id(),
        "workspace_id": home.who.workspace_id,
        "campaign_id": home.campaign_id,
        "number": 1000 + number,
        "place": 1000 + number,
        "title": f"Shot {number}",
        "intent": "",
        "prompt": "",
        "aspect_ratio": "",
        "takes": 20,
    }


def _task(
    studio: Studio, dice: random.Random, shot: dict[str, Any], number: int, at: Any
) -> dict[str, Any]:
    new_id, usual = studio.clock.new_id, ("kling-3", "veo-3-1", "animatic")
    return {
        "id": new_id(),
        **{name: shot[name] for name in ("workspace_id", "campaign_id")},
        "shot_id": shot["id"],
        "number": number + 1,
        "kind": "text-to-video",
        "model": "sora-2" if dice.random() < RARE else dice.choice(usual),
        "prompt": "A cup at dawn.",
        "parameters": {"duration_seconds": 8},
        "quote": {"unit": "second", "units": 8, "per_unit_credits": 8, "amount_credits": HELD},
        "quoted": HELD,
        "state": "succeeded",
        "provider": "kie",
        "provider_model": "bench",
        "usual_seconds": 40,
        "callback_token_hash": new_id(),
        "next_run_at": at,
        "deadline_at": at + timedelta(hours=1),
        "created_at": at,
        "started_at": at,
        "terminal_at": at + timedelta(seconds=20),
        "charged": CHARGED,
    }
