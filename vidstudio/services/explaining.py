"""What rows of the ledger need beside themselves to be told in words, read in batches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from vidstudio.db.tables import Asset, CreditLot, LedgerEntry, Member, Shot, Task, User
from vidstudio.reading import asset_url
from vidstudio.rules import explain, explain_notes
from vidstudio.rules.explain import Movement, Sum, Take
from vidstudio.rules.explain_notes import Note, lot_name
from vidstudio.studio import Studio
from vidstudio.views.statement import MovementView

ON_THIS_MACHINE = frozenset({"local", "sample"})


@dataclass(frozen=True)
class Around:
    """Of a batch of rows: their lots, takes with titles, files and all rows, and people."""

    today: date
    names: dict[str, str]  # of models
    lots: dict[int, CreditLot] = field(default_factory=dict[int, CreditLot])
    tasks: dict[str, Task] = field(default_factory=dict[str, Task])
    titles: dict[str, str] = field(default_factory=dict[str, str])
    files: dict[str, Asset] = field(default_factory=dict[str, Asset])
    rows: dict[str, list[LedgerEntry]] = field(default_factory=dict[str, list[LedgerEntry]])
    people: dict[str, str] = field(default_factory=dict[str, str])
    owners: dict[str, str] = field(default_factory=dict[str, str])  # by workspace


def gather(
    session: Session,
    studio: Studio,
    entries: Sequence[LedgerEntry],
    tasks: Iterable[Task] = (),
) -> Around:
    """For these rows, and for takes without any. A handful of queries whatever their number."""
    known = {task.id: task for task in tasks}
    wanted = {row.task_id for row in entries if row.task_id} - set(known)
    found = session.exec(select(Task).where(col(Task.id).in_(wanted))).all() if wanted else ()
    known |= {task.id: task for task in found}
    rows = _rows(session, {row.task_id for row in entries if row.task_id})
    every = [*entries, *(row for told in rows.values() for row in told)]
    people = {row.actor for row in every} | {task.user_id for task in known.values()}
    owners = _owners(session, {row.workspace_id for row in entries})
    named = select(User.id, User.name).where(col(User.id).in_(people))
    return Around(
        today=studio.clock.now().date(),
        names={card.id: card.name for card in studio.catalog.cards.values()},
        lots=_lots(session, {row.lot_id for row in every}),
        tasks=known,
        titles=_titles(session, {task.shot_id for task in known.values()}),
        files=_files(session, known.values()),
        rows=rows,
        people=dict(session.exec(named).all()),
        owners=owners,
    )


def _rows(session: Session, task_ids: set[str]) -> dict[str, list[LedgerEntry]]:
    told: dict[str, list[LedgerEntry]] = {key: [] for key in task_ids}
    if task_ids:
        query = select(LedgerEntry).where(col(LedgerEntry.task_id).in_(task_ids))
        for row in session.exec(query.order_by(col(LedgerEntry.seq))).all():
            told[row.task_id or ""].append(row)
    return told


def _lots(session: Session, ids: set[int]) -> dict[int, CreditLot]:
    if not ids:
        return {}
    found = session.exec(select(CreditLot).where(col(CreditLot.id).in_(ids))).all()
    return {lot.id: lot for lot in found if lot.id is not None}


def _titles(session: Session, shot_ids: set[str]) -> dict[str, str]:
    if not shot_ids:
        return {}
    return dict(session.exec(select(Shot.id, Shot.title).where(col(Shot.id).in_(shot_ids))).all())


def _files(session: Session, tasks: Iterable[Task]) -> dict[str, Asset]:
    ids = [task.result_asset_id for task in tasks if task.result_asset_id]
    if not ids:
        return {}
    return {row.id: row for row in session.exec(select(Asset).where(col(Asset.id).in_(ids))).all()}


def _owners(session: Session, workspace_ids: set[str]) -> dict[str, str]:
    """By workspace the name of its owner."""
    query = (
        select(Member.workspace_id, User.name)
        .join(User, col(User.id) == Member.user_id)
        .where(col(Member.workspace_id).in_(workspace_ids), Member.role == "owner")
        .order_by(col(User.created_at).desc())
    )
    return dict(session.exec(query).all()) if workspace_ids else {}


def lot_words(row: LedgerEntry, around: Around) -> str:
    lot = around.lots[row.lot_id]
    return lot_name(lot.source, lot.amount, lot.created_at.date())


def take_of(task: Task, around: Around) -> Take:
    price, file = task.quote, around.files.get(task.result_asset_id or "")
    return Take(
        state=task.state,
        asked_seconds=int(task.parameters.get("duration_seconds", 0)),
        unit=str(price.get("unit", "video")),
        per_unit=int(price.get("per_unit_credits", task.quoted)),
        delivered_seconds=file.duration_ms / 1000 if file and file.duration_ms else None,
        reason=task.state_message,
        model=around.names.get(task.model, task.model),
        here=task.demo or task.provider in ON_THIS_MACHINE,
        late=task.recovered_at is not None,
    )


def money_of(task_id: str, around: Around) -> Sum:
    return explain.sum_of(
        Movement(
            kind=row.kind,
            lot=lot_words(row, around),
            available=row.d_available,
            held=row.d_held,
            captured=row.d_captured,
            expired=row.d_expired,
            revoked=row.d_revoked,
        )
        for row in around.rows.get(task_id, ())
    )


def note_of(row: LedgerEntry, around: Around) -> Note:
    """Of a row that is no step of a hold."""
    lot = around.lots[row.lot_id]
    lasts = lot.expires_at
    begins = lot.effective_at
    return Note(
        kind=row.kind,
        source=lot.source,
        amount=abs(row.d_available) + max(row.d_debt, 0),
        lot=lot_words(row, around),
        granted_on=lot.created_at.date(),
        who=around.people.get(row.actor, ""),
        words=row.reason,
        note=lot.note if row.kind == "grant" else "",
        # The end of a day belongs to that day.
        until=explain_notes.last_day(lasts) if lasts else None,
        today=around.today,
        from_on=begins.date() if begins else None,
        debt=row.d_debt,
    )


def take_title(task: Task, around: Around) -> str:
    """“The bag at dawn, take 04”."""
    name = explain_notes.take_name(task.number, draft=task.origin == "draft")
    title = around.titles.get(task.shot_id, "")
    return f"{title}, {name}" if title else name


def sentence_of(row: LedgerEntry, around: Around) -> str:
    """Of any row: of a take's, the take's whole story."""
    task = around.tasks.get(row.task_id or "")
    if task is None or row.kind == "adjust":
        return explain_notes.note_sentence(note_of(row, around))
    return explain.sentence(take_of(task, around), money_of(task.id, around))


def poster_of(task: Task) -> str:
    return asset_url(task.poster_asset_id) if task.poster_asset_id else ""


def person_of(row: LedgerEntry, around: Around) -> str:
    """Whose take it is, or whose workspace."""
    task = around.tasks.get(row.task_id or "")
    named = around.people.get(task.user_id, "") if task else ""
    return named or around.owners.get(row.workspace_id, "")


def credits_of(row: LedgerEntry) -> int:
    return row.d_captured if row.kind == "capture" else row.d_available


def movement_view(row: LedgerEntry, around: Around) -> MovementView:
    return MovementView(
        seq=row.seq,
        at=row.created_at,
        kind=row.kind,
        credits=credits_of(row),
        lot=lot_words(row, around),
        after_credits=row.available_after,
    )
