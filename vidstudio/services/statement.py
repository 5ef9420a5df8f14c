"""The statement of a workspace: what came, what went and why, newest first."""

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, func, select

from vidstudio import ledger, spending, usage
from vidstudio.base.errors import NotFound
from vidstudio.db.tables import Campaign, CreditHold, LedgerEntry, Member, Task, Workspace
from vidstudio.rules import explain, explain_notes
from vidstudio.services import explaining, explanations, months, statement_days
from vidstudio.services.explaining import Around
from vidstudio.services.guards import find
from vidstudio.services.statement_reading import Stream, free_takes, heads, merged, read_place
from vidstudio.studio import Studio, Who
from vidstudio.views.statement import (
    ExplainView,
    Look,
    MonthView,
    PurseView,
    StatementRowView,
    StatementView,
)

_LOOKS: dict[str, Look] = {"adjust": "refund", "expire": "expire", "revoke": "revoke"}
MOST_CAMPAIGNS = 200
LARGEST_SEQ = 2**62


class StatementQuery(BaseModel):
    """`month` is “2026-11” on the reader's clock, `cursor` a page's `next_cursor`."""

    model_config = ConfigDict(frozen=True)

    month: str = Field(pattern=months.MONTH)
    campaign_id: str = Field(default="", max_length=64)
    cursor: str = Field(default="", max_length=200)
    zone_minutes: int = Field(default=0, ge=-840, le=840)


async def page(studio: Studio, who: Who, query: StatementQuery) -> StatementView:
    """A page of a month. NotFound for a foreign campaign, InvalidRequest for a wrong cursor."""
    return await studio.db.read(lambda session: _page(session, studio, who, query))


async def purse(studio: Studio, who: Who) -> PurseView:
    """What there is now, by lot, and the caller's own month against their cap."""
    return await studio.db.read(lambda session: _purse(session, studio, who))


async def explanation(studio: Studio, who: Who, key: str) -> ExplainView:
    """Behind one row of the own statement. NotFound for anything else."""
    return await studio.db.read(lambda session: _explanation(session, studio, who, key))


def _page(session: Session, studio: Studio, who: Who, query: StatementQuery) -> StatementView:
    stream = stream_of(session, who, query)
    entries = heads(session, stream)
    frees = free_takes(session, stream, entries)
    rows, following = merged(entries, frees, stream.place)
    around = around_rows(session, studio, rows)
    shown = tuple(row_view(row, around, entries) for row in rows)
    zone = query.zone_minutes
    return StatementView(
        rows=shown,
        days=statement_days.sums(session, stream, [row.at for row in shown], zone),
        months=_months(session, studio, who, zone),
        campaigns=_campaigns(session, who),
        next_cursor=following,
    )


def stream_of(session: Session, who: Who, query: StatementQuery) -> Stream:
    """Raises NotFound for a foreign campaign, InvalidRequest for a wrong cursor."""
    if query.campaign_id:
        find(session, Campaign, query.campaign_id, who)
    span = months.span(query.month, query.zone_minutes)
    return Stream(who.workspace_id, span, query.campaign_id, read_place(query.cursor))


def around_rows(session: Session, studio: Studio, rows: list[LedgerEntry | Task]) -> Around:
    entries = [row for row in rows if isinstance(row, LedgerEntry)]
    frees = [row for row in rows if isinstance(row, Task)]
    return explaining.gather(session, studio, entries, frees)


def row_view(
    row: LedgerEntry | Task, around: Around, entries: list[LedgerEntry]
) -> StatementRowView:
    if isinstance(row, Task):
        return _free_view(row, around, entries)
    task = around.tasks.get(row.task_id or "")
    if task is None or row.kind == "adjust":
        return _note_view(row, task, around)
    money = explaining.money_of(task.id, around)
    return StatementRowView(
        key=str(row.seq),
        look="take",
        at=row.created_at,
        title=explaining.take_title(task, around),
        line=explain.line(explaining.take_of(task, around), money),
        credits=money.net,
        after_credits=row.available_after,
        open=money.open,
        poster_url=explaining.poster_of(task),
    )


def _note_view(row: LedgerEntry, task: Task | None, around: Around) -> StatementRowView:
    note = explaining.note_of(row, around)
    return StatementRowView(
        key=str(row.seq),
        look=_LOOKS.get(row.kind, "grant"),
        at=row.created_at,
        title=explaining.take_title(task, around) if task else explain_notes.title(note),
        line=explain_notes.note_line(note),
        credits=row.d_available,
        after_credits=row.available_after,
        poster_url=explaining.poster_of(task) if task else "",
    )


def _free_view(task: Task, around: Around, entries: list[LedgerEntry]) -> StatementRowView:
    before = (row.available_after for row in entries if row.created_at <= task.created_at)
    return StatementRowView(
        key=task.id,
        look="take",
        at=task.created_at,
        title=explaining.take_title(task, around),
        line=explain.line(explaining.take_of(task, around), explain.sum_of(())),
        credits=0,
        after_credits=next(before, None),
        free=True,
        poster_url=explaining.poster_of(task),
    )


def _months(session: Session, studio: Studio, who: Who, zone_minutes: int) -> tuple[str, ...]:
    first = session.get(LedgerEntry, (who.workspace_id, 1))
    now = studio.clock.now()
    return months.back_to(first.created_at if first else now, now, zone_minutes)


def _campaigns(session: Session, who: Who) -> tuple[tuple[str, str], ...]:
    mine = select(Campaign.id, Campaign.name).where(Campaign.workspace_id == who.workspace_id)
    newest = mine.order_by(col(Campaign.opened_at).desc()).limit(MOST_CAMPAIGNS)
    return tuple(session.exec(newest).all())


def _purse(session: Session, studio: Studio, who: Who) -> PurseView:
    now = studio.clock.now()
    member = session.get(Member, (who.workspace_id, who.user_id))
    open_holds = (CreditHold.workspace_id == who.workspace_id, CreditHold.state == "open")
    mine = (
        select(func.coalesce(func.sum(CreditHold.amount), 0))
        .join(Task, col(Task.id) == CreditHold.task_id)
        .where(*open_holds, Task.user_id == who.user_id)
    )
    takes = select(func.count()).select_from(CreditHold).where(*open_holds)
    return PurseView(
        balance=spending.balance_view(ledger.balance(session, who.workspace_id, now)),
        held_takes=session.exec(takes).one(),
        debt_credits=session.get_one(Workspace, who.workspace_id).debt,
        month=MonthView(
            month=now.month,
            spent_credits=usage.month_spent(session, who.workspace_id, who.user_id, now),
            held_credits=int(session.exec(mine).one()),
            cap_credits=member.month_cap_credits if member else None,
        ),
    )


def _explanation(session: Session, studio: Studio, who: Who, key: str) -> ExplainView:
    if key.isascii() and key.isdecimal():
        number = int(key) if len(key) < len(str(LARGEST_SEQ)) else 0
        row = session.get(LedgerEntry, (who.workspace_id, number))
        if row is None:
            raise NotFound
        return explanations.of_row(session, studio, row, who)
    task = find(session, Task, key, who)
    newest = select(LedgerEntry).where(LedgerEntry.task_id == task.id, LedgerEntry.kind != "adjust")
    row = session.exec(newest.order_by(col(LedgerEntry.seq).desc()).limit(1)).first()
    if row is not None:
        return explanations.of_row(session, studio, row, who)
    return explanations.of_free(session, studio, task, who)
