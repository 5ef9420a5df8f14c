"""Accounts as admins keep them: who there is, roles, admins, who may come in.

Each deed is written to the audit log in its own transaction, with the reason.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlmodel import Session, col, func, or_, select, update

from vidstudio.base.errors import Conflict, NotFound
from vidstudio.db.session import one_at_a_time, touch
from vidstudio.db.tables import LoginSession, Member, User, Workspace
from vidstudio.services import audit
from vidstudio.services.guards import require_admin
from vidstudio.studio import Role, Studio, Who
from vidstudio.views.members import MemberRow, MembersPageView

PAGE_ROWS = 50
Reason = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, strict=True)
]
_LAST_ADMIN = "This is the last admin. Make somebody else an admin first."
_LAST_OWNER = "A workspace needs an owner. Make somebody else the owner first."


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class MembersQuery(_Asked):
    """`search` looks into names, addresses and workspaces. Pages begin at 1."""

    search: str = Field(default="", max_length=100)
    page: int = Field(default=1, ge=1, le=10_000)


class RoleRequest(_Asked):
    workspace_id: str
    user_id: str
    role: Role
    reason: Reason


class AdminRequest(_Asked):
    user_id: str
    is_admin: bool
    reason: Reason


class StateRequest(_Asked):
    user_id: str
    disabled: bool
    reason: Reason


async def page(studio: Studio, who: Who, query: MembersQuery) -> MembersPageView:
    """By name, the disabled ones too. A page past the last one is the last one."""
    require_admin(who)

    def look(session: Session) -> MembersPageView:
        wanted = _wanted(query.search)
        total = session.exec(select(func.count()).select_from(wanted.subquery())).one()
        pages = max(1, -(-total // PAGE_ROWS))
        number = min(query.page, pages)
        some = wanted.order_by(func.lower(User.name), col(User.id), col(Workspace.id))
        found = session.exec(some.offset((number - 1) * PAGE_ROWS).limit(PAGE_ROWS)).all()
        return MembersPageView(rows=_rows(session, found), total=total, page=number, pages=pages)

    return await studio.db.read(look)


async def one(studio: Studio, who: Who, workspace_id: str, user_id: str) -> MemberRow:
    """Raises NotFound, for guests of the demo too."""
    require_admin(who)
    query = _wanted("").where(Member.workspace_id == workspace_id, Member.user_id == user_id)
    rows = await studio.db.read(lambda session: _rows(session, session.exec(query).all()))
    if not rows:
        raise NotFound
    return rows[0]


async def change_role(studio: Studio, who: Who, request: RoleRequest) -> None:
    """What somebody may do in a workspace, from their next step on. Conflict for its last owner."""
    require_admin(who)

    def work(session: Session) -> None:
        one_at_a_time(session, f"roles {request.workspace_id}")
        member = session.get(Member, (request.workspace_id, request.user_id))
        if member is None:
            raise NotFound
        if member.role == request.role:
            return
        if member.role == "owner" and not _another_owner(session, member):
            raise Conflict(_LAST_OWNER)
        before, member.role = {"role": member.role}, request.role
        session.add(member)
        touch(session, request.workspace_id)
        after = {"role": request.role, "workspace_id": request.workspace_id}
        _told(session, studio, who, ("user.role", request), before, after)

    await studio.db.write(work)


async def change_admin(studio: Studio, who: Who, request: AdminRequest) -> None:
    """Whether somebody is an admin. Conflict for the last one, and for somebody disabled."""
    require_admin(who)

    def work(session: Session) -> None:
        user = _user(session, request.user_id)
        if user.is_admin == request.is_admin:
            return
        if user.disabled_at:
            raise Conflict("This account is disabled. Enable it first.")
        if user.is_admin:
            _keep_an_admin(session, user)
        user.is_admin = request.is_admin
        session.add(user)
        _touch_all(session, user.id)
        before, after = {"admin": not request.is_admin}, {"admin": request.is_admin}
        _told(session, studio, who, ("user.role", request), before, after)

    await studio.db.write(work)


async def change_state(studio: Studio, who: Who, request: StateRequest) -> None:
    """Disabled: every session and token ends now, nothing new is sent for this person, and what
    providers work on ends as always. Conflict for the last admin."""
    require_admin(who)
    now = studio.clock.now()

    def work(session: Session) -> None:
        user = _user(session, request.user_id)
        was = user.disabled_at is not None
        if was == request.disabled:
            return
        if request.disabled and user.is_admin:
            _keep_an_admin(session, user)
        user.disabled_at = now if request.disabled else None
        session.add(user)
        end_sessions(session, user.id, now)
        _touch_all(session, user.id)
        before, after = {"disabled": was}, {"disabled": request.disabled}
        _told(session, studio, who, ("user.disable", request), before, after)

    await studio.db.write(work)
    studio.bus.wake()


def end_sessions(session: Session, user_id: str, now: datetime) -> None:
    """Every browser and every REST token of this person is signed out."""
    theirs = update(LoginSession).where(col(LoginSession.user_id) == user_id)
    theirs = theirs.where(col(LoginSession.revoked_at).is_(None))
    session.exec(theirs.values(revoked_at=now))


def _told(
    session: Session,
    studio: Studio,
    who: Who,
    deed: tuple[str, RoleRequest | AdminRequest | StateRequest],
    *sides: dict[str, Any],
) -> None:
    (action, request), (before, after) = deed, sides
    thing, why = (action, "user", request.user_id), request.reason
    audit.record(session, studio, who, *thing, reason=why, before=before, after=after)


def _user(session: Session, user_id: str) -> User:
    """Somebody with an account: guests have none. Admins change one after the other."""
    one_at_a_time(session, "admins")
    query = select(User).join(Member, col(Member.user_id) == User.id)
    query = query.join(Workspace, col(Workspace.id) == Member.workspace_id)
    user = session.exec(query.where(User.id == user_id, Workspace.kind != "guest")).first()
    if user is None:
        raise NotFound
    return user


def _keep_an_admin(session: Session, user: User) -> None:
    others = select(User.id).where(
        col(User.is_admin), col(User.disabled_at).is_(None), User.id != user.id
    )
    if session.exec(others.limit(1)).first() is None:
        raise Conflict(_LAST_ADMIN)


def _another_owner(session: Session, member: Member) -> bool:
    query = select(Member.user_id).where(
        Member.workspace_id == member.workspace_id,
        Member.role == "owner",
        Member.user_id != member.user_id,
    )
    return session.exec(query.limit(1)).first() is not None


def _touch_all(session: Session, user_id: str) -> None:
    spaces = select(Member.workspace_id).where(Member.user_id == user_id)
    for workspace_id in session.exec(spaces).all():
        touch(session, workspace_id, wake=True)


def _wanted(search: str):
    query = select(Member, User, Workspace).where(
        Member.user_id == User.id, Member.workspace_id == Workspace.id, Workspace.kind != "guest"
    )
    for word in search.strip().lower().split():
        safe = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        texts = (User.name, User.email, Workspace.name)
        query = query.where(
            or_(*(func.lower(col(one)).like(f"%{safe}%", escape="\\") for one in texts))
        )
    return query


def _rows(session: Session, found: Any) -> tuple[MemberRow, ...]:
    ids = {user.id for _, user, _ in found}
    seen = select(LoginSession.user_id, func.max(LoginSession.seen_at))
    seen = seen.where(col(LoginSession.user_id).in_(ids)).group_by(col(LoginSession.user_id))
    last = dict(session.exec(seen).all())
    return tuple(
        MemberRow(
            user_id=user.id,
            workspace_id=workspace.id,
            name=user.name,
            email=user.email,
            role=member.role,
            workspace_name=workspace.name,
            is_admin=user.is_admin,
            joined_at=user.created_at,
            seen_at=last.get(user.id),
            disabled_at=user.disabled_at,
        )
        for member, user, workspace in found
    )
