"""Every table, so that the schema is seen whole by importing this package."""

from sqlmodel import SQLModel

from vidstudio.db.tables.admin import (
    AuditEntry,
    Invite,
    PasswordReset,
    PriceRule,
    Refund,
    UsageDay,
)
from vidstudio.db.tables.campaigns import Brief, Campaign, Draft, LlmCall, Message, Shot, Unsent
from vidstudio.db.tables.creatives import Creative, CreativeVersion, Decision, Publication
from vidstudio.db.tables.credits import CreditHold, CreditLot, HoldAllocation, LedgerEntry
from vidstudio.db.tables.delivery import Heartbeat, Outbox
from vidstudio.db.tables.engine import (
    CallbackDelivery,
    Halt,
    ProviderDay,
    ProviderHealth,
    ProviderSlot,
)
from vidstudio.db.tables.people import FavouriteModel, LoginSession, Member, User, Workspace
from vidstudio.db.tables.tasks import Asset, Idempotency, SubmitAttempt, Task, TaskEvent

metadata = SQLModel.metadata

__all__ = [
    "Asset",
    "AuditEntry",
    "Brief",
    "CallbackDelivery",
    "Campaign",
    "Creative",
    "CreativeVersion",
    "CreditHold",
    "CreditLot",
    "Decision",
    "Draft",
    "FavouriteModel",
    "Halt",
    "Heartbeat",
    "HoldAllocation",
    "Idempotency",
    "Invite",
    "LedgerEntry",
    "LlmCall",
    "LoginSession",
    "Member",
    "Message",
    "Outbox",
    "PasswordReset",
    "PriceRule",
    "ProviderDay",
    "ProviderHealth",
    "ProviderSlot",
    "Publication",
    "Refund",
    "Shot",
    "SubmitAttempt",
    "Task",
    "TaskEvent",
    "Unsent",
    "UsageDay",
    "User",
    "Workspace",
    "metadata",
]
