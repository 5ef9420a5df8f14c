"""Under fire: shared provider state, refunds, caps, prices, daily usage, invitations, audit."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NOW = sa.DateTime(timezone=True)


def upgrade() -> None:
    _money()
    _ledger()
    _tasks()
    _providers()
    _prices()
    _usage()
    _people()
    _audit()
    _webhooks()


def downgrade() -> None:
    raise NotImplementedError("what was written since has no place in the older tables")


def _id(name: str = "id", table: str | None = None) -> sa.Column[str]:
    """An id, or with `table` a reference to one."""
    key = [sa.ForeignKey(f"{table}.id")] if table else []
    return sa.Column(name, sa.String(36), *key, nullable=False)


def _words(name: str, limit: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(limit), nullable=False, server_default="")


def _text(name: str, limit: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(limit), nullable=False)


def _count(name: str, kind: type[sa.Integer] = sa.Integer) -> sa.Column[int]:
    return sa.Column(name, kind(), nullable=False, server_default="0")


def _at(name: str, *, known: bool = False) -> sa.Column[object]:
    return sa.Column(name, _NOW, nullable=not known)


def _where(condition: str) -> dict[str, sa.TextClause]:
    """The options of an index on some rows only."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _money() -> None:
    op.add_column("workspace", _count("ledger_available", sa.BigInteger))
    op.execute(
        "ALTER TABLE workspace ADD COLUMN debt BIGINT DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_workspace_debt CHECK (debt >= 0)"
    )
    op.execute(
        "UPDATE workspace SET ledger_available = COALESCE((SELECT SUM(available) "
        "FROM credit_lot WHERE credit_lot.workspace_id = workspace.id), 0)"
    )
    for column in (_at("effective_at"), _words("actor", 64), _words("note", 200)):
        op.add_column("credit_lot", column)
    op.create_index("ix_lot_expiring", "credit_lot", ["expires_at"], **_where("available > 0"))
    op.create_index("ix_lot_workspace", "credit_lot", ["workspace_id", "created_at"])
    op.add_column("member", sa.Column("month_cap_credits", sa.Integer(), nullable=True))
    op.add_column("member", _at("disabled_at"))


def _ledger() -> None:
    """What could be spent after each row; the guard against changes steps aside for that once."""
    for name in ("d_debt", "available_after"):
        op.add_column("ledger_entry", _count(name, sa.BigInteger))
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_append_only")
    else:
        op.execute("DROP TRIGGER ledger_entry_no_update")
    op.execute(
        "UPDATE ledger_entry SET available_after = (SELECT s.total FROM (SELECT workspace_id, "
        "seq, SUM(d_available) OVER (PARTITION BY workspace_id ORDER BY seq) AS total "
        "FROM ledger_entry) s WHERE s.workspace_id = ledger_entry.workspace_id "
        "AND s.seq = ledger_entry.seq)"
    )
    if postgres:
        op.execute("ALTER TABLE ledger_entry ENABLE TRIGGER ledger_entry_append_only")
    else:
        op.execute(_refusal("ledger_entry", "UPDATE", "the ledger is append-only"))
    op.create_index("ix_entry_time", "ledger_entry", ["created_at", "workspace_id", "seq"])
    kinds = ["kind", "created_at", "workspace_id", "seq", "task_id", "lot_id"]
    op.create_index("ix_entry_kind", "ledger_entry", kinds)
    op.create_index("ix_entry_month", "ledger_entry", ["workspace_id", "created_at", "seq"])


def _refusal(table: str, event: str, sentence: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )


def _tasks() -> None:
    for column in (
        _count("poll_errors"),
        _at("missing_since"),
        _count("missing"),
        _at("unknown_until"),
        _count("refunded"),
        _count("exposure"),
        sa.Column("cost_microdollars", sa.BigInteger(), nullable=True),
        _at("recovered_at"),
        sa.Column("webhook_url", sa.String(2000), nullable=True),
        _words("via", 12),
        _words("stop_reason", 200),
    ):
        op.add_column("task", column)
    op.create_index("ix_task_pace", "task", ["model", "provider", "state", "terminal_at"])
    op.create_index("ix_task_exposed", "task", ["exposure"], **_where("exposure > 0"))
    undone = _where("state IN ('failed', 'cancelled')")
    op.create_index("ix_task_undone", "task", ["terminal_at"], **undone)
    billed = ["terminal_at", "model", "charged", "cost_microdollars"]
    op.create_index("ix_task_billed", "task", billed, **_where("cost_microdollars IS NOT NULL"))
    op.create_index("ix_task_person", "task", ["workspace_id", "user_id", "created_at"])
    # What waits in the queue and what is looked after are claimed in different orders.
    op.drop_index("ix_task_due", "task")
    looked_after = "terminal_at IS NULL AND state <> 'queued'"
    op.create_index("ix_task_due", "task", ["next_run_at", "id"], **_where(looked_after))
    line = ["provider", "workspace_id", "created_at", "id"]
    op.create_index("ix_task_line", "task", line, **_where("state = 'queued'"))
    op.add_column("submit_attempt", sa.Column("http_status", sa.Integer(), nullable=True))


def _providers() -> None:
    op.create_table(
        "provider_slot",
        _text("provider", 40),
        sa.Column("slot_no", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("provider", "slot_no"),
        sa.UniqueConstraint("task_id"),
    )
    op.create_index("ix_slot_free", "provider_slot", ["provider", "task_id"])
    states = "'closed', 'open', 'half_open', 'operator'"
    op.create_table(
        "provider_health",
        _text("provider", 40),
        sa.Column("state", sa.String(12), nullable=False, server_default="closed"),
        _words("reason", 200),
        *map(_count, ("fails_in_row", "window_calls", "window_fails")),
        _at("window_at"),
        _count("open_seconds"),
        *map(_at, ("opened_until", "next_send_at", "changed_at")),
        sa.CheckConstraint(f"state IN ({states})", name="ck_provider_health_state"),
        sa.PrimaryKeyConstraint("provider"),
    )
    op.create_table(
        "provider_day",
        _text("provider", 40),
        _text("day", 10),
        *map(_count, ("sent_credits", "sent_tasks")),
        sa.CheckConstraint("sent_credits >= 0", name="ck_provider_day_sent"),
        sa.PrimaryKeyConstraint("provider", "day"),
    )
    op.create_table(
        "halt",
        _text("name", 24),
        _text("reason", 500),
        _text("actor", 64),
        _at("at", known=True),
        sa.PrimaryKeyConstraint("name"),
    )
    _callbacks()


def _callbacks() -> None:
    results = "'woken', 'early', 'ended', 'refused', 'unknown'"
    op.create_table(
        "callback_delivery",
        _text("provider", 40),
        _text("delivery_id", 120),
        sa.Column("task_id", sa.String(36), nullable=True),
        _words("job_id", 200),
        _text("result", 12),
        _text("body_sha256", 64),
        _at("received_at", known=True),
        sa.CheckConstraint(f"result IN ({results})", name="ck_callback_delivery_result"),
        sa.PrimaryKeyConstraint("provider", "delivery_id"),
    )
    op.create_index("ix_callback_received", "callback_delivery", ["received_at"])
    op.create_index("ix_callback_task", "callback_delivery", ["task_id"])


def _prices() -> None:
    op.create_table(
        "price_rule",
        _id(),
        _text("model", 60),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("price", sa.JSON(), nullable=True),
        _at("effective_at", known=True),
        _words("reason", 200),
        _text("actor", 64),
        _at("created_at", known=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("model", "version"),
    )
    op.create_index("ix_price_effective", "price_rule", ["model", "effective_at"])


def _usage() -> None:
    op.create_table(
        "refund",
        _id("task_id", "task"),
        _id("workspace_id", "workspace"),
        sa.Column("lot_id", sa.BigInteger(), sa.ForeignKey("credit_lot.id"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        _text("reason", 200),
        _text("actor", 64),
        _at("created_at", known=True),
        sa.CheckConstraint("amount > 0", name="ck_refund_amount"),
        sa.PrimaryKeyConstraint("task_id"),
    )
    op.create_table(
        "usage_day",
        _id("workspace_id", "workspace"),
        _text("day", 10),
        _id("user_id"),
        _text("model", 60),
        _text("provider", 40),
        *(_count(name, sa.BigInteger) for name in ("charged", "refunded", "returned")),
        *map(_count, ("succeeded", "failed", "cancelled")),
        sa.PrimaryKeyConstraint("workspace_id", "day", "user_id", "model", "provider"),
    )
    shown = ["day", "model", "provider", "user_id", "charged", "returned"]
    op.create_index("ix_usage_day", "usage_day", shown)
    day = (
        "to_char(terminal_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
        if op.get_bind().dialect.name == "postgresql"
        else "substr(terminal_at, 1, 10)"
    )
    ended = ", ".join(
        f"SUM(CASE WHEN state = '{state}' THEN 1 ELSE 0 END)"
        for state in ("succeeded", "failed", "cancelled")
    )
    op.execute(
        "INSERT INTO usage_day (workspace_id, day, user_id, model, provider, charged, returned, "
        f"succeeded, failed, cancelled) SELECT workspace_id, {day}, user_id, model, provider, "
        "SUM(charged), SUM(CASE WHEN state = 'succeeded' THEN 0 ELSE quoted END), "
        f"{ended} FROM task WHERE terminal_at IS NOT NULL AND provider <> 'sample' "
        f"GROUP BY workspace_id, {day}, user_id, model, provider"
    )


def _people() -> None:
    op.create_table(
        "invite",
        _id(),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("workspace_id", sa.String(36), sa.ForeignKey("workspace.id"), nullable=True),
        _text("role", 16),
        _words("email", 254),
        sa.Column("welcome_credits", sa.Integer(), nullable=True),
        _id("created_by"),
        *(_at(name, known=True) for name in ("created_at", "ends_at")),
        _at("used_at"),
        sa.Column("used_by", sa.String(36), nullable=True),
        _at("revoked_at"),
        sa.CheckConstraint(
            "role IN ('owner', 'maker', 'reviewer', 'viewer')", name="ck_invite_role"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "password_reset",
        _text("token_hash", 64),
        _id("user_id", "user"),
        _id("created_by"),
        *(_at(name, known=True) for name in ("created_at", "ends_at")),
        _at("used_at"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_password_reset_user_id", "password_reset", ["user_id"])


def _audit() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        _at("at", known=True),
        _text("actor_id", 64),
        _text("action", 40),
        _text("object_kind", 24),
        _text("object_id", 80),
        _words("reason", 200),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("idem_key", sa.String(160), nullable=True, unique=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_at", "audit_entry", ["at", "id"])
    op.create_index("ix_audit_object", "audit_entry", ["object_id", "at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry "
            "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(_refusal("audit_entry", event, "the audit log is append-only"))


def _webhooks() -> None:
    """Nobody has asked to be told of the endings so far."""
    for column in (
        sa.Column("text", sa.Text(), nullable=True),
        _words("host", 260),
        _count("tries"),
        _at("next_at"),
        sa.Column("last_status", sa.Integer(), nullable=True),
        _words("last_trouble", 60),
        _at("lease_until"),
        _count("lease_token"),
    ):
        op.add_column("outbox", column)
    op.execute("UPDATE outbox SET state = 'none'")
    columns = ["host", "next_at", "id"]
    op.create_index("ix_outbox_due", "outbox", columns, **_where("state = 'pending'"))
