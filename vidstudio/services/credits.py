"""Credits as people see them: the balance, and grants by an admin."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from vidstudio import ledger, spending
from vidstudio.base.errors import NotAllowed, NotFound
from vidstudio.db.session import touch
from vidstudio.db.tables import Workspace
from vidstudio.ledger import Grant
from vidstudio.studio import Studio, Who
from vidstudio.views import BalanceView


class GrantRequest(BaseModel):
    """`key` makes a repeated request grant once."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    workspace_id: str
    amount_credits: int = Field(ge=1, le=ledger.LARGEST_GRANT)
    reason: str = Field(min_length=1, max_length=200)
    key: str = Field(min_length=1, max_length=80)
    days: int | None = Field(default=None, ge=1, le=3650)


async def balance(studio: Studio, who: Who) -> BalanceView:
    now = studio.clock.now()
    return await studio.db.read(
        lambda session: spending.balance_view(ledger.balance(session, who.workspace_id, now))
    )


async def grant(studio: Studio, who: Who, request: GrantRequest) -> BalanceView:
    """An admin gives credits to a workspace."""
    if not who.is_admin:
        raise NotAllowed
    now = studio.clock.now()
    gift = Grant(
        workspace_id=request.workspace_id,
        amount=request.amount_credits,
        source="granted",
        reason=request.reason,
        idem_key=f"admin:{request.workspace_id}:{request.key}",
        actor=who.user_id,
        expires_at=now + timedelta(days=request.days) if request.days else None,
    )

    def work(session: Session) -> BalanceView:
        if session.get(Workspace, request.workspace_id) is None:
            raise NotFound
        if ledger.grant(session, gift, now):
            touch(session, request.workspace_id)
        session.flush()
        return spending.balance_view(ledger.balance(session, request.workspace_id, now))

    return await studio.db.write(work)
