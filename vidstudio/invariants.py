"""The invariants of money and work, checked against the database. Empty means clean."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlmodel import Session, col, select

from vidstudio.db.tables import Asset
from vidstudio.studio import Studio


@dataclass(frozen=True)
class Violation:
    invariant: str
    what: str


# Each query answers the ids of rows that break a promise.
_QUERIES: dict[str, str] = {
    "I-1 conservation": """
        SELECT id FROM credit_lot
        WHERE available + held + captured + expired + revoked <> amount
           OR available < 0 OR held < 0 OR captured < 0 OR expired < 0 OR revoked < 0""",
    "I-2 ledger is the lots": """
        SELECT l.id FROM credit_lot l LEFT JOIN (
            SELECT lot_id, SUM(d_available) a, SUM(d_held) h, SUM(d_captured) c,
                   SUM(d_expired) x, SUM(d_revoked) r
            FROM ledger_entry GROUP BY lot_id) e ON e.lot_id = l.id
        WHERE e.lot_id IS NULL OR e.a <> l.available OR e.h <> l.held
           OR e.c <> l.captured OR e.x <> l.expired OR e.r <> l.revoked""",
    "I-2 ledger has no gap": """
        SELECT workspace_id FROM ledger_entry
        GROUP BY workspace_id HAVING COUNT(*) <> MAX(seq) OR MIN(seq) <> 1""",
    "I-3 holds are the lots' held": """
        SELECT l.id FROM credit_lot l LEFT JOIN (
            SELECT a.lot_id, SUM(a.amount) held FROM hold_allocation a
            JOIN credit_hold h ON h.id = a.hold_id AND h.state = 'open'
            GROUP BY a.lot_id) o ON o.lot_id = l.id
        WHERE COALESCE(o.held, 0) <> l.held""",
    "I-3 hold is its shares": """
        SELECT h.id FROM credit_hold h LEFT JOIN hold_allocation a ON a.hold_id = h.id
        GROUP BY h.id, h.amount HAVING COALESCE(SUM(a.amount), 0) <> h.amount""",
    "I-5 paid without a video": """
        SELECT h.task_id FROM credit_hold h LEFT JOIN asset a
            ON a.task_id = h.task_id AND a.role = 'output' AND a.size_bytes > 0
        WHERE h.state = 'captured' AND a.id IS NULL""",
    "I-5 paid above the quote": """
        SELECT t.id FROM credit_hold h JOIN task t ON t.id = h.task_id
        WHERE h.captured > t.quoted OR (h.state = 'captured' AND h.captured <> t.charged)""",
    "I-6 video not paid": """
        SELECT t.id FROM task t LEFT JOIN credit_hold h ON h.task_id = t.id
        WHERE t.state = 'succeeded' AND t.quoted > 0 AND t.free_reason IS NULL
          AND (h.id IS NULL OR h.state <> 'captured')""",
    "I-7 ended with an open hold": """
        SELECT t.id FROM task t JOIN credit_hold h ON h.task_id = t.id
        WHERE t.terminal_at IS NOT NULL AND h.state = 'open'""",
    "I-7 two endings": """
        SELECT task_id FROM task_event WHERE to_state IN ('succeeded', 'failed', 'cancelled')
        GROUP BY task_id HAVING COUNT(*) > 1""",
    "I-9 two paid submissions": """
        SELECT task_id FROM submit_attempt WHERE outcome IN ('started', 'accepted', 'unknown')
        GROUP BY task_id HAVING COUNT(*) > 1""",
    "I-11 ending without a message": """
        SELECT t.id FROM task t LEFT JOIN outbox o ON o.task_id = t.id
        WHERE t.terminal_at IS NOT NULL AND o.id IS NULL AND t.provider <> 'sample'""",
}
_LATE = timedelta(minutes=2)
_SHOWN = 20


async def check(studio: Studio) -> list[Violation]:
    """All invariants that one look at the database can decide."""
    now = studio.clock.now()

    def look(session: Session) -> list[Violation]:
        found = [
            Violation(name, str(row[0]))
            for name, query in _QUERIES.items()
            for row in session.connection().execute(text(query)).fetchmany(_SHOWN)
        ]
        late = text(
            "SELECT id FROM task WHERE terminal_at IS NULL AND deadline_at < :then "
            "AND state <> 'storing' AND NOT (state = 'queued' AND EXISTS (SELECT 1 FROM member m "
            "WHERE m.workspace_id = task.workspace_id AND m.user_id = task.user_id "
            "AND m.queue_paused_at IS NOT NULL))"
        )
        then = (now - _LATE).replace(tzinfo=None) if studio.db.sqlite else now - _LATE
        rows = session.connection().execute(late, {"then": str(then) if studio.db.sqlite else then})
        return found + [Violation("I-8 overdue", str(row[0])) for row in rows.fetchmany(_SHOWN)]

    return await studio.db.read(look)


async def check_files(studio: Studio) -> list[Violation]:
    """Every stored file is there, in its size. Reads the store once per asset."""
    query = select(Asset).where(col(Asset.deleted_at).is_(None))
    assets = await studio.db.read(lambda session: session.exec(query).all())
    return [
        Violation("I-5 file is not as stored", asset.storage_key)
        for asset in assets
        if await studio.store.size(asset.storage_key) != asset.size_bytes
    ]
