"""Every table, so that the schema is seen whole by importing this package."""

from sqlmodel import SQLModel

from vidstudio.db.tables.campaigns import Brief, Campaign, Draft, LlmCall, Message, Shot, Unsent
from vidstudio.db.tables.creatives import Creative, CreativeVersion, Decision, Publication
from vidstudio.db.tables.credits import CreditHold, CreditLot, HoldAllocation, LedgerEntry
from vidstudio.db.tables.delivery import Heartbeat, Outbox
from vidstudio.db.tables.people import FavouriteModel, LoginSession, Member, User, Workspace
from vidstudio.db.tables.tasks import Asset, Idempotency, SubmitAttempt, Task, TaskEvent

metadata = SQLModel.metadata

__all__ = [
    "Asset",
    "Brief",
    "Campaign",
    "Creative",
    "CreativeVersion",
    "CreditHold",
    "CreditLot",
    "Decision",
    "Draft",
    "FavouriteModel",
    "Heartbeat",
    "HoldAllocation",
    "Idempotency",
    "LedgerEntry",
    "LlmCall",
    "LoginSession",
    "Member",
    "Message",
    "Outbox",
    "Publication",
    "Shot",
    "SubmitAttempt",
    "Task",
    "TaskEvent",
    "Unsent",
    "User",
    "Workspace",
    "metadata",
]
