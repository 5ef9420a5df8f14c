"""“Did we charge fairly?”: counted in the ledger and the tasks, never asserted."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import String, and_, case, literal_column
from sqlmodel import Session, col, func, or_, select

from vidstudio.db.tables import (
    CreditHold,
    CreditLot,
    Halt,
    Heartbeat,
    LedgerEntry,
    Task,
    Workspace,
)
from vidstudio.rules.lifecycle import TaskState
from vidstudio.studio import Studio
from vidstudio.views.dashboard import BillView, FairnessView

DOCTOR = "doctor"  # the heartbeat of the last whole check of the invariants
_SLACK = timedelta(minutes=2)  # the engine's, to end what is up
VIOLATED = "invariants"  # the halt that such a check leaves when something is wrong
# Written out: a partial index is only used for its own words.
_UNDONE = (literal_column("'failed'", String), literal_column("'cancelled'", String))
_CAPTURE = literal_column("'capture'", String)
_OPEN = literal_column("'open'", String)


def fairness(session: Session, studio: Studio, now: datetime) -> FairnessView:
    """Of this calendar month (UTC)."""
    month = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    failures, given_back = _given_back(session, month)
    exposed, credits = _exposed(session, month)
    checked_at, problems = _ledger(session)
    return FairnessView(
        failures=failures,
        given_back=given_back,
        unknown_late=_unknown_late(session, now),
        ledger_checked_at=checked_at,
        ledger_problems=problems,
        charged_twice=_charged_twice(session, month),
        exposed_takes=exposed,
        exposed_credits=credits,
        bills=_bills(session, studio, month),
    )


def _given_back(session: Session, month: datetime) -> tuple[int, int]:
    """Takes that ended without a video though credits were held for them; and those of them for
    which the ledger shows that all of it left the hold and nothing was paid."""

    # Neither sum is ever below 0: both are 0 when they are together.
    kept = select(func.coalesce(func.sum(LedgerEntry.d_held + col(LedgerEntry.d_captured)), 0))
    kept = kept.where(LedgerEntry.task_id == Task.id).scalar_subquery()
    whole = and_(col(CreditHold.state) == "released", kept == 0)
    query = (
        select(func.count(), func.coalesce(func.sum(case((whole, 1), else_=0)), 0))
        .select_from(Task)
        .join(CreditHold, col(CreditHold.task_id) == Task.id)
        .where(col(Task.state).in_(_UNDONE), col(Task.terminal_at) >= month)
    )
    failures, back = session.exec(query).one()
    return failures, int(back)


def _unknown_late(session: Session, now: datetime) -> int:
    """Takes of which nobody knows whether they were sent, though their time to find out is up."""
    query = select(func.count()).where(
        col(Task.terminal_at).is_(None),
        Task.state == TaskState.SUBMIT_UNKNOWN,
        col(Task.unknown_until) < now - _SLACK,
    )
    return session.exec(query).one()


def _ledger(session: Session) -> tuple[datetime | None, int]:
    """When all invariants were checked last and what stopped the studio since; without such a
    check, the workspaces whose balance is not that of their lots, counted now."""
    beat = session.get(Heartbeat, DOCTOR)
    if beat is not None:
        return beat.beat_at, int(session.get(Halt, VIOLATED) is not None)
    lots = (
        select(
            CreditLot.workspace_id,
            func.sum(CreditLot.available).label("available"),
            func.sum(CreditLot.held).label("held"),
        )
        .group_by(CreditLot.workspace_id)
        .subquery()
    )
    holds = (
        select(CreditHold.workspace_id, func.sum(CreditHold.amount).label("open"))
        .where(CreditHold.state == _OPEN)
        .group_by(CreditHold.workspace_id)
        .subquery()
    )
    query = (
        select(func.count())
        .select_from(Workspace)
        .outerjoin(lots, lots.c.workspace_id == Workspace.id)
        .outerjoin(holds, holds.c.workspace_id == Workspace.id)
        .where(
            or_(
                func.coalesce(lots.c.available, 0) != Workspace.ledger_available,
                func.coalesce(lots.c.held, 0) != func.coalesce(holds.c.open, 0),
            )
        )
    )
    return None, session.exec(query).one()


def _charged_twice(session: Session, month: datetime) -> int:
    """Takes with a second charge of the same lot; a second hold is refused by the database."""
    twice = (
        select(LedgerEntry.task_id)
        .where(LedgerEntry.kind == _CAPTURE, LedgerEntry.created_at >= month)
        .group_by(col(LedgerEntry.task_id), col(LedgerEntry.lot_id))
        .having(func.count() > 1)
        .subquery()
    )
    return session.exec(select(func.count()).select_from(twice)).one()


def _exposed(session: Session, month: datetime) -> tuple[int, int]:
    """Failed takes that the operator may have to pay for, and their credits."""
    query = select(func.count(), func.coalesce(func.sum(Task.exposure), 0)).where(
        col(Task.state).in_(_UNDONE), col(Task.terminal_at) >= month, Task.exposure > 0
    )
    takes, credits = session.exec(query).one()
    return takes, int(credits)


def _bills(session: Session, studio: Studio, month: datetime) -> tuple[BillView, ...]:
    # An expression, so that SQLite reads this month by its index, not all months by the model's.
    model_id = col(Task.model).concat("")
    query = (
        select(model_id, func.count(), func.sum(Task.charged), func.sum(Task.cost_microdollars))
        .where(col(Task.cost_microdollars).is_not(None), col(Task.terminal_at) >= month)
        .group_by(model_id)
    )
    credit_microdollars = studio.settings.credit_usd * 1_000_000
    cards = studio.catalog.cards
    return tuple(
        BillView(
            model_name=cards[model].name if model in cards else model,
            takes=takes,
            charged_microdollars=round(int(charged) * credit_microdollars),
            cost_microdollars=int(cost or 0),
        )
        for model, takes, charged, cost in session.exec(query).all()
    )
