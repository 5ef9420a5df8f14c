"""What each day of a statement came to, whatever part of it is on the page."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func
from sqlmodel import Session, col

from vidstudio.db.tables import CreditHold, LedgerEntry, Task
from vidstudio.services import months
from vidstudio.services.library.rows import rows_of, select
from vidstudio.services.statement_reading import Stream, of_campaign
from vidstudio.views.statement import DayView

_SUMS: dict[str, Any] = {
    "used_credits": LedgerEntry.d_captured,
    "granted_credits": case((LedgerEntry.kind == "grant", LedgerEntry.d_available), else_=0),  # pyright: ignore[reportArgumentType] SQLModel types columns as values
    "refunded_credits": case((LedgerEntry.kind == "adjust", LedgerEntry.d_available), else_=0),  # pyright: ignore[reportArgumentType] SQLModel types columns as values
    "expired_credits": LedgerEntry.d_expired,
    "revoked_credits": LedgerEntry.d_revoked,
}


def sums(
    session: Session, stream: Stream, moments: Iterable[datetime], zone_minutes: int
) -> tuple[DayView, ...]:
    """Of the days of these moments, newest first."""
    days = sorted({months.day_of(at, zone_minutes) for at in moments}, reverse=True)
    if not days:
        return ()
    moved = _moved(session, stream, days, zone_minutes)
    held = _held(session, stream, zone_minutes)
    return tuple(
        DayView(key=key, held_credits=held.get(key, 0), **moved.get(key, {}))
        for key in (day.isoformat() for day in days)
    )


def _moved(
    session: Session, stream: Stream, days: list[date], zone_minutes: int
) -> dict[str, dict[str, int]]:
    at = col(LedgerEntry.created_at)
    # Newest first: the first start that lies before it is the day it belongs to.
    starts = [(at >= months.start_of(day, zone_minutes), day.isoformat()) for day in days]
    day = case(*starts, else_="")
    query = (
        select(day, *(func.coalesce(func.sum(column), 0) for column in _SUMS.values()))
        .where(
            LedgerEntry.workspace_id == stream.workspace_id,
            at >= months.start_of(days[-1], zone_minutes),
            at < months.start_of(days[0] + timedelta(days=1), zone_minutes),
            *of_campaign(stream.campaign_id),
        )
        .group_by(day)
    )
    found = rows_of(session, query)
    return {key: dict(zip(_SUMS, map(int, rest), strict=True)) for key, *rest in found}


def _held(session: Session, stream: Stream, zone_minutes: int) -> dict[str, int]:
    """By day what was put on hold then and still is. Open holds are few."""
    query = (
        select(CreditHold.created_at, CreditHold.amount)
        .join(Task, col(Task.id) == CreditHold.task_id)
        .where(CreditHold.workspace_id == stream.workspace_id, CreditHold.state == "open")
    )
    if stream.campaign_id:
        query = query.where(Task.campaign_id == stream.campaign_id)
    held = dict[str, int]()
    for at, amount in rows_of(session, query):
        key = months.day_of(at, zone_minutes).isoformat()
        held[key] = held.get(key, 0) + amount
    return held
