"""What was picked, what people decided about it, and where it went."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from vidstudio.db.columns import Table, moment, moment_or_none, one_of

DECISIONS = ("asked", "approved", "changes", "hold", "comment")


class Creative(Table, table=True):
    """A picked take and those that replaced it: `versions` counts them, the last one is current."""

    __table_args__ = (
        Index("ix_creative_campaign", "campaign_id", "added_at"),
        Index("ix_creative_workspace", "workspace_id", "added_at", "id"),
    )

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=36)
    shot_id: str = Field(foreign_key="shot.id", max_length=36)
    title: str = Field(max_length=80)
    channel: str = Field(default="", max_length=12)
    captions: str = Field(default="", max_length=4000)
    versions: int = 1
    added_by: str = Field(foreign_key="user.id", max_length=36)
    added_at: datetime = moment()
    removed_at: datetime | None = moment_or_none()


class CreativeVersion(Table, table=True):
    """One file of a creative. `made_with` is how it came to be, as it was known then."""

    __table_args__ = (UniqueConstraint("creative_id", "n"),)

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    creative_id: str = Field(foreign_key="creative.id", max_length=36)
    n: int
    task_id: str = Field(foreign_key="task.id", max_length=36, unique=True)
    asset_id: str = Field(foreign_key="asset.id", max_length=36)
    sha256: str = Field(max_length=64)
    made_with: dict[str, Any] = Field(sa_type=JSON)
    added_by: str = Field(foreign_key="user.id", max_length=36)
    added_at: datetime = moment()


class Decision(Table, table=True):
    """Somebody's word on one file, named by its hash: another file needs another word."""

    __table_args__ = (
        one_of("kind", DECISIONS, "decision"),
        Index("ix_decision_creative", "creative_id", "created_at"),
    )

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    creative_id: str = Field(foreign_key="creative.id", max_length=36)
    version_id: str = Field(foreign_key="creative_version.id", max_length=36)
    sha256: str = Field(max_length=64)
    kind: str = Field(max_length=12)
    comment: str = Field(default="", max_length=2000)
    at_ms: int | None = None
    user_id: str = Field(foreign_key="user.id", max_length=36)
    created_at: datetime = moment()


class Publication(Table, table=True):
    """A creative that was published somewhere, as people told us."""

    __table_args__ = (Index("ix_publication_creative", "creative_id", "created_at"),)

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    creative_id: str = Field(foreign_key="creative.id", max_length=36)
    version_id: str = Field(foreign_key="creative_version.id", max_length=36)
    sha256: str = Field(max_length=64)
    network: str = Field(max_length=20)
    url: str = Field(default="", max_length=2000)
    user_id: str = Field(foreign_key="user.id", max_length=36)
    published_at: datetime = moment()
    created_at: datetime = moment()
    removed_at: datetime | None = moment_or_none()
