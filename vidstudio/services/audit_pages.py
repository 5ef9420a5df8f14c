"""The audit log in pages: who did what to whom, why, and what changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from vidstudio.db.tables import AuditEntry, CreditLot, Invite, Shot, Task, User, Workspace
from vidstudio.services.guards import require_admin
from vidstudio.studio import Studio, Who
from vidstudio.views.audit import AuditChoicesView, AuditPageView, AuditRow

PAGE_ROWS = 50
CHOICES_SHOWN = 100


class AuditQuery(BaseModel):
    """`who` did it (a user id), `about` is the id of what it was done to, `before` a row's id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: str = Field(default="", max_length=64)
    action: str = Field(default="", max_length=40)
    about: str = Field(default="", max_length=80)
    before: int | None = Field(default=None, ge=1, le=2**63 - 1)


async def page(studio: Studio, who: Who, query: AuditQuery) -> AuditPageView:
    """Newest first. Names are those of today."""
    require_admin(who)

    def look(session: Session) -> AuditPageView:
        wanted = select(AuditEntry).order_by(col(AuditEntry.id).desc())
        for column, word in (
            (AuditEntry.actor_id, query.who),
            (AuditEntry.action, query.action),
            (AuditEntry.object_id, query.about),
        ):
            if word:
                wanted = wanted.where(col(column) == word)
        if query.before is not None:
            wanted = wanted.where(col(AuditEntry.id) < query.before)
        found = session.exec(wanted.limit(PAGE_ROWS + 1)).all()
        rows = _rows(session, studio, found[:PAGE_ROWS])
        return AuditPageView(rows=rows, next=rows[-1].id if len(found) > PAGE_ROWS else None)

    return await studio.db.read(look)


async def choices(studio: Studio, who: Who) -> AuditChoicesView:
    """Who and what the log speaks of."""
    require_admin(who)

    def look(session: Session) -> AuditChoicesView:
        actors = session.exec(select(AuditEntry.actor_id).distinct().limit(CHOICES_SHOWN)).all()
        actions = session.exec(select(AuditEntry.action).distinct().limit(CHOICES_SHOWN)).all()
        names = _people(session, actors)
        people = sorted(((one, names.get(one, one)) for one in actors), key=lambda one: one[1])
        return AuditChoicesView(people=tuple(people), actions=tuple(sorted(actions)))

    return await studio.db.read(look)


def _rows(session: Session, studio: Studio, found: Sequence[AuditEntry]) -> tuple[AuditRow, ...]:
    actors = _people(session, (one.actor_id for one in found))
    wanted = defaultdict[str, set[str]](set)
    for one in found:
        wanted[one.object_kind].add(one.object_id)
    names = {
        (kind, key): name
        for kind, keys in wanted.items()
        for key, name in _names(session, studio, kind, keys).items()
    }
    return tuple(
        AuditRow(
            id=one.id or 0,
            at=one.at,
            who=actors.get(one.actor_id, ""),
            action=one.action,
            object_kind=one.object_kind,
            object_id=one.object_id,
            about=names.get((one.object_kind, one.object_id), ""),
            reason=one.reason,
            before=one.before or {},
            after=one.after or {},
        )
        for one in found
    )


def _names(session: Session, studio: Studio, kind: str, keys: set[str]) -> dict[str, str]:
    """What things of one kind are called, in one query; without those that are gone."""
    if kind == "model":
        return {key: card.name for key, card in studio.catalog.cards.items() if key in keys}
    if kind == "provider":
        return {key: one.title for key, one in studio.providers.items() if key in keys}
    read = _READERS.get(kind)
    return read(session, keys) if read else {}


def _people(session: Session, keys: Iterable[str]) -> dict[str, str]:
    query = select(User.id, User.name).where(col(User.id).in_(set(keys)))
    return dict(session.exec(query).all())


def _spaces(session: Session, keys: set[str]) -> dict[str, str]:
    query = select(Workspace.id, Workspace.name).where(col(Workspace.id).in_(keys))
    return dict(session.exec(query).all())


def _takes(session: Session, keys: set[str]) -> dict[str, str]:
    query = select(Task.id, Shot.title, Task.number).join(Shot, col(Shot.id) == Task.shot_id)
    rows = session.exec(query.where(col(Task.id).in_(keys))).all()
    return {key: f"{title}, {number:02}" for key, title, number in rows}


def _lots(session: Session, keys: set[str]) -> dict[str, str]:
    """By whose they are."""
    query = select(CreditLot.id, Workspace.name)
    query = query.join(Workspace, col(Workspace.id) == CreditLot.workspace_id)
    ids = [int(key) for key in keys if key.isdecimal()]
    rows = session.exec(query.where(col(CreditLot.id).in_(ids))).all()
    return {str(key): name for key, name in rows}


def _invites(session: Session, keys: set[str]) -> dict[str, str]:
    """By whoever has come, else by the address that it is for."""
    query = select(Invite.id, Invite.email, User.name)
    query = query.outerjoin(User, col(User.id) == Invite.used_by)
    rows = session.exec(query.where(col(Invite.id).in_(keys))).all()
    return {key: name or email for key, email, name in rows}


_READERS: dict[str, Callable[[Session, set[str]], dict[str, str]]] = {
    "user": _people,
    "workspace": _spaces,
    "task": _takes,
    "lot": _lots,
    "invite": _invites,
}
