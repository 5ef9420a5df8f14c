"""Links that set a new password: made by an admin, good for 24 hours, once."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlmodel import Session, col, select, update

from vidstudio.base.errors import Conflict, NotFound, NotSignedIn
from vidstudio.base.signing import sha256_hex
from vidstudio.db.tables import Member, PasswordReset, User, Workspace
from vidstudio.services import audit, members, passwords, sessions
from vidstudio.services.callers import Caller
from vidstudio.services.guards import require_admin
from vidstudio.services.invites import GONE
from vidstudio.services.members import Reason
from vidstudio.services.sessions import Opened
from vidstudio.studio import Studio, Who
from vidstudio.views.members import LinkView, ResetView

LIFE = timedelta(hours=24)


class ResetRequest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    user_id: str
    reason: Reason


class NewPassword(BaseModel):
    model_config = ConfigDict(frozen=True)

    token: str = Field(max_length=200)
    password: SecretStr = Field(max_length=1000)


async def create(studio: Studio, who: Who, request: ResetRequest) -> LinkView:
    """The link, told once; one made before for the same person ends. The old password still
    opens the door until the link is used."""
    require_admin(who)
    token, now = studio.clock.token(), studio.clock.now()

    def work(session: Session) -> LinkView:
        home = _home(session, request.user_id)
        if home is None:
            raise NotFound
        if home[0].disabled_at:
            raise Conflict("This account is disabled. Enable it first.")
        _end(session, request.user_id, now)
        row = PasswordReset(
            token_hash=sha256_hex(token),
            user_id=request.user_id,
            created_by=who.user_id,
            created_at=now,
            ends_at=now + LIFE,
        )
        session.add(row)
        thing, after = ("user.reset", "user", request.user_id), {"ends_at": row.ends_at.isoformat()}
        audit.record(session, studio, who, *thing, reason=request.reason, after=after)
        return LinkView(path=f"/reset/{token}", ends_at=row.ends_at)

    return await studio.db.write(work)


async def look(studio: Studio, token: str) -> ResetView:
    """Whose password it sets. NotFound, the same for foreign, used and old links."""
    _, user = await studio.db.read(lambda session: _good(session, studio, token))
    return ResetView(name=user.name, email=user.email)


async def use(studio: Studio, request: NewPassword, caller: Caller) -> Opened:
    """The new password; every session there was ends, and a new one begins."""
    studio.rates.hit("reset", "20/minute", caller.address)
    _, user = await studio.db.read(lambda session: _good(session, studio, request.token))
    password = request.password.get_secret_value()
    passwords.check_new(password, user.email)
    stored, now = await passwords.hashed(password), studio.clock.now()

    def work(session: Session) -> Opened:
        row, user = _good(session, studio, request.token, lock=True)
        home = _home(session, user.id)
        if home is None:
            raise NotSignedIn
        row.used_at, user.password_hash = now, stored
        session.add_all((row, user))
        members.end_sessions(session, user.id, now)
        return sessions.start(session, studio, *home)

    return await studio.db.write(work)


def _end(session: Session, user_id: str, now: object) -> None:
    theirs = update(PasswordReset).where(col(PasswordReset.user_id) == user_id)
    open_ones = theirs.where(col(PasswordReset.used_at).is_(None), col(PasswordReset.ends_at) > now)
    session.exec(open_ones.values(ends_at=now))


def _home(session: Session, user_id: str) -> tuple[User, Workspace] | None:
    """With a workspace to sign in to; guests have no password."""
    query = select(User, Workspace).where(
        User.id == user_id,
        Member.user_id == User.id,
        Workspace.id == Member.workspace_id,
        Workspace.kind != "guest",
    )
    return session.exec(query.limit(1)).first()


def _good(
    session: Session, studio: Studio, token: str, *, lock: bool = False
) -> tuple[PasswordReset, User]:
    query = select(PasswordReset, User).where(
        PasswordReset.token_hash == sha256_hex(token),
        col(PasswordReset.used_at).is_(None),
        PasswordReset.ends_at > studio.clock.now(),
        User.id == PasswordReset.user_id,
        col(User.disabled_at).is_(None),
    )
    found = session.exec(query.with_for_update() if lock else query).first()
    if found is None:
        raise NotFound(GONE)
    return found
