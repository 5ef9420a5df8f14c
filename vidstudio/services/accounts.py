"""Who may come in: the owner's account, signing in and out, guests."""

import hmac
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from sqlmodel import Session, col, select

from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotSignedIn
from vidstudio.db.session import one_at_a_time
from vidstudio.db.tables import Member, User, Workspace
from vidstudio.services import passwords, sessions, settling
from vidstudio.services.callers import Caller
from vidstudio.services.sessions import GUEST_LIFE, TOKEN_LIFE, Opened
from vidstudio.services.settling import Newcomer
from vidstudio.studio import Studio, Who
from vidstudio.views import AccountView, SetupView

SESSION_COOKIES = ("__Host-session", "vidstudio_session")
_OWNER_EXISTS = "The owner account exists already. Sign in."
EMAIL_PATTERN = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"

who = sessions.who
sign_out = sessions.end
who_by_token = sessions.who_by_token
revoke = sessions.revoke


class SignIn(BaseModel):
    model_config = ConfigDict(frozen=True)

    email: str = Field(max_length=254)
    password: SecretStr = Field(max_length=1000)


class NewOwner(BaseModel):
    model_config = ConfigDict(frozen=True)

    email: str = Field(max_length=254, pattern=EMAIL_PATTERN)
    password: SecretStr = Field(max_length=1000)
    name: str = Field(default="", max_length=80)
    code: str = Field(default="", max_length=80)


@dataclass(frozen=True)
class Token:
    access_token: str
    expires_in: int


async def setup(studio: Studio, caller: Caller | None = None) -> SetupView:
    needs_owner = not await studio.db.read(_has_owner)
    return SetupView(
        studio_name=studio.settings.studio_name,
        needs_owner=needs_owner,
        needs_start_code=needs_owner and caller is not None and not caller.loopback,
        guest_allowed=studio.guests,
        demo=studio.demo,
    )


def _has_owner(session: Session) -> bool:
    return session.exec(select(User.id).where(col(User.is_admin)).limit(1)).first() is not None


async def create_owner(studio: Studio, request: NewOwner, caller: Caller) -> Opened:
    """The first account of the installation. Conflict once there is one."""
    studio.rates.hit("owner", "20/minute", caller.address)
    if not caller.loopback and not _same(request.code.strip(), studio.start_code):
        raise InvalidRequest("This is not the code printed at start.", "code", code="wrong_code")
    password = request.password.get_secret_value()
    passwords.check_new(password, request.email)
    if await studio.db.read(_has_owner):  # asked again in the transaction
        raise Conflict(_OWNER_EXISTS)
    stored = await passwords.hashed(password)
    now = studio.clock.now()
    user = User(
        id=studio.clock.new_id(),
        email=request.email.strip().lower(),
        name=request.name.strip() or request.email.partition("@")[0],
        password_hash=stored,
        is_admin=True,
        created_at=now,
    )
    workspace = Workspace(id=studio.clock.new_id(), name=f"{user.name}’s studio", created_at=now)
    newcomer = Newcomer(user, workspace, admit=_first_owner)
    return await settling.settle_in(studio, newcomer)


def _first_owner(session: Session) -> None:
    one_at_a_time(session, "the owner account")
    if _has_owner(session):
        raise Conflict(_OWNER_EXISTS)


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())


async def ensure_owner(studio: Studio) -> None:
    """Create the owner from the settings, if they name one and there is none yet."""
    settings = studio.settings
    if not settings.owner_email or settings.owner_password is None:
        return
    if await studio.db.read(_has_owner):
        return
    try:
        request = NewOwner(email=settings.owner_email, password=settings.owner_password)
        await create_owner(studio, request, Caller("settings", loopback=True))
    except Conflict:
        return  # another process was faster
    except ValidationError as error:
        raise InvalidRequest("VIDSTUDIO_OWNER_EMAIL is no mail address.", "email") from error
    except InvalidRequest as error:
        name = f"VIDSTUDIO_OWNER_{error.field.upper()}"
        raise InvalidRequest(f"{name}: {error}", error.field, code=error.code) from error


async def sign_in(studio: Studio, request: SignIn, caller: Caller) -> Opened:
    """Raises NotSignedIn for a wrong mail or password alike, TooManyRequests after a few."""
    user, workspace = await _proven(studio, request, caller)
    return await studio.db.write(lambda session: sessions.start(session, studio, user, workspace))


async def token(studio: Studio, request: SignIn, caller: Caller) -> Token:
    """The same for a REST client."""
    user, workspace = await _proven(studio, request, caller)
    text = await studio.db.write(
        lambda session: sessions.issue_token(session, studio, user, workspace)
    )
    return Token(text, int(TOKEN_LIFE.total_seconds()))


async def _proven(studio: Studio, request: SignIn, caller: Caller) -> tuple[User, Workspace]:
    email = request.email.strip().lower()
    studio.rates.hit("login-address", "20/minute", caller.address)
    studio.rates.hit("login-email", "5/minute", email)

    def look(session: Session) -> tuple[User, Workspace] | None:
        query = (
            select(User, Workspace)
            .where(User.email == email, col(User.disabled_at).is_(None))
            .where(Member.user_id == User.id, Workspace.id == Member.workspace_id)
        )
        return session.exec(query.limit(1)).first()

    found = await studio.db.read(look)
    stored = found[0].password_hash if found else None
    if not await passwords.matches(request.password.get_secret_value(), stored) or not found:
        raise NotSignedIn("Email or password is wrong.")
    return found


async def sign_in_as_guest(studio: Studio, caller: Caller) -> Opened:
    """A workspace of one's own for 24 hours. NotAllowed unless the operator opened the demo."""
    if not studio.guests:
        raise NotAllowed("Guests are not let in here.")
    studio.rates.hit("guest", "20/hour", caller.address)
    now, guest_id = studio.clock.now(), studio.clock.new_id()
    user = User(
        id=guest_id,
        email=f"{guest_id}@guest.invalid",
        name="Guest",
        password_hash="-",  # noqa: S106  no hash at all: nobody can sign in with it
        created_at=now,
    )
    workspace = Workspace(
        id=studio.clock.new_id(),
        name="Guest studio",
        kind="guest",
        created_at=now,
        ends_at=now + GUEST_LIFE,
    )
    return await settling.settle_in(studio, Newcomer(user, workspace))


async def account(studio: Studio, who: Who) -> AccountView:
    user = await studio.db.read(lambda session: session.get_one(User, who.user_id))
    words = user.name.split() or ["?"]
    return AccountView(
        user_id=user.id,
        workspace_id=who.workspace_id,
        name=user.name,
        email="" if who.guest else user.email,
        initials="".join(word[0] for word in words[:2]).upper(),
        role=who.role,
        is_admin=who.is_admin,
        guest=who.guest,
    )
