"""The money: lots, holds, and the journal that explains them. All amounts are whole credits."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, text
from sqlmodel import Field

from vidstudio.db.columns import Table, moment, moment_or_none, one_of

LOT_SOURCES = ("purchased", "granted", "grace", "adjust")
HOLD_STATES = ("open", "captured", "released")
ENTRY_KINDS = ("grant", "hold", "capture", "release", "expire", "revoke", "adjust")
# SQLite numbers rows by itself only for INTEGER keys.
ROW_ID = BigInteger().with_variant(Integer, "sqlite")


class CreditLot(Table, table=True):
    __table_args__ = (
        one_of("source", LOT_SOURCES, "credit_lot"),
        CheckConstraint(
            "available + held + captured + expired + revoked = amount", name="ck_lot_conserved"
        ),
        CheckConstraint(
            "amount > 0 AND available >= 0 AND held >= 0 AND captured >= 0 "
            "AND expired >= 0 AND revoked >= 0",
            name="ck_lot_signs",
        ),
        Index(
            "ix_lot_spendable",
            "workspace_id",
            "priority",
            "expires_at",
            "id",
            sqlite_where=text("available > 0"),
            postgresql_where=text("available > 0"),
        ),
        Index(
            "ix_lot_expiring",
            "expires_at",
            sqlite_where=text("available > 0"),
            postgresql_where=text("available > 0"),
        ),
        Index("ix_lot_workspace", "workspace_id", "created_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(ROW_ID, primary_key=True))
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    source: str = Field(max_length=16)
    priority: int = 50
    amount: int = Field(sa_type=BigInteger)
    available: int = Field(sa_type=BigInteger)
    held: int = Field(default=0, sa_type=BigInteger)
    captured: int = Field(default=0, sa_type=BigInteger)
    expired: int = Field(default=0, sa_type=BigInteger)
    revoked: int = Field(default=0, sa_type=BigInteger)
    effective_at: datetime | None = moment_or_none()  # not spent before; None: at once
    expires_at: datetime | None = moment_or_none()
    origin_lot_id: int | None = Field(default=None, sa_type=BigInteger)
    reason: str = Field(default="", max_length=200)
    note: str = Field(default="", max_length=200)  # to those who get it
    idem_key: str = Field(unique=True, max_length=120)
    actor: str = Field(default="", max_length=64)
    created_at: datetime = moment()


class CreditHold(Table, table=True):
    __table_args__ = (
        one_of("state", HOLD_STATES, "credit_hold"),
        CheckConstraint(
            "amount > 0 AND captured >= 0 AND captured <= amount", name="ck_hold_bounds"
        ),
        CheckConstraint("(state = 'captured') = (captured > 0)", name="ck_hold_captured"),
        Index(
            "ix_hold_open",
            "workspace_id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(ROW_ID, primary_key=True))
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    task_id: str = Field(foreign_key="task.id", unique=True, max_length=36)
    amount: int = Field(sa_type=BigInteger)
    captured: int = Field(default=0, sa_type=BigInteger)
    state: str = Field(default="open", max_length=12)
    created_at: datetime = moment()
    resolved_at: datetime | None = moment_or_none()


class HoldAllocation(Table, table=True):
    __table_args__ = (
        CheckConstraint("amount > 0", name="ck_allocation_amount"),
        Index("ix_allocation_lot", "lot_id"),
    )

    hold_id: int = Field(primary_key=True, foreign_key="credit_hold.id", sa_type=BigInteger)
    lot_id: int = Field(primary_key=True, foreign_key="credit_lot.id", sa_type=BigInteger)
    amount: int = Field(sa_type=BigInteger)


class LedgerEntry(Table, table=True):
    """Append-only; triggers refuse UPDATE and DELETE. The deltas of a lot add up to the lot."""

    __table_args__ = (
        one_of("kind", ENTRY_KINDS, "ledger_entry"),
        Index("ix_entry_lot", "lot_id"),
        Index("ix_entry_task", "task_id"),
        Index("ix_entry_time", "created_at", "workspace_id", "seq"),
        # With what the question needs whether anything was charged twice.
        Index("ix_entry_kind", *("kind", "created_at", "workspace_id", "seq", "task_id", "lot_id")),
        Index("ix_entry_month", "workspace_id", "created_at", "seq"),
    )

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.id", max_length=36)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str = Field(max_length=12)
    lot_id: int = Field(foreign_key="credit_lot.id", sa_type=BigInteger)
    hold_id: int | None = Field(default=None, sa_type=BigInteger)
    task_id: str | None = Field(default=None, max_length=36)
    d_available: int = Field(default=0, sa_type=BigInteger)
    d_held: int = Field(default=0, sa_type=BigInteger)
    d_captured: int = Field(default=0, sa_type=BigInteger)
    d_expired: int = Field(default=0, sa_type=BigInteger)
    d_revoked: int = Field(default=0, sa_type=BigInteger)
    d_debt: int = Field(default=0, sa_type=BigInteger)  # of the workspace, not of the lot
    # What the workspace could spend after this row.
    available_after: int = Field(default=0, sa_type=BigInteger)
    actor: str = Field(max_length=64)
    reason: str = Field(default="", max_length=200)
    created_at: datetime = moment()
