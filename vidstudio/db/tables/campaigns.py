"""What a marketer works on: campaigns, their briefs and shots, the conversation, drafts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from vidstudio.db.columns import Table, moment, moment_or_none, one_of

AUTHORS = ("user", "studio", "assistant")
MESSAGE_STATES = ("done", "answering", "failed", "stopped")
BLOCK_STATES = ("", "open", "accepted", "discarded")


class Campaign(Table, table=True):
    __table_args__ = (Index("ix_campaign_workspace", "workspace_id", "opened_at"),)

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    name: str = Field(max_length=80)
    sample: bool = False
    created_at: datetime = moment()
    opened_at: datetime = moment()


class Brief(Table, table=True):
    """What a campaign is for, one row each. `changes` tells of each field who wrote it last."""

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id", max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    goal: str = Field(default="", max_length=500)
    audience: str = Field(default="", max_length=500)
    product: str = Field(default="", max_length=500)
    offer: str = Field(default="", max_length=500)
    tone: str = Field(default="", max_length=500)
    must_show: str = Field(default="", max_length=500)
    never_say: str = Field(default="", max_length=500)
    channels: list[str] = Field(default_factory=list, sa_type=JSON)
    budget_credits: int | None = None
    page_url: str = Field(default="", max_length=2000)
    page_summary: str = Field(default="", max_length=2000)
    picture_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    changes: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    accepted_at: datetime | None = moment_or_none()


class Shot(Table, table=True):
    """`takes` counts the takes ever made: the number of the next one is one more.

    `number` is given once; `place` orders the list. `prompt` is what is planned, not what was
    made. A removed shot keeps its takes.
    """

    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=36)
    number: int
    place: int = 0
    title: str = Field(max_length=80)
    intent: str = Field(default="", max_length=500)
    prompt: str = Field(default="", max_length=5000)
    aspect_ratio: str = Field(default="", max_length=8)
    duration_seconds: int | None = None
    best_task_id: str | None = Field(default=None, max_length=36)
    takes: int = 0
    removed_at: datetime | None = moment_or_none()


class Message(Table, table=True):
    """A line of the conversation, in the order of `created_at`.

    The lines of one answer share `turn_id`. `block` is the payload of a structured line, by
    its `kind` (rules/blocks.py). While `state` is "answering" somebody writes it until
    `lease_until`; after that the answer has broken off.
    """

    __table_args__ = (
        one_of("author", AUTHORS, "message"),
        one_of("state", MESSAGE_STATES, "message"),
        one_of("block_state", BLOCK_STATES, "message"),
        Index("ix_message_campaign", "campaign_id", "created_at"),
        UniqueConstraint("task_id", "kind"),
    )

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    campaign_id: str = Field(foreign_key="campaign.id", max_length=36)
    author: str = Field(max_length=16)
    user_id: str | None = Field(default=None, foreign_key="user.id", max_length=36)
    kind: str = Field(default="note", max_length=24)
    text: str = Field(max_length=12000)
    task_id: str | None = Field(default=None, max_length=36)
    turn_id: str | None = Field(default=None, max_length=36, index=True)
    state: str = Field(default="done", max_length=12)
    block: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    block_state: str = Field(default="", max_length=12)
    lease_until: datetime | None = moment_or_none()
    created_at: datetime = moment()


class Draft(Table, table=True):
    """The make panel as it was left."""

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id", max_length=36)
    user_id: str = Field(primary_key=True, foreign_key="user.id", max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    body: dict[str, Any] = Field(sa_type=JSON)
    saved_at: datetime = moment()


class Unsent(Table, table=True):
    """What somebody has typed into the conversation and not sent yet."""

    campaign_id: str = Field(primary_key=True, foreign_key="campaign.id", max_length=36)
    user_id: str = Field(primary_key=True, foreign_key="user.id", max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    text: str = Field(max_length=12000)
    saved_at: datetime = moment()


class LlmCall(Table, table=True):
    """One request to a language model: what it was for, what it used, how it ended."""

    __table_args__ = (Index("ix_llm_call_workspace", "workspace_id", "started_at"),)

    id: str = Field(primary_key=True, max_length=36)
    workspace_id: str = Field(foreign_key="workspace.id", max_length=36)
    user_id: str = Field(foreign_key="user.id", max_length=36)
    campaign_id: str | None = Field(default=None, foreign_key="campaign.id", max_length=36)
    purpose: str = Field(max_length=24)
    model: str = Field(max_length=120)
    outcome: str = Field(max_length=24)
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    started_at: datetime = moment()
    ended_at: datetime = moment()
