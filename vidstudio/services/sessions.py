"""Signed-in callers: browser sessions and REST tokens. The database keeps hashes only."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from sqlmodel import Session, col, select, update

from vidstudio.base.errors import NotSignedIn
from vidstudio.base.signing import sha256_hex
from vidstudio.db.tables import LoginSession, Member, User, Workspace
from vidstudio.studio import Role, Studio, Who

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
GUEST_LIFE = timedelta(hours=24)
TOKEN_LIFE = timedelta(minutes=60)
_SEEN_STEP = timedelta(minutes=5)
_ISSUER, _AUDIENCE, _TYPE = "vidstudio", "vidstudio-api", "vs-access+jwt"
_ALGORITHM = "HS256"


@dataclass(frozen=True)
class Opened:
    """A new session: `token` goes to the caller once, and nowhere else."""

    token: str
    ends_at: datetime


def start(session: Session, studio: Studio, user: User, workspace: Workspace) -> Opened:
    """Open a session for a user who has just proven who they are."""
    now, token = studio.clock.now(), studio.clock.token()
    ends_at = min(now + ABSOLUTE, workspace.ends_at or now + ABSOLUTE)
    _insert(session, token, user_id=user.id, workspace_id=workspace.id, now=now, ends_at=ends_at)
    return Opened(token, ends_at)


def _insert(  # noqa: PLR0913  a row
    session: Session,
    token: str,
    *,
    user_id: str,
    workspace_id: str,
    now: datetime,
    ends_at: datetime,
) -> None:
    row = LoginSession(
        id_hash=sha256_hex(token),
        user_id=user_id,
        workspace_id=workspace_id,
        created_at=now,
        seen_at=now,
        ends_at=ends_at,
    )
    session.add(row)


async def who(
    studio: Studio, token: str | None, via: Literal["browser", "token"] = "browser"
) -> Who:
    """Whose session this is. Raises NotSignedIn for none, an ended or a revoked one."""
    if not token:
        raise NotSignedIn
    key, now = sha256_hex(token), studio.clock.now()

    def look(session: Session) -> tuple[Who, datetime]:
        row = session.get(LoginSession, key)
        if row is None or row.revoked_at or row.ends_at <= now or row.seen_at + IDLE <= now:
            raise NotSignedIn
        user, member = _people(session, row)
        workspace = session.get_one(Workspace, row.workspace_id)
        known = Who(
            user_id=user.id,
            workspace_id=row.workspace_id,
            role=cast(Role, member.role),
            via=via,
            is_admin=user.is_admin,
            guest=workspace.kind == "guest",
        )
        return known, row.seen_at

    found, seen_at = await studio.db.read(look)
    if seen_at + _SEEN_STEP < now:
        seen = update(LoginSession).where(col(LoginSession.id_hash) == key).values(seen_at=now)
        await studio.db.write(lambda session: session.exec(seen))
    return found


def _people(session: Session, row: LoginSession) -> tuple[User, Member]:
    query = select(User, Member).where(
        User.id == row.user_id,
        Member.user_id == User.id,
        Member.workspace_id == row.workspace_id,
        col(User.disabled_at).is_(None),
    )
    found = session.exec(query).first()
    if found is None:
        raise NotSignedIn
    return found


async def end(studio: Studio, token: str | None) -> None:
    """Sign out: the session is worth nothing from now on."""
    if token:
        key, now = sha256_hex(token), studio.clock.now()
        gone = update(LoginSession).where(col(LoginSession.id_hash) == key).values(revoked_at=now)
        await studio.db.write(lambda session: session.exec(gone))


def issue_token(session: Session, studio: Studio, user: User, workspace: Workspace) -> str:
    """A REST token of 60 minutes, bound to a session row that can be revoked."""
    now, secret = studio.clock.now(), studio.clock.token()
    ends_at = now + TOKEN_LIFE
    _insert(session, secret, user_id=user.id, workspace_id=workspace.id, now=now, ends_at=ends_at)
    claims = {
        "iss": _ISSUER,
        "aud": _AUDIENCE,
        "sub": user.id,
        "jti": secret,
        "exp": int((now + TOKEN_LIFE).timestamp()),
    }
    header = {"alg": _ALGORITHM, "typ": _TYPE}
    return jwt.encode(header, claims, _key(studio), algorithms=[_ALGORITHM])


async def who_by_token(studio: Studio, token: str) -> Who:
    """Whose REST token this is. Raises NotSignedIn for every kind of wrong one."""
    return await who(studio, _secret_of(studio, token), via="token")


async def revoke(studio: Studio, token: str) -> None:
    """End a REST token before its time. One that is not ours is nothing to end."""
    with suppress(NotSignedIn):
        await end(studio, _secret_of(studio, token))


def _secret_of(studio: Studio, token: str) -> str:
    try:
        read = jwt.decode(token, _key(studio), algorithms=[_ALGORITHM])
    except (JoseError, ValueError):
        raise NotSignedIn from None
    claims = read.claims
    expected = (_ISSUER, _AUDIENCE, _TYPE)
    if (claims.get("iss"), claims.get("aud"), read.header.get("typ")) != expected:
        raise NotSignedIn
    return str(claims.get("jti", ""))


def _key(studio: Studio) -> OctKey:
    return OctKey.import_key(sha256_hex(f"access:{studio.tokens.hex()}"))
