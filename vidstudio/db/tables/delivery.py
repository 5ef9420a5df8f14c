"""What leaves the studio, and who is alive: the outbox and heartbeats."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from vidstudio.db.columns import Table, moment, moment_or_none


class Outbox(Table, table=True):
    """One row per ending of a task, and one of its late video, written in the same transaction.

    `state` is "none" where nobody asked to be told; else "pending" until it is "sent", "gone"
    (the receiver wants no more) or "given_up". `text` is what is sent, fixed at the first try;
    `host` is the receiver's `host:port`.
    """

    __table_args__ = (
        UniqueConstraint("task_id", "type"),
        Index(
            "ix_outbox_pending",
            "created_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_outbox_due",
            "host",
            "next_at",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: str = Field(primary_key=True, max_length=40)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    task_id: str = Field(foreign_key="task.id", max_length=36)
    type: str = Field(max_length=40)
    body: dict[str, Any] = Field(sa_type=JSON)
    text: str | None = Field(default=None, sa_type=Text)
    state: str = Field(default="pending", max_length=12)
    host: str = Field(default="", max_length=260)
    tries: int = 0
    next_at: datetime | None = moment_or_none()
    last_status: int | None = None
    last_trouble: str = Field(default="", max_length=60)
    lease_until: datetime | None = moment_or_none()
    lease_token: int = 0
    created_at: datetime = moment()


class Heartbeat(Table, table=True):
    """The last sign of life of a named loop, for readiness checks in any process."""

    name: str = Field(primary_key=True, max_length=80)
    beat_at: datetime = moment()
