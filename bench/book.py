"""Rows of many tables that wait to be written, and where each workspace's ledger stands."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel

from bench import bulk
from vidstudio.db.tables import (
    Asset,
    Campaign,
    CreditHold,
    CreditLot,
    HoldAllocation,
    LedgerEntry,
    Member,
    Outbox,
    Shot,
    Task,
    UsageDay,
    User,
    Workspace,
)
from vidstudio.studio import Studio

AT_ONCE = 2000
# What is pointed at before what points.
_FIRST = (User, Workspace, Member, Campaign, Shot, CreditLot, Task, CreditHold, HoldAllocation)
_ORDER = (*_FIRST, LedgerEntry, Asset, Outbox, UsageDay)
Rows = list[dict[str, Any]]


@dataclass
class Book:
    """What is to be written, and where each workspace's ledger stands."""

    studio: Studio
    dice: random.Random = field(default_factory=lambda: random.Random(4))
    rows: dict[type[SQLModel], Rows] = field(default_factory=lambda: defaultdict(list))
    seq: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    available: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    usage: dict[tuple[str, ...], dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    lots: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # what was charged
    holds: int = 0

    def add(self, table: type[SQLModel], **values: Any) -> None:
        self.rows[table].append(values)

    def entry(self, workspace: str, kind: str, lot: int, at: datetime, **deltas: Any) -> None:
        self.seq[workspace] += 1
        self.available[workspace] += deltas.get("d_available", 0)
        none = dict.fromkeys(("d_available", "d_held", "d_captured", "d_expired", "d_revoked"), 0)
        first = {"workspace_id": workspace, "seq": self.seq[workspace], "kind": kind}
        more = {"lot_id": lot, "created_at": at, "available_after": self.available[workspace]}
        rest = {"hold_id": None, "task_id": None, "actor": "bench", "reason": ""}
        self.add(LedgerEntry, **{**first, **more, **rest, **none, **deltas})

    def write(self, session: Session) -> None:
        for table in _ORDER:
            rows = self.rows[table]
            for start in range(0, len(rows), AT_ONCE):
                bulk.write(session, table, rows[start : start + AT_ONCE])
        self.rows.clear()
