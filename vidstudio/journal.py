"""The journal under the ledger: the locked workspace, its lots, and the rows that explain them."""

from datetime import datetime

from sqlalchemy import BigInteger, bindparam, insert, update
from sqlmodel import Session, col, select

from vidstudio.db.columns import table_of
from vidstudio.db.tables import CreditLot, LedgerEntry, Workspace
from vidstudio.rules import allocation

_FACTS = ("d_available", "d_held", "d_captured", "d_expired", "d_revoked", "d_debt")
OWED = "Paid what the workspace owed"


_LOCKED = "vidstudio.locked"
_ENTRY = insert(table_of(LedgerEntry))


# Built once: every movement asks them. A row may have been read before the lock was had. The lock
# is not against rows that only name the workspace: two that have inserted some would otherwise
# wait for each other here.
_LOCK = (
    select(Workspace)
    .where(Workspace.id == bindparam("workspace_id"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_SPENDABLE = (
    select(CreditLot)
    .where(CreditLot.workspace_id == bindparam("workspace_id"), col(CreditLot.available) > 0)
    .execution_options(populate_existing=True)
)


def locked(session: Session, workspace_id: str) -> Workspace:
    """The workspace's row, locked until this transaction ends: its money moves one step at a time.

    Asked again in the same transaction it answers the same row without the database.
    """
    rows: dict[str, Workspace] = session.info.setdefault(_LOCKED, {})
    if workspace_id not in rows:
        rows[workspace_id] = session.exec(_LOCK, params={"workspace_id": workspace_id}).one()
    return rows[workspace_id]


class Journal:
    """Writes the ledger rows of one movement under the workspace's lock."""

    def __init__(self, session: Session, workspace_id: str, now: datetime, actor: str) -> None:
        self._session, self._now, self._actor = session, now, actor
        self._workspace = locked(session, workspace_id)

    @property
    def debt(self) -> int:
        return self._workspace.debt

    def write(self, kind: str, lot_id: int, **facts: str | int | None) -> None:
        """One row. `d_available` and `d_debt` move the workspace's own sums with it."""
        self._workspace.ledger_seq += 1
        self._workspace.ledger_available += int(facts.get("d_available") or 0)
        self._workspace.debt += int(facts.get("d_debt") or 0)
        row = {
            **dict.fromkeys(_FACTS, 0),
            "hold_id": None,
            "task_id": None,
            "reason": "",
            "workspace_id": self._workspace.id,
            "seq": self._workspace.ledger_seq,
            "kind": kind,
            "lot_id": lot_id,
            "actor": self._actor,
            "created_at": self._now,
            "available_after": self._workspace.ledger_available,
            **facts,
        }
        self._session.connection().execute(_ENTRY, row)

    def pay_debt(self, lot_id: int, available: int) -> None:
        """What the workspace owes is taken from credits that have just become available."""
        paid = min(available, self.debt)
        if paid:
            shift(self._session, lot_id, available=-paid, revoked=paid)
            self.write(
                "revoke", lot_id, d_available=-paid, d_revoked=paid, d_debt=-paid, reason=OWED
            )


def spendable(session: Session, workspace_id: str) -> list[CreditLot]:
    """Lots with something available, those to come and expired ones too."""
    return list(session.exec(_SPENDABLE, params={"workspace_id": workspace_id}).all())


def as_lot(lot: CreditLot, credits: int) -> allocation.Lot:
    assert lot.id is not None
    return allocation.Lot(lot.id, credits, lot.expires_at, lot.priority, lot.effective_at)


def expired(lot: CreditLot, now: datetime) -> bool:
    return lot.expires_at is not None and lot.expires_at <= now


def usable(lot: CreditLot, now: datetime) -> bool:
    """Neither expired nor to come."""
    return not expired(lot, now) and (lot.effective_at is None or lot.effective_at <= now)


def shift(session: Session, lot_id: int, **deltas: int) -> None:
    """Add to columns of a lot in SQL; the CHECKs of the table refuse a wrong sum."""
    session.connection().execute(_SHIFT, dict.fromkeys(_COLUMNS, 0) | deltas | {"lot_id": lot_id})


_COLUMNS = ("available", "held", "captured", "expired", "revoked")
_LOTS = table_of(CreditLot)
_SHIFT = (
    update(_LOTS)
    .where(_LOTS.c.id == bindparam("lot_id"))
    .values({name: _LOTS.c[name] + bindparam(name, type_=BigInteger()) for name in _COLUMNS})
)
