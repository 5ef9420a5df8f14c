"""What all engines share about providers: places, health, pace, callbacks, the emergency stop."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from vidstudio.db.columns import Table, moment, moment_or_none, one_of

HEALTH_STATES = ("closed", "open", "half_open", "operator")
CALLBACK_RESULTS = ("woken", "early", "ended", "refused", "unknown")


class ProviderSlot(Table, table=True):
    """One place at a provider: as many rows as it may work on at once. Free without a task."""

    __table_args__ = (Index("ix_slot_free", "provider", "task_id"),)

    provider: str = Field(primary_key=True, max_length=40)
    slot_no: int = Field(primary_key=True)
    task_id: str | None = Field(default=None, unique=True, max_length=36)


class ProviderHealth(Table, table=True):
    """The circuit breaker and the pace of a provider, shared by every process.

    `state` "operator" (key or balance) stays until an admin closes it. `next_send_at` is the
    moment from which the next submission may leave.
    """

    __table_args__ = (one_of("state", HEALTH_STATES, "provider_health"),)

    provider: str = Field(primary_key=True, max_length=40)
    state: str = Field(default="closed", max_length=12)
    reason: str = Field(default="", max_length=200)
    fails_in_row: int = 0
    window_calls: int = 0
    window_fails: int = 0
    window_at: datetime | None = moment_or_none()
    open_seconds: int = 0
    opened_until: datetime | None = moment_or_none()
    next_send_at: datetime | None = moment_or_none()
    changed_at: datetime | None = moment_or_none()


class ProviderDay(Table, table=True):
    """What was sent to a provider on a UTC day, in credits of the quotes: for the daily caps."""

    __table_args__ = (CheckConstraint("sent_credits >= 0", name="ck_provider_day_sent"),)

    provider: str = Field(primary_key=True, max_length=40)
    day: str = Field(primary_key=True, max_length=10)  # 2026-11-20
    sent_credits: int = 0
    sent_tasks: int = 0


class Halt(Table, table=True):
    """While a row stands here nothing new is submitted. `name`: "invariants" or "admin"."""

    name: str = Field(primary_key=True, max_length=24)
    reason: str = Field(max_length=500)
    actor: str = Field(max_length=64)
    at: datetime = moment()


class CallbackDelivery(Table, table=True):
    """A call from a provider, once per delivery. It wakes the poller and proves nothing else."""

    __table_args__ = (
        one_of("result", CALLBACK_RESULTS, "callback_delivery"),
        Index("ix_callback_received", "received_at"),
        Index("ix_callback_task", "task_id"),
    )

    provider: str = Field(primary_key=True, max_length=40)
    delivery_id: str = Field(primary_key=True, max_length=120)
    task_id: str | None = Field(default=None, max_length=36)
    job_id: str = Field(default="", max_length=200)
    result: str = Field(max_length=12)
    body_sha256: str = Field(max_length=64)
    received_at: datetime = moment()
