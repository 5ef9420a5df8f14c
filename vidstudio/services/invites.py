"""Invitations: links that make an account, once, within seven days."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlmodel import Session, col, select

from vidstudio import ledger
from vidstudio.base.errors import Conflict, InvalidRequest, NotFound
from vidstudio.base.signing import sha256_hex
from vidstudio.db.tables import Invite, Member, User, Workspace
from vidstudio.services import audit, passwords, sessions, settling
from vidstudio.services.accounts import EMAIL_PATTERN
from vidstudio.services.callers import Caller
from vidstudio.services.guards import require_admin
from vidstudio.services.sessions import Opened
from vidstudio.services.settling import Newcomer
from vidstudio.studio import Role, Studio, Who
from vidstudio.views.members import InviteView, JoinView, LinkView, SpaceView

LIFE = timedelta(days=7)
OPEN_SHOWN, SPACES_SHOWN = 100, 200
GONE = "This link is used, taken back or too old. Ask for a new one."


class InviteRequest(BaseModel):
    """Without a `workspace_id` the person owns a new workspace. `welcome_credits` None: as many
    as the settings give everybody; only a new workspace is given any."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    role: Role = "maker"
    email: str = Field(default="", max_length=254, pattern=f"{EMAIL_PATTERN}|^$")
    workspace_id: str | None = Field(default=None, max_length=36)
    welcome_credits: int | None = Field(default=None, ge=0, le=ledger.LARGEST_GRANT)


class NewMember(BaseModel):
    model_config = ConfigDict(frozen=True)

    token: str = Field(max_length=200)
    name: str = Field(min_length=1, max_length=80)
    email: str = Field(max_length=254, pattern=EMAIL_PATTERN)
    password: SecretStr = Field(max_length=1000)


async def create(studio: Studio, who: Who, request: InviteRequest) -> LinkView:
    """The link, told once: only its token's SHA-256 is kept."""
    require_admin(who)
    if request.workspace_id and request.welcome_credits is not None:
        raise InvalidRequest("Credits go to a new workspace only.", "welcome_credits")
    token, invite = studio.clock.token(), _invite(studio, who, request)
    invite.token_hash = sha256_hex(token)

    def work(session: Session) -> LinkView:
        if request.workspace_id:
            _joinable(session, request.workspace_id)
        session.add(invite)
        after = request.model_dump(exclude_none=True) | {"role": invite.role}
        audit.record(session, studio, who, "user.invite", "invite", invite.id, after=after)
        return LinkView(path=f"/join/{token}", ends_at=invite.ends_at)

    return await studio.db.write(work)


def _invite(studio: Studio, who: Who, request: InviteRequest) -> Invite:
    now = studio.clock.now()
    return Invite(
        id=studio.clock.new_id(),
        token_hash="",
        workspace_id=request.workspace_id,
        role=request.role if request.workspace_id else "owner",
        email=request.email.strip().lower(),
        welcome_credits=request.welcome_credits,
        created_by=who.user_id,
        created_at=now,
        ends_at=now + LIFE,
    )


async def not_used(studio: Studio, who: Who) -> tuple[InviteView, ...]:
    """The invitations that still work, the newest first."""
    require_admin(who)
    now = studio.clock.now()
    query = (
        select(Invite, User.name, Workspace.name)
        .outerjoin(User, col(User.id) == Invite.created_by)
        .outerjoin(Workspace, col(Workspace.id) == Invite.workspace_id)
        .where(col(Invite.used_at).is_(None), col(Invite.revoked_at).is_(None))
        .where(Invite.ends_at > now)
        .order_by(col(Invite.created_at).desc(), col(Invite.id))
        .limit(OPEN_SHOWN)
    )
    rows = await studio.db.read(lambda session: session.exec(query).all())
    names = ("id", "role", "email", "welcome_credits", "created_at", "ends_at")
    return tuple(
        InviteView(
            **invite.model_dump(include=set(names)), by=by or "", workspace_name=workspace or ""
        )
        for invite, by, workspace in rows
    )


async def spaces(studio: Studio, who: Who) -> tuple[SpaceView, ...]:
    """The workspaces that somebody can be invited to, by name."""
    require_admin(who)
    query = select(Workspace.id, Workspace.name).where(Workspace.kind != "guest")
    query = query.order_by(col(Workspace.name), col(Workspace.id)).limit(SPACES_SHOWN)
    rows = await studio.db.read(lambda session: session.exec(query).all())
    return tuple(SpaceView(id=key, name=name) for key, name in rows)


async def revoke(studio: Studio, who: Who, invite_id: str) -> None:
    """The link is worth nothing from now on; twice is once. Conflict when it was used."""
    require_admin(who)

    def work(session: Session) -> None:
        invite = session.get(Invite, invite_id, with_for_update=True)
        if invite is None:
            raise NotFound
        if invite.used_at:
            raise Conflict("Somebody has used this link already.")
        if invite.revoked_at is None:
            invite.revoked_at = studio.clock.now()
            session.add(invite)
            thing = ("user.invite", "invite", invite.id)
            before, after = {"taken_back": False}, {"taken_back": True}
            audit.record(session, studio, who, *thing, before=before, after=after)

    await studio.db.write(work)


async def look(studio: Studio, token: str) -> JoinView:
    """Who invites, and where to. NotFound, the same for foreign, used and old links."""

    def read(session: Session) -> JoinView:
        invite = _good(session, studio, token)
        by = session.get(User, invite.created_by)
        space = session.get(Workspace, invite.workspace_id) if invite.workspace_id else None
        return JoinView(
            by=by.name if by else "",
            workspace_name=space.name if space else "",
            role=invite.role,
            email=invite.email,
        )

    return await studio.db.read(read)


async def accept(studio: Studio, request: NewMember, caller: Caller) -> Opened:
    """The account, signed in. NotFound as in `look`; InvalidRequest names a wrong field."""
    studio.rates.hit("join", "20/minute", caller.address)
    email, name = request.email.strip().lower(), request.name.strip()
    if not name:
        raise InvalidRequest("Enter your name.", "name")
    invite = await studio.db.read(lambda session: _good(session, studio, request.token))
    if invite.email and invite.email != email:
        raise InvalidRequest("This invitation is for another email.", "email")
    password = request.password.get_secret_value()
    passwords.check_new(password, email)
    user = User(
        id=studio.clock.new_id(),
        email=email,
        name=name,
        password_hash=await passwords.hashed(password),
        created_at=studio.clock.now(),
    )
    if invite.workspace_id:
        return await studio.db.write(lambda session: _join(session, studio, request.token, user))
    workspace = Workspace(
        id=studio.clock.new_id(), name=f"{user.name}’s studio"[:80], created_at=user.created_at
    )
    newcomer = Newcomer(
        user,
        workspace,
        welcome_credits=invite.welcome_credits,
        admit=lambda session: _use(session, studio, request.token, user),
    )
    return await settling.settle_in(studio, newcomer)


def _join(session: Session, studio: Studio, token: str, user: User) -> Opened:
    invite = _use(session, studio, token, user)
    settling.refuse_known(session, user.email)
    workspace = _joinable(session, invite.workspace_id or "")
    session.add(user)
    session.flush()
    session.add(Member(workspace_id=workspace.id, user_id=user.id, role=invite.role))
    return sessions.start(session, studio, user, workspace)


def _joinable(session: Session, workspace_id: str) -> Workspace:
    space = session.get(Workspace, workspace_id)
    if space is None or space.kind == "guest":
        raise NotFound
    return space


def _use(session: Session, studio: Studio, token: str, user: User) -> Invite:
    """In the transaction of the account: of two who come at once, one finds the link used."""
    invite = _good(session, studio, token, lock=True)
    invite.used_at, invite.used_by = studio.clock.now(), user.id
    session.add(invite)
    return invite


def _good(session: Session, studio: Studio, token: str, *, lock: bool = False) -> Invite:
    query = select(Invite).where(
        Invite.token_hash == sha256_hex(token),
        col(Invite.used_at).is_(None),
        col(Invite.revoked_at).is_(None),
        Invite.ends_at > studio.clock.now(),
    )
    found = session.exec(query.with_for_update() if lock else query).first()
    if found is None:
        raise NotFound(GONE)
    return found
