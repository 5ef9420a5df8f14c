"""The credits of a workspace: grant, hold, capture, release, expire, balance.

Every function works inside the caller's transaction and never commits. Each locks the
workspace row first, so the money of one workspace moves one step at a time. Each movement
leaves ledger rows whose deltas add up to the lots.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from vidstudio.base.errors import AlreadySettled, InsufficientCredits, InvalidRequest
from vidstudio.db.columns import table_of
from vidstudio.db.tables import CreditHold, CreditLot, HoldAllocation
from vidstudio.journal import Journal, as_lot, expired, shift, spendable, usable
from vidstudio.rules import allocation
from vidstudio.rules.allocation import Settlement

LARGEST_GRANT = 1_000_000_000
GRACE = timedelta(hours=72)
_HOLD = insert(table_of(CreditHold)).returning(table_of(CreditHold).c.id)
_SHARE = insert(table_of(HoldAllocation))


@dataclass(frozen=True)
class Grant:
    """Credits given to a workspace. The same `idem_key` grants once, however often asked."""

    workspace_id: str
    amount: int
    source: str
    reason: str
    idem_key: str
    actor: str
    expires_at: datetime | None = None
    origin_lot_id: int | None = None
    effective_at: datetime | None = None  # not spent before; None: at once
    task_id: str | None = None  # the take that is refunded
    note: str = ""  # to those who get it


@dataclass(frozen=True)
class Claimant:
    """The task that money moves for. `priced` says in words what was priced."""

    workspace_id: str
    task_id: str
    actor: str
    priced: str = ""


@dataclass(frozen=True)
class Balance:
    available: int
    held: int
    lots: tuple[CreditLot, ...]


def grant(session: Session, gift: Grant, now: datetime) -> bool:
    """Add a lot; False when this `idem_key` has been granted before. What is owed is paid first."""
    return add_lot(session, gift, now) is not None


def add_lot(session: Session, gift: Grant, now: datetime) -> int | None:
    """The id of the new lot; None when this `idem_key` has been granted before."""
    if not 0 < gift.amount <= LARGEST_GRANT:
        raise InvalidRequest(f"Between 1 and {LARGEST_GRANT} credits.", "amount")
    journal = Journal(session, gift.workspace_id, now, gift.actor)
    if session.exec(select(CreditLot.id).where(CreditLot.idem_key == gift.idem_key)).first():
        return None
    lot = CreditLot(
        workspace_id=gift.workspace_id,
        source=gift.source,
        amount=gift.amount,
        available=gift.amount,
        effective_at=gift.effective_at,
        expires_at=gift.expires_at,
        origin_lot_id=gift.origin_lot_id,
        reason=gift.reason,
        note=gift.note,
        idem_key=gift.idem_key,
        actor=gift.actor,
        created_at=now,
    )
    session.add(lot)
    session.flush()
    assert lot.id is not None
    kind = "adjust" if gift.task_id else "grant"
    facts = {"d_available": gift.amount, "reason": gift.reason, "task_id": gift.task_id}
    journal.write(kind, lot.id, **facts)
    journal.pay_debt(lot.id, gift.amount)
    return lot.id


def hold(session: Session, task: Claimant, amount: int, now: datetime) -> None:
    """Reserve `amount` for a task; 0 makes no hold.

    Raises InsufficientCredits, with what is there, before anything has changed.
    """
    if amount == 0:
        return
    journal = Journal(session, task.workspace_id, now, task.actor)
    lots = spendable(session, task.workspace_id)
    plan = allocation.plan_hold([as_lot(lot, lot.available) for lot in lots], amount, now)
    if plan is None:
        there = sum(lot.available for lot in lots if usable(lot, now))
        raise InsufficientCredits(amount, there, task.priced)
    row = {"workspace_id": task.workspace_id, "task_id": task.task_id, "amount": amount}
    values = row | {"captured": 0, "state": "open", "created_at": now}
    hold_id = session.connection().execute(_HOLD, values).scalar_one()
    for share in plan:
        given = {"hold_id": hold_id, "lot_id": share.lot_id, "amount": share.amount}
        session.connection().execute(_SHARE, given)
        shift(session, share.lot_id, available=-share.amount, held=share.amount)
        journal.write(
            "hold",
            share.lot_id,
            hold_id=hold_id,
            task_id=task.task_id,
            d_available=-share.amount,
            d_held=share.amount,
        )


def capture(session: Session, task: Claimant, amount: int, now: datetime) -> None:
    """Charge `amount` of the task's hold and give the rest back.

    A task without a hold (price 0) can only be charged 0. Raises AlreadySettled when the
    hold has ended before.
    """
    if amount == 0:
        release(session, task, now)
        return
    if not _end_hold(session, task, captured=amount, now=now):
        raise AlreadySettled("This task has no open hold to charge.")


def release(session: Session, task: Claimant, now: datetime, *, grace: bool = False) -> None:
    """Give the whole hold back; a task without an open hold is left alone.

    With `grace`, credits whose lot has expired meanwhile come back as a lot of 72 h.
    """
    settled = _end_hold(session, task, captured=0, now=now)
    if not grace:
        return
    for hold_id, lot in settled:
        if lot.expired:
            gift = Grant(
                workspace_id=task.workspace_id,
                amount=lot.expired,
                source="grace",
                reason="Expired while on hold for a take that failed",
                idem_key=f"grace:{hold_id}:{lot.lot_id}",
                actor=task.actor,
                expires_at=now + GRACE,
                origin_lot_id=lot.lot_id,
            )
            grant(session, gift, now)


def _end_hold(
    session: Session, task: Claimant, *, captured: int, now: datetime
) -> list[tuple[int, Settlement]]:
    """Move the hold out of `open`, once, and settle its lots."""
    journal = Journal(session, task.workspace_id, now, task.actor)
    ended = session.exec(
        update(CreditHold)
        .where(col(CreditHold.task_id) == task.task_id, col(CreditHold.state) == "open")
        .values(state="captured" if captured else "released", captured=captured, resolved_at=now)
        .returning(col(CreditHold.id))
        .execution_options(synchronize_session=False)
    ).scalar()
    if ended is None:
        return []
    query = select(HoldAllocation, CreditLot).where(
        HoldAllocation.hold_id == ended, HoldAllocation.lot_id == CreditLot.id
    )
    held = [as_lot(lot, share.amount) for share, lot in session.exec(query).all()]
    plan = allocation.plan_settlement(held, captured, now)
    for lot in plan:
        _settle(session, journal, ended, task.task_id, lot)
    return [(ended, lot) for lot in plan]


def _settle(
    session: Session, journal: Journal, hold_id: int, task_id: str, lot: Settlement
) -> None:
    back = lot.returned + lot.expired
    shift(
        session,
        lot.lot_id,
        held=-(lot.captured + back),
        captured=lot.captured,
        available=lot.returned,
        expired=lot.expired,
    )
    if lot.captured:
        journal.write(
            "capture",
            lot.lot_id,
            hold_id=hold_id,
            task_id=task_id,
            d_held=-lot.captured,
            d_captured=lot.captured,
        )
    if back:
        journal.write(
            "release",
            lot.lot_id,
            hold_id=hold_id,
            task_id=task_id,
            d_held=-back,
            d_available=lot.returned,
            d_expired=lot.expired,
        )
    journal.pay_debt(lot.lot_id, lot.returned)


def expire(session: Session, workspace_id: str, now: datetime) -> int:
    """Expire what is available in lots past their date; what is held stays shielded."""
    journal = Journal(session, workspace_id, now, "studio")
    total = 0
    for lot in spendable(session, workspace_id):
        if lot.id is not None and expired(lot, now):
            total += lot.available
            journal.write("expire", lot.id, d_available=-lot.available, d_expired=lot.available)
            shift(session, lot.id, available=-lot.available, expired=lot.available)
    return total


def balance(session: Session, workspace_id: str, now: datetime) -> Balance:
    lots = [lot for lot in spendable(session, workspace_id) if usable(lot, now)]
    order = [lot.id for lot in allocation.in_order(as_lot(lot, lot.available) for lot in lots)]
    by_id = {lot.id: lot for lot in lots}
    query = select(CreditHold.amount).where(
        CreditHold.workspace_id == workspace_id, CreditHold.state == "open"
    )
    return Balance(
        available=sum(lot.available for lot in lots),
        held=sum(session.exec(query).all()),
        lots=tuple(by_id[lot_id] for lot_id in order),
    )
