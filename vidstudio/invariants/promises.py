"""The promises of money and work as queries: each answers the ids of rows that break one.

`{scope}` stands on the table that drives the query, so that one form checks everything, what has
changed lately, or a slice.
"""

from typing import Literal, NamedTuple

from vidstudio.rules.lifecycle import KNOWN

Of = Literal["lot", "hold", "entry", "task", "event", "attempt", "workspace", "refund"]


class Promise(NamedTuple):
    """`steady` ones read all rows of what they look at: left out of the look at recent changes."""

    name: str
    of: Of
    query: str
    steady: bool = False


MONEY = (
    Promise(
        "I-1 conservation",
        "lot",
        """SELECT l.id FROM credit_lot l WHERE {scope} AND (
            l.available + l.held + l.captured + l.expired + l.revoked <> l.amount
            OR l.available < 0 OR l.held < 0 OR l.captured < 0 OR l.expired < 0
            OR l.revoked < 0)""",
    ),
    Promise(
        "I-2 ledger is the lots",
        "lot",
        """SELECT l.id FROM credit_lot l LEFT JOIN ledger_entry e ON e.lot_id = l.id
        WHERE {scope}
        GROUP BY l.id, l.available, l.held, l.captured, l.expired, l.revoked
        HAVING COUNT(e.lot_id) = 0 OR SUM(e.d_available) <> l.available
            OR SUM(e.d_held) <> l.held OR SUM(e.d_captured) <> l.captured
            OR SUM(e.d_expired) <> l.expired OR SUM(e.d_revoked) <> l.revoked""",
    ),
    Promise(
        "I-2 ledger has no gap",
        "workspace",
        """SELECT w.id FROM workspace w LEFT JOIN ledger_entry e ON e.workspace_id = w.id
        WHERE {scope} GROUP BY w.id, w.ledger_seq
        HAVING COUNT(e.seq) <> w.ledger_seq OR COALESCE(MAX(e.seq), 0) <> w.ledger_seq
            OR COALESCE(MIN(e.seq), 1) <> 1""",
    ),
    Promise(
        "I-2 each row tells the balance",
        "entry",
        """SELECT e.workspace_id || ' ' || e.seq FROM ledger_entry e LEFT JOIN ledger_entry b
            ON b.workspace_id = e.workspace_id AND b.seq = e.seq - 1
        WHERE {scope} AND e.available_after <> COALESCE(b.available_after, 0) + e.d_available""",
    ),
    Promise(
        "I-2 balance is the lots",
        "workspace",
        """SELECT w.id FROM workspace w WHERE {scope} AND w.ledger_available <> COALESCE((
            SELECT SUM(l.available) FROM credit_lot l WHERE l.workspace_id = w.id), 0)""",
    ),
    Promise(
        "I-2 debt is the ledger's",
        "workspace",
        """SELECT w.id FROM workspace w WHERE {scope} AND (w.debt < 0 OR w.debt <> COALESCE((
            SELECT SUM(e.d_debt) FROM ledger_entry e WHERE e.workspace_id = w.id), 0))""",
        steady=True,
    ),
    Promise(
        "I-3 holds are the lots' held",
        "lot",
        """SELECT l.id FROM credit_lot l WHERE {scope} AND l.held <> COALESCE((
            SELECT SUM(a.amount) FROM hold_allocation a
            JOIN credit_hold h ON h.id = a.hold_id AND h.state = 'open'
            WHERE a.lot_id = l.id), 0)""",
    ),
    Promise(
        "I-3 hold is its shares",
        "hold",
        """SELECT h.id FROM credit_hold h LEFT JOIN hold_allocation a ON a.hold_id = h.id
        WHERE {scope} GROUP BY h.id, h.amount HAVING COALESCE(SUM(a.amount), 0) <> h.amount""",
    ),
    Promise(
        "I-4 one hold, one end",
        "hold",
        """SELECT h.id FROM credit_hold h WHERE {scope} AND (
            (h.state = 'captured') <> (h.captured > 0) OR h.captured > h.amount
            OR (h.state = 'open') <> (h.resolved_at IS NULL))""",
    ),
    Promise(
        "I-5 paid without a video",
        "hold",
        """SELECT h.task_id FROM credit_hold h LEFT JOIN asset a
            ON a.task_id = h.task_id AND a.role = 'output' AND a.size_bytes > 0
        WHERE {scope} AND h.state = 'captured' AND a.id IS NULL""",
    ),
    Promise(
        "I-5 paid above the quote",
        "hold",
        """SELECT t.id FROM credit_hold h JOIN task t ON t.id = h.task_id
        WHERE {scope} AND (h.captured > t.quoted
            OR (h.state = 'captured' AND h.captured <> t.charged))""",
    ),
)
WORK = (
    Promise(
        "I-6 video not paid",
        "task",
        """SELECT t.id FROM task t LEFT JOIN credit_hold h ON h.task_id = t.id
        WHERE {scope} AND t.state = 'succeeded' AND t.quoted > 0 AND t.free_reason IS NULL
            AND (h.id IS NULL OR h.state <> 'captured')""",
    ),
    Promise(
        "I-6 late video not free",
        "task",
        """SELECT t.id FROM task t LEFT JOIN asset a ON a.task_id = t.id AND a.role = 'output'
        WHERE {scope} AND t.recovered_at IS NOT NULL AND (
            t.state <> 'failed' OR t.charged <> 0 OR a.id IS NULL)""",
    ),
    Promise(
        "I-7 ended with an open hold",
        "task",
        """SELECT t.id FROM task t JOIN credit_hold h ON h.task_id = t.id
        WHERE {scope} AND t.terminal_at IS NOT NULL AND h.state = 'open'""",
    ),
    Promise(
        "I-7 under way without a hold",
        "task",
        """SELECT t.id FROM task t LEFT JOIN credit_hold h ON h.task_id = t.id
        WHERE {scope} AND t.terminal_at IS NULL AND t.quoted > 0
            AND (h.id IS NULL OR h.state <> 'open')""",
    ),
    Promise(
        "I-7 two endings",
        "event",
        """SELECT e.task_id FROM task_event e
        WHERE {scope} AND e.to_state IN ('succeeded', 'failed', 'cancelled')
        GROUP BY e.task_id HAVING COUNT(*) > 1""",
    ),
    Promise(
        "I-9 two paid submissions",
        "attempt",
        """SELECT s.task_id FROM submit_attempt s
        WHERE {scope} AND s.outcome IN ('started', 'accepted', 'unknown')
        GROUP BY s.task_id HAVING COUNT(*) > 1""",
    ),
    Promise(
        "I-11 ending without a message",
        "task",
        """SELECT t.id FROM task t LEFT JOIN outbox o ON o.task_id = t.id
        WHERE {scope} AND t.terminal_at IS NOT NULL AND o.id IS NULL
            AND t.provider <> 'sample'""",
    ),
    Promise(
        "I-11 late video without a message",
        "task",
        """SELECT t.id FROM task t
            LEFT JOIN outbox o ON o.task_id = t.id AND o.type = 'task.recovered'
        WHERE {scope} AND t.recovered_at IS NOT NULL AND o.id IS NULL""",
    ),
    Promise(
        "I-17 usage is what was charged",
        "workspace",
        """SELECT w.id FROM workspace w WHERE {scope} AND COALESCE((
            SELECT SUM(u.charged) FROM usage_day u WHERE u.workspace_id = w.id), 0)
            <> COALESCE((
            SELECT SUM(l.captured) FROM credit_lot l WHERE l.workspace_id = w.id), 0)""",
    ),
    Promise(
        "I-17 usage is what was refunded",
        "workspace",
        """SELECT w.id FROM workspace w WHERE {scope} AND COALESCE((
            SELECT SUM(u.refunded) FROM usage_day u WHERE u.workspace_id = w.id), 0)
            <> COALESCE((
            SELECT SUM(l.amount) FROM credit_lot l
            WHERE l.workspace_id = w.id AND l.source = 'adjust'), 0)""",
    ),
    Promise(
        "I-18 refund is a lot and the whole charge",
        "refund",
        """SELECT r.task_id FROM refund r JOIN task t ON t.id = r.task_id
        JOIN credit_lot l ON l.id = r.lot_id LEFT JOIN credit_hold h ON h.task_id = r.task_id
        WHERE {scope} AND (t.refunded <> r.amount OR l.amount <> r.amount
            OR l.source <> 'adjust' OR l.workspace_id <> t.workspace_id
            OR h.id IS NULL OR h.captured <> r.amount)""",
    ),
    Promise(
        "I-18 refunded without a refund",
        "task",
        """SELECT t.id FROM task t LEFT JOIN refund r ON r.task_id = t.id
        WHERE {scope} AND t.refunded <> 0 AND r.task_id IS NULL""",
    ),
    Promise(
        "I-19 exposure of a take that did not fail",
        "task",
        "SELECT t.id FROM task t WHERE {scope} AND t.exposure <> 0 AND t.state <> 'failed'",
    ),
)
# Short whatever the size of the books: asked every time.
_STATES = ", ".join(f"'{state}'" for state in sorted(KNOWN))
ALWAYS = {
    "I-7 state of a newer release": f"""
        SELECT id FROM task WHERE terminal_at IS NULL AND state NOT IN ({_STATES})""",  # noqa: S608
    "I-20 an ended take has a place": """
        SELECT s.task_id FROM provider_slot s LEFT JOIN task t ON t.id = s.task_id
        WHERE s.task_id IS NOT NULL AND (t.id IS NULL OR t.terminal_at IS NOT NULL)""",
    "I-8 overdue": """
        SELECT id FROM task WHERE terminal_at IS NULL AND deadline_at < :late
        AND state <> 'storing' AND NOT (state = 'queued' AND EXISTS (
            SELECT 1 FROM member m WHERE m.workspace_id = task.workspace_id
            AND m.user_id = task.user_id AND m.queue_paused_at IS NOT NULL))""",
}
