"""A newcomer's own workspace: account, welcome credits, the sample and a first campaign."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, func, select

from vidstudio import ledger
from vidstudio.base.errors import Conflict
from vidstudio.db.session import one_at_a_time
from vidstudio.db.tables import Campaign, Member, Shot, User, Workspace
from vidstudio.ledger import Grant
from vidstudio.services import samples, sessions
from vidstudio.services.sessions import Opened
from vidstudio.studio import Studio


def _anybody(_: Session) -> None:
    return None


@dataclass(frozen=True)
class Newcomer:
    """`admit` is asked first in the transaction and raises where nobody may come in."""

    user: User
    workspace: Workspace
    welcome_credits: int | None = None  # None: as many as the settings say
    admit: Callable[[Session], object] = _anybody


async def settle_in(studio: Studio, newcomer: Newcomer) -> Opened:
    """Everything in one transaction, signed in at the end of it. Conflict for a known email."""
    user, workspace = newcomer.user, newcomer.workspace
    clips = await samples.place(studio, workspace.id)

    def work(session: Session) -> Opened:
        newcomer.admit(session)
        refuse_known(session, user.email)
        session.add(workspace)
        session.add(user)
        session.flush()
        session.add(Member(workspace_id=workspace.id, user_id=user.id, role="owner"))
        _welcome(session, studio, newcomer)
        samples.insert(session, studio, user, workspace, clips)
        _first_campaign(session, studio, workspace)
        return sessions.start(session, studio, user, workspace)

    try:
        return await studio.db.write(work)
    except Exception:
        await samples.discard(studio, clips)
        raise


def refuse_known(session: Session, email: str) -> None:
    """Raises Conflict where this email has an account already."""
    one_at_a_time(session, f"account {email}")
    taken = select(func.count()).where(User.email == email)
    if session.exec(taken).one():
        raise Conflict("There is an account with this email.")


def _first_campaign(session: Session, studio: Studio, workspace: Workspace) -> None:
    """Somewhere to begin, beside the sample."""
    now = studio.clock.now()
    campaign = Campaign(
        id=studio.clock.new_id(),
        workspace_id=workspace.id,
        name="My first campaign",
        created_at=now,
        opened_at=now - timedelta(seconds=1),
    )
    session.add(campaign)
    session.flush()
    session.add(
        Shot(
            id=studio.clock.new_id(),
            workspace_id=workspace.id,
            campaign_id=campaign.id,
            number=1,
            title="Shot 1",
        )
    )


def _welcome(session: Session, studio: Studio, newcomer: Newcomer) -> None:
    settings, now = studio.settings, studio.clock.now()
    wanted = newcomer.welcome_credits
    amount = settings.welcome_credits if wanted is None else wanted
    if amount:
        workspace_id = newcomer.workspace.id
        gift = Grant(
            workspace_id=workspace_id,
            amount=amount,
            source="granted",
            reason="Welcome",
            idem_key=f"welcome:{workspace_id}",
            actor="studio",
            expires_at=now + timedelta(days=settings.welcome_days),
        )
        ledger.grant(session, gift, now)
