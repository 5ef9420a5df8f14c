"""What is put right afterwards: a charge given back, credits taken back.

Both work inside the caller's transaction, under the workspace's lock, and never commit.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from vidstudio import ledger, usage
from vidstudio.base.errors import AlreadySettled, Conflict, InvalidRequest
from vidstudio.db.tables import CreditHold, CreditLot, LedgerEntry, Refund, Task
from vidstudio.journal import Journal, expired, shift
from vidstudio.ledger import GRACE, Grant


@dataclass(frozen=True)
class Amend:
    """Who puts it right, and why. The same `idem_key` does it once."""

    actor: str
    reason: str
    idem_key: str


@dataclass(frozen=True)
class Taken:
    """Of the credits taken back: what was still there, and what is owed instead."""

    revoked: int
    debt: int


def refund(session: Session, task: Task, why: Amend, now: datetime) -> int:
    """Give the whole charge of a task back as a lot of its own; the hold stays captured.

    Raises Conflict where nothing was charged, AlreadySettled the second time.
    """
    Journal(session, task.workspace_id, now, why.actor)  # the lock: one refund at a time
    done = session.get(Refund, task.id)
    if done is not None:
        if session.get_one(CreditLot, done.lot_id).idem_key == why.idem_key:
            return done.amount
        raise AlreadySettled("This charge was given back before.")
    hold = session.exec(select(CreditHold).where(CreditHold.task_id == task.id)).first()
    if hold is None or hold.state != "captured":
        raise Conflict("Nothing was charged for this take.")
    origin = _longest(session, task.id)
    gift = Grant(
        workspace_id=task.workspace_id,
        amount=hold.captured,
        source="adjust",
        reason=why.reason,
        idem_key=why.idem_key,
        actor=why.actor,
        expires_at=now + GRACE if expired(origin, now) else origin.expires_at,
        origin_lot_id=origin.id,
        task_id=task.id,
    )
    lot_id = ledger.add_lot(session, gift, now)
    if lot_id is None:
        raise Conflict("This key was used for another refund.")
    _note(session, task, gift, lot_id, now)
    return hold.captured


def _note(session: Session, task: Task, gift: Grant, lot_id: int, now: datetime) -> None:
    row = Refund(
        task_id=task.id,
        workspace_id=task.workspace_id,
        lot_id=lot_id,
        amount=gift.amount,
        reason=gift.reason,
        actor=gift.actor,
        created_at=now,
    )
    session.add(row)
    session.exec(
        update(Task)
        .where(col(Task.id) == task.id)
        .values(refunded=row.amount)
        .execution_options(synchronize_session=False)
    )
    usage.refunded(session, task, row.amount, now)


def _longest(session: Session, task_id: str) -> CreditLot:
    """Of the lots that paid for a task, the one that lasts longest."""
    query = select(CreditLot).where(
        LedgerEntry.task_id == task_id,
        LedgerEntry.kind == "capture",
        LedgerEntry.lot_id == CreditLot.id,
    )
    order = col(CreditLot.expires_at)
    return session.exec(query.order_by(order.is_(None).desc(), order.desc())).all()[0]


def revoke(session: Session, lot_id: int, amount: int, why: Amend, now: datetime) -> Taken:
    """Take credits of a lot back: what is there at once, the rest becomes the workspace's debt.

    Raises InvalidRequest where the lot never gave that much.
    """
    journal = Journal(session, session.get_one(CreditLot, lot_id).workspace_id, now, why.actor)
    lot = session.get_one(CreditLot, lot_id, populate_existing=True)
    most = lot.available + max(0, lot.held + lot.captured - _owed(session, lot_id))
    if not 0 < amount <= most:
        limit = f"Between 1 and {most} credits" if most else "No credits"
        raise InvalidRequest(f"{limit} of this grant can be taken back.", "amount_credits")
    there = min(amount, lot.available)
    rest = amount - there
    if there:
        shift(session, lot_id, available=-there, revoked=there)
    journal.write(
        "revoke", lot_id, d_available=-there, d_revoked=there, d_debt=rest, reason=why.reason
    )
    return Taken(there, rest)


def _owed(session: Session, lot_id: int) -> int:
    """What was taken back of this lot before and became debt."""
    query = select(func.coalesce(func.sum(LedgerEntry.d_debt), 0))
    return int(
        session.exec(query.where(LedgerEntry.lot_id == lot_id, LedgerEntry.d_debt > 0)).one()
    )
