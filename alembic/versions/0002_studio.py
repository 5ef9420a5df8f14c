"""The studio: briefs, planned shots, the assistant's lines, versions of creatives, decisions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NOW = sa.DateTime(timezone=True)
_VERSION_COLUMNS = (
    "id, workspace_id, creative_id, n, task_id, asset_id, sha256, made_with, added_by"
)


def upgrade() -> None:
    _brief()
    _shots()
    _messages()
    _tasks()
    _creatives()
    _people()


def downgrade() -> None:
    raise NotImplementedError("what was written since has no place in the older tables")


def _id(name: str = "id", table: str | None = None) -> sa.Column[str]:
    """An id, or with `table` a reference to one."""
    key = [sa.ForeignKey(f"{table}.id")] if table else []
    return sa.Column(name, sa.String(36), *key, nullable=False)


def _words(name: str, limit: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(limit), nullable=False, server_default="")


def _where(condition: str) -> dict[str, sa.TextClause]:
    """The options of an index on some rows only."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _brief() -> None:
    fields = ("goal", "audience", "product", "offer", "tone", "must_show", "never_say")
    op.create_table(
        "brief",
        _id("campaign_id", "campaign"),
        _id("workspace_id", "workspace"),
        *(_words(field, 500) for field in fields),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("budget_credits", sa.Integer(), nullable=True),
        _words("page_url", 2000),
        _words("page_summary", 2000),
        sa.Column("picture_ids", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("accepted_at", _NOW, nullable=True),
        sa.PrimaryKeyConstraint("campaign_id"),
    )
    op.execute(
        "INSERT INTO brief (campaign_id, workspace_id, goal, audience, channels, picture_ids, "
        "changes) SELECT id, workspace_id, substr(brief, 1, 500), audience, '[]', '[]', '{}' "
        "FROM campaign"
    )
    op.drop_column("campaign", "brief")
    op.drop_column("campaign", "audience")


def _shots() -> None:
    for column in (
        sa.Column("place", sa.Integer(), nullable=False, server_default="0"),
        _words("intent", 500),
        _words("prompt", 5000),
        _words("aspect_ratio", 8),
        sa.Column("duration_seconds", sa.Integer(), nullable=True),
        sa.Column("best_task_id", sa.String(36), nullable=True),
        sa.Column("removed_at", _NOW, nullable=True),
    ):
        op.add_column("shot", column)
    op.execute("UPDATE shot SET place = number")


def _messages() -> None:
    """Made anew: SQLite cannot change the check of a table that is there."""
    op.drop_index("ix_message_campaign", "message")
    op.create_table(
        "message_new",
        _id(),
        _id("workspace_id", "workspace"),
        _id("campaign_id", "campaign"),
        sa.Column("author", sa.String(16), nullable=False),
        sa.Column("user_id", sa.String(36), sa.ForeignKey("user.id"), nullable=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("text", sa.String(12000), nullable=False),
        sa.Column("task_id", sa.String(36), nullable=True),
        sa.Column("turn_id", sa.String(36), nullable=True),
        sa.Column("state", sa.String(12), nullable=False, server_default="done"),
        sa.Column("block", sa.JSON(), nullable=True),
        _words("block_state", 12),
        sa.Column("lease_until", _NOW, nullable=True),
        sa.Column("created_at", _NOW, nullable=False),
        sa.CheckConstraint("author IN ('user', 'studio', 'assistant')", name="ck_message_author"),
        sa.CheckConstraint(
            "state IN ('done', 'answering', 'failed', 'stopped')", name="ck_message_state"
        ),
        sa.CheckConstraint(
            "block_state IN ('', 'open', 'accepted', 'discarded')", name="ck_message_block_state"
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("task_id", "kind"),
    )
    kept = "id, workspace_id, campaign_id, author, kind, text, task_id, created_at"
    op.execute(f"INSERT INTO message_new ({kept}) SELECT {kept} FROM message")
    op.drop_table("message")
    op.rename_table("message_new", "message")
    op.create_index("ix_message_campaign", "message", ["campaign_id", "created_at"])
    op.create_index("ix_message_turn_id", "message", ["turn_id"])
    op.create_table(
        "llm_call",
        _id(),
        _id("workspace_id", "workspace"),
        _id("user_id", "user"),
        sa.Column("campaign_id", sa.String(36), sa.ForeignKey("campaign.id"), nullable=True),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("model", sa.String(120), nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=True),
        sa.Column("output_tokens", sa.Integer(), nullable=True),
        sa.Column("cost_usd", sa.Float(), nullable=True),
        sa.Column("started_at", _NOW, nullable=False),
        sa.Column("ended_at", _NOW, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_llm_call_workspace", "llm_call", ["workspace_id", "started_at"])
    op.create_table(
        "unsent",
        _id("campaign_id", "campaign"),
        _id("user_id", "user"),
        _id("workspace_id", "workspace"),
        sa.Column("text", sa.String(12000), nullable=False),
        sa.Column("saved_at", _NOW, nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "user_id"),
    )


def _tasks() -> None:
    for column in (
        sa.Column("parent_id", sa.String(36), nullable=True),
        _words("origin", 12),
        sa.Column("final", sa.JSON(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("favourite", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("removed_at", _NOW, nullable=True),
        sa.Column("purged_at", _NOW, nullable=True),
    ):
        op.add_column("task", column)
    op.drop_index("ix_task_recent", "task")
    op.create_index("ix_task_recent", "task", ["workspace_id", "created_at", "id"])
    op.create_index("ix_task_campaign", "task", ["campaign_id", "created_at", "id"])
    of_library = ["workspace_id", "campaign_id", "created_at", "id"]
    op.create_index("ix_task_shown", "task", of_library, **_where("removed_at IS NULL"))
    op.create_index(
        "ix_task_shot", "task", ["shot_id", "state", "number"], **_where("removed_at IS NULL")
    )
    op.create_index("ix_task_bin", "task", ["removed_at"], **_where("removed_at IS NOT NULL"))
    pictures = _where("role = 'reference' AND deleted_at IS NULL")
    op.create_index("ix_asset_pictures", "asset", ["workspace_id", "created_at", "id"], **pictures)


def _creatives() -> None:
    op.drop_index("ix_creative_campaign", "creative")
    op.rename_table("creative", "creative_old")
    op.create_table(
        "creative",
        _id(),
        _id("workspace_id", "workspace"),
        _id("campaign_id", "campaign"),
        _id("shot_id", "shot"),
        _words("title", 80),
        _words("channel", 12),
        _words("captions", 4000),
        sa.Column("versions", sa.Integer(), nullable=False, server_default="1"),
        _id("added_by", "user"),
        sa.Column("added_at", _NOW, nullable=False),
        sa.Column("removed_at", _NOW, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_creative"),
    )
    op.execute(
        "INSERT INTO creative (id, workspace_id, campaign_id, shot_id, title, added_by, "
        "added_at, removed_at) SELECT c.id, c.workspace_id, c.campaign_id, t.shot_id, s.title, "
        "c.added_by, c.added_at, c.removed_at FROM creative_old c JOIN task t ON t.id = c.task_id "
        "JOIN shot s ON s.id = t.shot_id"
    )
    _versions()
    op.drop_table("creative_old")
    op.create_index("ix_creative_campaign", "creative", ["campaign_id", "added_at"])
    op.create_index("ix_creative_workspace", "creative", ["workspace_id", "added_at", "id"])
    _decisions()


def _versions() -> None:
    """The picked take becomes the first version. Its id is the creative's: both are unique."""
    op.create_table(
        "creative_version",
        _id(),
        _id("workspace_id", "workspace"),
        _id("creative_id", "creative"),
        sa.Column("n", sa.Integer(), nullable=False),
        _id("task_id", "task"),
        _id("asset_id", "asset"),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_with", sa.JSON(), nullable=False),
        _id("added_by", "user"),
        sa.Column("added_at", _NOW, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("creative_id", "n"),
        sa.UniqueConstraint("task_id"),
    )
    op.execute(
        f"INSERT INTO creative_version ({_VERSION_COLUMNS}, added_at) SELECT c.id, c.workspace_id, "
        "c.id, 1, c.task_id, c.asset_id, a.sha256, '{}', c.added_by, c.added_at "
        "FROM creative_old c JOIN asset a ON a.id = c.asset_id"
    )


def _decisions() -> None:
    op.create_table(
        "decision",
        _id(),
        _id("workspace_id", "workspace"),
        _id("creative_id", "creative"),
        _id("version_id", "creative_version"),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        _words("comment", 2000),
        sa.Column("at_ms", sa.Integer(), nullable=True),
        _id("user_id", "user"),
        sa.Column("created_at", _NOW, nullable=False),
        sa.CheckConstraint(
            "kind IN ('asked', 'approved', 'changes', 'hold', 'comment')", name="ck_decision_kind"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_decision_creative", "decision", ["creative_id", "created_at"])
    op.create_table(
        "publication",
        _id(),
        _id("workspace_id", "workspace"),
        _id("creative_id", "creative"),
        _id("version_id", "creative_version"),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("network", sa.String(20), nullable=False),
        _words("url", 2000),
        _id("user_id", "user"),
        sa.Column("published_at", _NOW, nullable=False),
        sa.Column("created_at", _NOW, nullable=False),
        sa.Column("removed_at", _NOW, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_publication_creative", "publication", ["creative_id", "created_at"])


def _people() -> None:
    op.add_column("member", sa.Column("queue_paused_at", _NOW, nullable=True))
    op.create_table(
        "favourite_model",
        _id("user_id", "user"),
        sa.Column("model", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "model"),
    )
