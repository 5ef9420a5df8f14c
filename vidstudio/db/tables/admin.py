"""What admins decide and read: prices, refunds, daily usage, invitations, the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from vidstudio.db.columns import Table, moment, moment_or_none, one_of
from vidstudio.db.tables.credits import ROW_ID
from vidstudio.db.tables.people import ROLES


class PriceRule(Table, table=True):
    """An admin's price of a model from `effective_at` on; the newest effective one counts.

    `price` is a `rules.catalog.Price` as JSON; None goes back to the catalogue's.
    """

    __table_args__ = (
        UniqueConstraint("model", "version"),
        Index("ix_price_effective", "model", "effective_at"),
    )

    id: str = Field(primary_key=True, max_length=36)
    model: str = Field(max_length=60)
    version: int
    price: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    effective_at: datetime = moment()
    reason: str = Field(default="", max_length=200)
    actor: str = Field(max_length=64)
    created_at: datetime = moment()


class Refund(Table, table=True):
    """A charge given back by an admin: at most one per task, as a lot of its own."""

    __table_args__ = (CheckConstraint("amount > 0", name="ck_refund_amount"),)

    task_id: str = Field(primary_key=True, foreign_key="task.id", max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    lot_id: int = Field(foreign_key="credit_lot.id", sa_type=BigInteger)
    amount: int = Field(sa_type=BigInteger)
    reason: str = Field(max_length=200)
    actor: str = Field(max_length=64)
    created_at: datetime = moment()


class UsageDay(Table, table=True):
    """What ended on a UTC day, written in the transaction of each ending: for charts and caps."""

    # All of it, so that the Overview reads the index alone.
    __table_args__ = (
        Index("ix_usage_day", *("day", "model", "provider", "user_id", "charged", "returned")),
    )

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.id", max_length=36)
    day: str = Field(primary_key=True, max_length=10)  # 2026-11-20
    user_id: str = Field(primary_key=True, max_length=36)
    model: str = Field(primary_key=True, max_length=60)
    provider: str = Field(primary_key=True, max_length=40)
    charged: int = Field(default=0, sa_type=BigInteger)
    refunded: int = Field(default=0, sa_type=BigInteger)
    returned: int = Field(default=0, sa_type=BigInteger)  # held for takes that failed or stopped
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0


class Invite(Table, table=True):
    """A link that makes an account, once. Only the token's SHA-256 is kept.

    Without a `workspace_id` the new person gets a workspace of their own.
    """

    __table_args__ = (one_of("role", ROLES, "invite"),)

    id: str = Field(primary_key=True, max_length=36)
    token_hash: str = Field(unique=True, max_length=64)
    workspace_id: str | None = Field(default=None, foreign_key="workspace.id", max_length=36)
    role: str = Field(max_length=16)
    email: str = Field(default="", max_length=254)
    welcome_credits: int | None = None
    created_by: str = Field(max_length=36)
    created_at: datetime = moment()
    ends_at: datetime = moment()
    used_at: datetime | None = moment_or_none()
    used_by: str | None = Field(default=None, max_length=36)
    revoked_at: datetime | None = moment_or_none()


class PasswordReset(Table, table=True):
    """A link that sets a new password, once. Only the token's SHA-256 is kept."""

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: str = Field(foreign_key="user.id", max_length=36, index=True)
    created_by: str = Field(max_length=36)
    created_at: datetime = moment()
    ends_at: datetime = moment()
    used_at: datetime | None = moment_or_none()


class AuditEntry(Table, table=True):
    """What an admin did, why, and what was before. Append-only; triggers refuse changes."""

    __table_args__ = (
        Index("ix_audit_at", "at", "id"),
        Index("ix_audit_object", "object_id", "at"),
    )

    id: int | None = Field(default=None, sa_column=Column(ROW_ID, primary_key=True))
    at: datetime = moment()
    actor_id: str = Field(max_length=64)
    action: str = Field(max_length=40)  # "credits.grant", "user.disable"
    object_kind: str = Field(max_length=24)
    object_id: str = Field(max_length=80)
    reason: str = Field(default="", max_length=200)
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    idem_key: str | None = Field(default=None, max_length=160, unique=True)
