"""The whole story behind one row of the ledger, or behind a take that was free."""

from sqlmodel import Session, col, select

from vidstudio import ledger
from vidstudio.db.tables import LedgerEntry, Refund, SubmitAttempt, Task, User
from vidstudio.ledger import GRACE
from vidstudio.rules import explain, explain_notes
from vidstudio.rules.explain import Sum
from vidstudio.rules.lifecycle import AttemptOutcome
from vidstudio.services import explaining
from vidstudio.services.explaining import Around
from vidstudio.studio import Studio, Who
from vidstudio.views.statement import ExplainView, OfferView, RefundView, SettledView


def of_row(session: Session, studio: Studio, row: LedgerEntry, who: Who) -> ExplainView:
    """An admin is also told what the provider asked for it."""
    around = explaining.gather(session, studio, [row])
    task = around.tasks.get(row.task_id or "")
    own = [explaining.movement_view(row, around)]
    rows = around.rows.get(row.task_id or "", ())
    elsewhere = row.workspace_id != who.workspace_id
    return ExplainView(
        workspace_id=row.workspace_id,
        key=str(row.seq),
        kind=row.kind,
        credits=explaining.credits_of(row),
        subject=_subject(row, task, around),
        person=explaining.person_of(row, around),
        poster_url=explaining.poster_of(task) if task and not elsewhere else "",
        sentence=explaining.sentence_of(row, around),
        rows=tuple(explaining.movement_view(one, around) for one in reversed(rows)) or tuple(own),
        who=around.people.get(row.actor, ""),
        take=_settled(session, task, around, admin=who.is_admin) if task else None,
        refund=_offer(session, studio, task, around) if task and who.is_admin else None,
        elsewhere=elsewhere,
    )


def of_free(session: Session, studio: Studio, task: Task, who: Who) -> ExplainView:
    """A take without a row: nothing was ever held for it."""
    around = explaining.gather(session, studio, (), [task])
    return ExplainView(
        workspace_id=task.workspace_id,
        key=task.id,
        kind="free",
        credits=0,
        subject=explaining.take_title(task, around),
        person=around.people.get(task.user_id, ""),
        poster_url=explaining.poster_of(task),
        sentence=explain.sentence(explaining.take_of(task, around), explain.sum_of(())),
        rows=(),
        who="",
        take=_settled(session, task, around, admin=who.is_admin),
    )


def _subject(row: LedgerEntry, task: Task | None, around: Around) -> str:
    if task is not None:
        return explaining.take_title(task, around)
    return explain_notes.title(explaining.note_of(row, around))


def _settled(session: Session, task: Task, around: Around, *, admin: bool) -> SettledView:
    money, take = explaining.money_of(task.id, around), explaining.take_of(task, around)
    file = around.files.get(task.result_asset_id or "")
    sent = session.exec(
        select(SubmitAttempt).where(SubmitAttempt.task_id == task.id).order_by(col(SubmitAttempt.n))
    ).all()
    taken = next((one.n for one in sent if one.outcome == AttemptOutcome.ACCEPTED), len(sent))
    return SettledView(
        task_id=task.id,
        campaign_id=task.campaign_id,
        shot_id=task.shot_id,
        state=task.state,
        unit=take.unit,
        asked_seconds=take.asked_seconds,
        per_unit_credits=take.per_unit,
        priced=str(task.quote.get("priced", "")),
        **_sums(money),
        delivered_seconds=take.delivered_seconds,
        width=file.width if file else None,
        height=file.height if file else None,
        checked_at=file.created_at if file else None,
        price_rule=str(task.quote.get("rule", "")),
        model_name=take.model,
        provider=task.provider,
        attempt=taken,
        attempts=len(sent),
        provider_job_id=task.provider_job_id or "",
        cost_microdollars=task.cost_microdollars if admin else None,
        refund=_refund(session, task),
    )


def _offer(session: Session, studio: Studio, task: Task, around: Around) -> OfferView | None:
    """The credits would expire with the lot that lasts longest of those that paid."""
    rows = around.rows.get(task.id, ())
    paid = [around.lots[row.lot_id] for row in rows if row.kind == "capture"]
    if not paid or any(row.kind == "adjust" for row in rows):
        return None
    now = studio.clock.now()
    ends = [lot.expires_at for lot in paid]
    last = None if None in ends else max(end for end in ends if end)
    late = last is not None and last <= now
    return OfferView(
        credits=explaining.money_of(task.id, around).charged,
        available_credits=ledger.balance(session, task.workspace_id, now).available,
        until=now + GRACE if late else last,
        late=late,
    )


def _sums(money: Sum) -> dict[str, int]:
    return {
        "held_credits": money.held,
        "charged_credits": money.charged,
        "returned_credits": money.returned,
        "expired_credits": money.expired,
    }


def _refund(session: Session, task: Task) -> RefundView | None:
    row = session.get(Refund, task.id)
    if row is None:
        return None
    name = session.exec(select(User.name).where(User.id == row.actor)).first()
    return RefundView(who=name or "", reason=row.reason, credits=row.amount, at=row.created_at)
