"""Which rows a check looks at: all, what has changed lately, or one slice in turn."""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from vidstudio.invariants.promises import Of

SLICES = 64
_TASK_IDS = 256  # by their first two digits; ids are random
_AFTER_ALL = "zzzz"

Scope = dict[Of, str]

ALL: Scope = dict.fromkeys(
    ("lot", "hold", "entry", "task", "event", "attempt", "workspace", "refund"), "1 = 1"
)
# A take under way is looked at whether or not money moved.
_TASKS = (
    "IN (SELECT task_id FROM ledger_entry WHERE created_at >= :since AND task_id IS NOT NULL"
    " UNION SELECT id FROM task WHERE terminal_at IS NULL)"
)
_ENTRIES = "FROM ledger_entry WHERE created_at >= :since"
RECENT: Scope = {
    "lot": f"l.id IN (SELECT lot_id {_ENTRIES})",
    "hold": f"h.id IN (SELECT hold_id {_ENTRIES} AND hold_id IS NOT NULL)",
    "entry": "e.created_at >= :since",
    "task": f"t.id {_TASKS}",
    "event": f"e.task_id {_TASKS}",
    "attempt": f"s.task_id {_TASKS}",
    "workspace": f"w.id IN (SELECT workspace_id {_ENTRIES})",
    "refund": "r.created_at >= :since",
}
SLICE: Scope = {
    "lot": "l.id >= :low_lot AND l.id < :high_lot",
    "hold": "h.id >= :low_hold AND h.id < :high_hold",
    "entry": "e.workspace_id >= :low_id AND e.workspace_id < :high_id",
    "task": "t.id >= :low_id AND t.id < :high_id",
    "event": "e.task_id >= :low_id AND e.task_id < :high_id",
    "attempt": "s.task_id >= :low_id AND s.task_id < :high_id",
    "workspace": "w.id >= :low_id AND w.id < :high_id",
    "refund": "r.task_id >= :low_id AND r.task_id < :high_id",
}


def bounds(session: Session, turn: int) -> dict[str, Any]:
    """The bounds of slice `turn`: a range of lots, of holds, and of random ids."""
    found: dict[str, Any] = {}
    for name, table in (("lot", "credit_lot"), ("hold", "credit_hold")):
        last = session.connection().execute(text(_LAST[table])).scalar_one()
        size = last // SLICES + 1
        found |= {f"low_{name}": turn * size, f"high_{name}": (turn + 1) * size}
    step = _TASK_IDS // SLICES
    high = (turn + 1) * step
    found["low_id"] = f"{turn * step:02x}" if turn else ""
    found["high_id"] = f"{high:02x}" if high < _TASK_IDS else _AFTER_ALL
    return found


_LAST = {
    "credit_lot": "SELECT COALESCE(MAX(id), 0) FROM credit_lot",
    "credit_hold": "SELECT COALESCE(MAX(id), 0) FROM credit_hold",
}
