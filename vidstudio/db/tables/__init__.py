"""Every table, so that the schema is seen whole by importing this package."""

from sqlmodel import SQLModel

from vidstudio.db.tables.campaigns import Campaign, Creative, Draft, Message, Shot
from vidstudio.db.tables.credits import CreditHold, CreditLot, HoldAllocation, LedgerEntry
from vidstudio.db.tables.delivery import Heartbeat, Outbox
from vidstudio.db.tables.people import LoginSession, Member, User, Workspace
from vidstudio.db.tables.tasks import Asset, Idempotency, SubmitAttempt, Task, TaskEvent

metadata = SQLModel.metadata

__all__ = [
    "Asset",
    "Campaign",
    "Creative",
    "CreditHold",
    "CreditLot",
    "Draft",
    "Heartbeat",
    "HoldAllocation",
    "Idempotency",
    "LedgerEntry",
    "LoginSession",
    "Member",
    "Message",
    "Outbox",
    "Shot",
    "SubmitAttempt",
    "Task",
    "TaskEvent",
    "User",
    "Workspace",
    "metadata",
]
