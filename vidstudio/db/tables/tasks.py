"""The work: tasks, their attempts and history, files, and answered requests."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from vidstudio.db.columns import Table, moment, moment_or_none, one_of
from vidstudio.rules.lifecycle import PAID_OUTCOMES, TERMINAL, AttemptOutcome, TaskState

_ENDED = ", ".join(f"'{state}'" for state in sorted(TERMINAL))
_LIVE = text("terminal_at IS NULL")
_LOOKED_AFTER = text("terminal_at IS NULL AND state <> 'queued'")
_QUEUED = text("state = 'queued'")
_PAID = text(f"outcome IN ({', '.join(repr(str(outcome)) for outcome in PAID_OUTCOMES)})")
_UNDONE = text("state IN ('failed', 'cancelled')")
_BILLED = text("cost_microdollars IS NOT NULL")
_OUTPUT = text("role = 'output'")
_SHOWN, _BINNED = text("removed_at IS NULL"), text("removed_at IS NOT NULL")
_PICTURES = text("role = 'reference' AND deleted_at IS NULL")


class Task(Table, table=True):
    """One request for one video. Only `transitions` writes `state`.

    `parent_id` is the take it was made from, `origin` how: draft, final, vary, retry, or empty.
    A draft keeps in `final` what was chosen for the final: `model`, `duration_seconds`,
    `aspect_ratio`, `resolution`, `audio`.
    `rating` is 1 to 5, 0 for rejected. `removed_at` puts it into the bin; its files are gone at
    `purged_at`.
    """

    __table_args__ = (
        one_of("state", TaskState, "task"),
        CheckConstraint(
            f"(terminal_at IS NULL) = (state NOT IN ({_ENDED}))", name="ck_task_terminal"
        ),
        CheckConstraint("quoted >= 0", name="ck_task_quoted"),
        UniqueConstraint("shot_id", "number"),
        UniqueConstraint("provider", "provider_job_id"),
        Index(
            "ix_task_due",
            "next_run_at",
            "id",
            sqlite_where=_LOOKED_AFTER,
            postgresql_where=_LOOKED_AFTER,
        ),
        Index(
            "ix_task_line",
            "provider",
            "workspace_id",
            "created_at",
            "id",
            sqlite_where=_QUEUED,
            postgresql_where=_QUEUED,
        ),
        Index("ix_task_live", "workspace_id", sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_task_recent", "workspace_id", "created_at", "id"),
        Index("ix_task_campaign", "campaign_id", "created_at", "id"),
        Index(
            "ix_task_shown",
            "workspace_id",
            "campaign_id",
            "created_at",
            "id",
            sqlite_where=_SHOWN,
            postgresql_where=_SHOWN,
        ),
        Index(
            "ix_task_shot",
            "shot_id",
            "state",
            "number",
            sqlite_where=_SHOWN,
            postgresql_where=_SHOWN,
        ),
        Index("ix_task_pace", "model", "provider", "state", "terminal_at"),
        Index("ix_task_undone", "terminal_at", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
        Index(
            "ix_task_billed",
            *("terminal_at", "model", "charged", "cost_microdollars"),
            sqlite_where=_BILLED,
            postgresql_where=_BILLED,
        ),
        Index("ix_task_person", "workspace_id", "user_id", "created_at"),
        Index(
            "ix_task_exposed",
            "exposure",
            sqlite_where=text("exposure > 0"),
            postgresql_where=text("exposure > 0"),
        ),
        Index("ix_task_bin", "removed_at", sqlite_where=_BINNED, postgresql_where=_BINNED),
    )

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    user_id: str = Field(foreign_key="user.id", max_length=36)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=36)
    shot_id: str = Field(foreign_key="shot.id", max_length=36)
    number: int
    kind: str = Field(max_length=24)
    model: str = Field(max_length=60)
    prompt: str = Field(max_length=5000)
    parameters: dict[str, Any] = Field(sa_type=JSON)
    quote: dict[str, Any] = Field(sa_type=JSON)
    quoted: int
    state: str = Field(max_length=16)
    state_reason: str = Field(default="", max_length=60)
    state_message: str = Field(default="", max_length=500)
    progress: int | None = None
    provider: str = Field(max_length=40)
    provider_model: str = Field(max_length=120)
    provider_job_id: str | None = Field(default=None, max_length=200)
    demo: bool = False
    usual_seconds: int
    sora_task_id: str | None = Field(default=None, max_length=200, unique=True)
    callback_token_hash: str = Field(max_length=64, unique=True)
    output_url: str | None = Field(default=None, max_length=2000)
    cancel_requested_at: datetime | None = moment_or_none()
    stop_reason: str = Field(default="", max_length=200)  # of the admin who wants it stopped
    next_run_at: datetime = moment()
    lease_owner: str | None = Field(default=None, max_length=80)
    lease_until: datetime | None = moment_or_none()
    lease_token: int = 0
    polls: int = 0
    failures: int = 0  # tries of the present step that went wrong
    poll_errors: int = 0  # looks in a row that brought no answer
    missing_since: datetime | None = moment_or_none()  # the provider has not known the job since
    missing: int = 0  # how often in a row
    unknown_until: datetime | None = moment_or_none()  # a lost submission is looked for till then
    deadline_at: datetime = moment()
    created_at: datetime = moment()
    started_at: datetime | None = moment_or_none()
    terminal_at: datetime | None = moment_or_none()
    charged: int = 0
    refunded: int = 0
    exposure: int = 0  # credits of the quote that the operator may have to pay for nothing
    cost_microdollars: int | None = Field(default=None, sa_type=BigInteger)  # the provider's bill
    recovered_at: datetime | None = moment_or_none()  # a video that came after the failure
    webhook_url: str | None = Field(default=None, max_length=2000)
    via: str = Field(default="", max_length=12)  # the door it came by
    result_asset_id: str | None = Field(default=None, max_length=36)
    poster_asset_id: str | None = Field(default=None, max_length=36)
    free_reason: str | None = Field(default=None, max_length=60)
    kept_at: datetime | None = moment_or_none()
    # What people think of it, and where it comes from.
    parent_id: str | None = Field(default=None, max_length=36)
    origin: str = Field(default="", max_length=12)
    final: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    rating: int | None = None
    favourite: bool = False
    removed_at: datetime | None = moment_or_none()
    purged_at: datetime | None = moment_or_none()


class TaskEvent(Table, table=True):
    task_id: str = Field(primary_key=True, foreign_key="task.id", max_length=36)
    n: int = Field(primary_key=True)
    from_state: str | None = Field(default=None, max_length=16)
    to_state: str = Field(max_length=16)
    reason: str = Field(default="", max_length=60)
    lease_token: int
    actor: str = Field(max_length=80)
    at: datetime = moment()


class SubmitAttempt(Table, table=True):
    """One submission to one provider. The database refuses a second one that may cost money."""

    __table_args__ = (
        one_of("outcome", AttemptOutcome, "submit_attempt"),
        UniqueConstraint("task_id", "n"),
        Index(
            "ux_attempt_paid", "task_id", unique=True, sqlite_where=_PAID, postgresql_where=_PAID
        ),
    )

    id: str = Field(primary_key=True, max_length=36)
    task_id: str = Field(foreign_key="task.id", max_length=36)
    n: int
    provider: str = Field(max_length=40)
    outcome: str = Field(max_length=12)
    error_class: str = Field(default="", max_length=60)
    http_status: int | None = None
    provider_job_id: str | None = Field(default=None, max_length=200)
    started_at: datetime = moment()
    ended_at: datetime | None = moment_or_none()


class Asset(Table, table=True):
    """A stored file. `parent_id` ties a thumbnail to its picture."""

    __table_args__ = (
        one_of("role", ("reference", "thumbnail", "output", "poster"), "asset"),
        CheckConstraint("size_bytes > 0", name="ck_asset_size"),
        Index(
            "ux_asset_output",
            "task_id",
            unique=True,
            sqlite_where=_OUTPUT,
            postgresql_where=_OUTPUT,
        ),
        Index("ix_asset_parent", "parent_id"),
        Index("ix_asset_workspace", "workspace_id", "created_at"),
        Index(
            "ix_asset_pictures",
            "workspace_id",
            "created_at",
            "id",
            sqlite_where=_PICTURES,
            postgresql_where=_PICTURES,
        ),
    )

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    task_id: str | None = Field(default=None, foreign_key="task.id", max_length=36)
    parent_id: str | None = Field(default=None, max_length=36)
    role: str = Field(max_length=12)
    storage_key: str = Field(unique=True, max_length=300)
    sha256: str = Field(max_length=64)
    size_bytes: int
    original_bytes: int = 0
    mime: str = Field(max_length=60)
    width: int
    height: int
    duration_ms: int | None = None
    codec: str | None = Field(default=None, max_length=24)
    name: str = Field(default="", max_length=200)
    created_at: datetime = moment()
    deleted_at: datetime | None = moment_or_none()


class Idempotency(Table, table=True):
    """An answered request, kept 7 days. The scope is the workspace: tenants never meet."""

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.id", max_length=36)
    key: str = Field(primary_key=True, max_length=255)
    request_hash: str = Field(max_length=64)
    task_ids: list[str] = Field(sa_type=JSON)
    created_at: datetime = moment()
