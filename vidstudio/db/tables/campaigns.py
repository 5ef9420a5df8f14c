"""What a marketer works on: campaigns, shots, the conversation, drafts, creatives."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from vidstudio.db.columns import Table, moment, moment_or_none, one_of


class Campaign(Table, table=True):
    __table_args__ = (Index("ix_campaign_workspace", "workspace_id", "opened_at"),)

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    name: str = Field(max_length=80)
    brief: str = Field(default="", max_length=2000)
    audience: str = Field(default="", max_length=500)
    sample: bool = False
    created_at: datetime = moment()
    opened_at: datetime = moment()


class Shot(Table, table=True):
    """`takes` counts the takes ever made: the number of the next one is one more."""

    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=36)
    number: int
    title: str = Field(max_length=80)
    takes: int = 0


class Message(Table, table=True):
    __table_args__ = (
        one_of("author", ("user", "studio"), "message"),
        Index("ix_message_campaign", "campaign_id", "created_at"),
        UniqueConstraint("task_id", "kind"),
    )

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=36)
    author: str = Field(max_length=16)
    kind: str = Field(default="note", max_length=24)
    text: str = Field(max_length=4000)
    task_id: str | None = Field(default=None, max_length=36)
    created_at: datetime = moment()


class Draft(Table, table=True):
    """The make panel as it was left."""

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id", max_length=36)
    user_id: str = Field(primary_key=True, foreign_key="user.id", max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    body: dict[str, Any] = Field(sa_type=JSON)
    saved_at: datetime = moment()


class Creative(Table, table=True):
    """A take that somebody picked."""

    __table_args__ = (Index("ix_creative_campaign", "campaign_id", "added_at"),)

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=36)
    task_id: str = Field(foreign_key="task.id", max_length=36, unique=True)
    asset_id: str = Field(foreign_key="asset.id", max_length=36)
    added_by: str = Field(foreign_key="user.id", max_length=36)
    added_at: datetime = moment()
    removed_at: datetime | None = moment_or_none()
