"""People as admins see them: what each has, has used and may use, in pages."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, func, or_, select

from vidstudio import ledger
from vidstudio.base.errors import NotAllowed, NotFound
from vidstudio.db.tables import CreditLot, LedgerEntry, Member, Shot, Task, User, Workspace
from vidstudio.journal import expired
from vidstudio.services.people_order import Sort, order
from vidstudio.services.people_rows import Found, person_rows
from vidstudio.studio import Studio, Who
from vidstudio.views.people import (
    LotLine,
    MoneyLine,
    PeoplePageView,
    PersonRow,
    PersonView,
)

PAGE_ROWS = 25
LOTS_SHOWN = 12
HISTORY_ROWS = 8
# What changes how much is owned; holds and what comes back of them do not.
_TOLD = ("grant", "capture", "expire", "revoke", "adjust")


class PeopleQuery(BaseModel):
    """`search` looks into names, addresses and workspaces. Pages begin at 1.

    `turned` sorts the other way round than one looks first: see `people_order`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    search: str = Field(default="", max_length=100)
    page: int = Field(default=1, ge=1, le=10_000)
    size: int = Field(default=PAGE_ROWS, ge=1, le=100)
    sort: Sort = "person"
    turned: bool = False


async def page(studio: Studio, who: Who, query: PeopleQuery) -> PeoplePageView:
    """A page past the last one is the last one. Guests of the demo are left out."""
    _require_admin(who)
    now = studio.clock.now()

    def look(session: Session) -> PeoplePageView:
        wanted = _wanted(query.search)
        total = session.exec(select(func.count()).select_from(wanted.subquery())).one()
        pages = max(1, -(-total // query.size))
        number = min(query.page, pages)
        keys = order(query.sort, now, turned=query.turned)
        some = wanted.order_by(*keys).offset((number - 1) * query.size).limit(query.size)
        found = [Found(*row) for row in session.exec(some).all()]
        rows = person_rows(session, found, now)
        return PeoplePageView(rows=rows, total=total, page=number, pages=pages)

    return await studio.db.read(look)


async def chosen(
    studio: Studio, who: Who, people: tuple[tuple[str, str], ...]
) -> tuple[PersonRow, ...]:
    """Those people, each by workspace and user, by name. Unknown ones are left out."""
    _require_admin(who)
    now = studio.clock.now()

    def look(session: Session) -> tuple[PersonRow, ...]:
        users = [user_id for _, user_id in people]
        rows = session.exec(_wanted("").where(col(User.id).in_(users))).all()
        found = [Found(*row) for row in rows]
        asked = [one for one in found if (one.workspace.id, one.user.id) in people]
        return person_rows(session, sorted(asked, key=lambda one: one.user.name.lower()), now)

    return await studio.db.read(look)


async def by_address(
    studio: Studio, who: Who, emails: tuple[str, ...]
) -> dict[str, tuple[PersonRow, ...]]:
    """By address the memberships of whoever has it; unknown ones are left out."""
    _require_admin(who)
    now = studio.clock.now()

    def look(session: Session) -> dict[str, tuple[PersonRow, ...]]:
        named = _wanted("").where(func.lower(User.email).in_(emails))
        found = [Found(*row) for row in session.exec(named).all()] if emails else []
        rows = dict[str, tuple[PersonRow, ...]]()
        for row in person_rows(session, found, now):
            rows[row.email.lower()] = (*rows.get(row.email.lower(), ()), row)
        return rows

    return await studio.db.read(look)


async def person(studio: Studio, who: Who, workspace_id: str, user_id: str) -> PersonView:
    """One member with the workspace's lots and its latest movements. Raises NotFound."""
    _require_admin(who)
    now = studio.clock.now()

    def look(session: Session) -> PersonView:
        here = select(Member, User, Workspace).where(
            Member.workspace_id == workspace_id,
            Member.user_id == user_id,
            User.id == Member.user_id,
            Workspace.id == Member.workspace_id,
        )
        row = session.exec(here).first()
        if row is None:
            raise NotFound
        found = Found(*row)
        return PersonView(
            person=person_rows(session, [found], now)[0],
            debt_credits=found.workspace.debt,
            sharers=_sharers(session, workspace_id, user_id),
            lots=_lots(session, workspace_id, now),
            history=_history(session, workspace_id),
        )

    return await studio.db.read(look)


def _require_admin(who: Who) -> None:
    if not who.is_admin:
        raise NotAllowed


def _wanted(search: str):
    query = select(Member, User, Workspace).where(
        Member.user_id == User.id,
        Member.workspace_id == Workspace.id,
        Workspace.kind != "guest",
        col(User.disabled_at).is_(None),
        col(Member.disabled_at).is_(None),
    )
    words = search.strip().lower().split()
    for word in words:
        safe = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        texts = (User.name, User.email, Workspace.name)
        query = query.where(
            or_(*(func.lower(col(one)).like(f"%{safe}%", escape="\\") for one in texts))
        )
    return query


def _sharers(session: Session, workspace_id: str, user_id: str) -> tuple[str, ...]:
    query = (
        select(User.name)
        .join(Member, col(Member.user_id) == User.id)
        .where(Member.workspace_id == workspace_id, User.id != user_id)
        .order_by(func.lower(User.name))
    )
    return tuple(session.exec(query.limit(LOTS_SHOWN)).all())


def _lots(session: Session, workspace_id: str, now: datetime) -> tuple[LotLine, ...]:
    """Those that can be spent in their order, then those that are to come or all on hold."""
    order = {lot.id: n for n, lot in enumerate(ledger.balance(session, workspace_id, now).lots)}
    query = select(CreditLot).where(
        CreditLot.workspace_id == workspace_id,
        or_(col(CreditLot.available) > 0, col(CreditLot.held) > 0),
    )
    lots = [lot for lot in session.exec(query).all() if lot.held or not expired(lot, now)]
    lots.sort(key=lambda lot: (order.get(lot.id, len(order)), lot.created_at))
    return tuple(_lot_line(lot, order.get(lot.id)) for lot in lots[:LOTS_SHOWN])


def _lot_line(lot: CreditLot, place: int | None) -> LotLine:
    assert lot.id is not None
    return LotLine(
        id=lot.id,
        source=lot.source,
        reason=lot.reason,
        amount_credits=lot.amount,
        left_credits=lot.available + lot.held,
        held_credits=lot.held,
        created_at=lot.created_at,
        effective_at=lot.effective_at,
        expires_at=lot.expires_at,
        used_first=place == 0,
    )


def _history(session: Session, workspace_id: str) -> tuple[MoneyLine, ...]:
    query = (
        select(LedgerEntry, Shot.title)
        .outerjoin(Task, col(Task.id) == LedgerEntry.task_id)
        .outerjoin(Shot, col(Shot.id) == Task.shot_id)
        .where(LedgerEntry.workspace_id == workspace_id, col(LedgerEntry.kind).in_(_TOLD))
        .order_by(col(LedgerEntry.seq).desc())
    )
    return tuple(
        MoneyLine(
            seq=row.seq,
            kind=row.kind,
            # A charge leaves the hold, everything else what is available.
            credits=row.d_available - row.d_captured,
            at=row.created_at,
            reason=row.reason,
            take=title or "",
        )
        for row, title in session.exec(query.limit(HISTORY_ROWS)).all()
    )
