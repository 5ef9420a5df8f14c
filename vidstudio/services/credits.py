"""Credits as people see them: the balance; and what admins do: give, give back, take back, cap."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, select

from vidstudio import amends, journal, ledger, spending
from vidstudio.amends import Amend
from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotFound
from vidstudio.db.session import touch
from vidstudio.db.tables import AuditEntry, CreditLot, Member, Task, Workspace
from vidstudio.ledger import Grant
from vidstudio.services import audit
from vidstudio.studio import Studio, Who
from vidstudio.views import BalanceView


class _Asked(BaseModel):
    """Whole credits only; `key` makes a repeated request count once."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    reason: str = Field(min_length=1, max_length=200)


class GrantRequest(_Asked):
    """Usable from the first day on to the end of the last one, both in UTC."""

    workspace_id: str
    amount_credits: int = Field(ge=1, le=ledger.LARGEST_GRANT)
    key: str = Field(min_length=1, max_length=80)
    expires_on: date | None = None
    effective_on: date | None = None
    note: str = Field(default="", max_length=200)  # to those who get them, beside the reason


class RefundRequest(_Asked):
    task_id: str
    key: str = Field(min_length=1, max_length=80)


class TakeBackRequest(_Asked):
    lot_id: int = Field(ge=1, le=2**63 - 1)
    amount_credits: int = Field(ge=1, le=ledger.LARGEST_GRANT)
    key: str = Field(min_length=1, max_length=80)


class CapRequest(_Asked):
    """None lifts the cap."""

    workspace_id: str
    user_id: str
    month_cap_credits: int | None = Field(ge=0, le=ledger.LARGEST_GRANT)


class TakenBack(BaseModel):
    model_config = ConfigDict(frozen=True)

    revoked_credits: int
    debt_credits: int


async def balance(studio: Studio, who: Who) -> BalanceView:
    now = studio.clock.now()
    return await studio.db.read(
        lambda session: spending.balance_view(ledger.balance(session, who.workspace_id, now))
    )


async def grant(studio: Studio, who: Who, request: GrantRequest) -> BalanceView:
    """An admin gives credits to a workspace. InvalidRequest for days that make no sense."""
    await grant_all(studio, who, (request,))
    now, key = studio.clock.now(), request.workspace_id
    return await studio.db.read(
        lambda session: spending.balance_view(ledger.balance(session, key, now))
    )


async def grant_all(studio: Studio, who: Who, requests: Sequence[GrantRequest]) -> None:
    """To several workspaces, all of it or nothing; each of them stands there once."""
    _require_admin(who)
    now = studio.clock.now()
    gifts = {request.workspace_id: (request, _gift(who, request, now)) for request in requests}
    if len(gifts) != len(requests):
        raise Conflict("A workspace gets one lot at a time.")

    def work(session: Session) -> None:
        # In one order, so that two of these never wait for each other.
        for _, (request, gift) in sorted(gifts.items()):
            _give(session, studio, who, request, gift)

    await studio.db.write(work)


def _give(session: Session, studio: Studio, who: Who, request: GrantRequest, gift: Grant) -> None:
    if session.get(Workspace, request.workspace_id) is None:
        raise NotFound
    if ledger.grant(session, gift, studio.clock.now()):
        touch(session, request.workspace_id)
        told = request.model_dump(mode="json", include=_GRANTED, exclude_defaults=True)
        thing = ("credits.grant", "workspace", request.workspace_id)
        audit.record(session, studio, who, *thing, reason=request.reason, after=told)


_GRANTED = {"amount_credits", "expires_on", "effective_on", "note"}


def _gift(who: Who, request: GrantRequest, now: datetime) -> Grant:
    today, first, last = now.astimezone(UTC).date(), request.effective_on, request.expires_on
    if last is not None and last < max(today, first or today):
        raise InvalidRequest(
            f"The last day lies before {(first or today).isoformat()}.", "expires_on"
        )
    return Grant(
        workspace_id=request.workspace_id,
        amount=request.amount_credits,
        source="granted",
        reason=request.reason,
        note=request.note,
        idem_key=f"admin:{request.workspace_id}:{request.key}",
        actor=who.user_id,
        expires_at=_midnight(last) + timedelta(days=1) if last else None,
        effective_at=_midnight(first) if first and first > today else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


async def refund(studio: Studio, who: Who, request: RefundRequest) -> int:
    """An admin gives the whole charge of a take back, once; answers its credits.

    Raises Conflict where nothing was charged, AlreadySettled where it was given back before.
    """
    _require_admin(who)
    now = studio.clock.now()
    key = f"refund:{request.task_id}:{request.key}"

    def work(session: Session) -> int:
        task = session.get(Task, request.task_id)
        if task is None:
            raise NotFound
        known = session.exec(select(CreditLot.amount).where(CreditLot.idem_key == key)).first()
        if known is not None:
            return known
        amount = amends.refund(session, task, Amend(who.user_id, request.reason, key), now)
        touch(session, task.workspace_id)
        thing = ("credits.refund", "task", task.id)
        after = {"amount_credits": amount}
        audit.record(session, studio, who, *thing, reason=request.reason, after=after)
        return amount

    return await studio.db.write(work)


async def take_back(studio: Studio, who: Who, request: TakeBackRequest) -> TakenBack:
    """An admin takes credits of a grant back; what is spent already is owed from then on."""
    _require_admin(who)
    now, key = studio.clock.now(), f"take-back:{request.lot_id}:{request.key}"

    def work(session: Session) -> TakenBack:
        lot = session.get(CreditLot, request.lot_id)
        if lot is None:
            raise NotFound
        journal.locked(session, lot.workspace_id)
        done = session.exec(select(AuditEntry).where(AuditEntry.idem_key == key)).first()
        if done is not None:
            return TakenBack.model_validate(done.after)
        why = Amend(who.user_id, request.reason, key)
        taken = amends.revoke(session, request.lot_id, request.amount_credits, why, now)
        touch(session, lot.workspace_id)
        answer = TakenBack(revoked_credits=taken.revoked, debt_credits=taken.debt)
        thing = ("credits.take_back", "lot", str(lot.id))
        after = answer.model_dump()
        audit.record(session, studio, who, *thing, reason=request.reason, after=after, key=key)
        return answer

    return await studio.db.write(work)


async def set_cap(studio: Studio, who: Who, request: CapRequest) -> None:
    """An admin bounds what a person may spend in a calendar month (UTC)."""
    _require_admin(who)

    def work(session: Session) -> None:
        key = (request.workspace_id, request.user_id)
        member = session.get(Member, key, with_for_update=True)
        if member is None:
            raise NotFound
        cap = request.month_cap_credits
        before = {"month_cap_credits": member.month_cap_credits}
        after = {"month_cap_credits": cap, "workspace_id": request.workspace_id}
        if member.month_cap_credits == cap:
            return
        member.month_cap_credits = cap
        session.add(member)
        touch(session, request.workspace_id)
        thing, why = ("credits.cap", "user", request.user_id), request.reason
        audit.record(session, studio, who, *thing, reason=why, before=before, after=after)

    await studio.db.write(work)


def _require_admin(who: Who) -> None:
    if not who.is_admin:
        raise NotAllowed
