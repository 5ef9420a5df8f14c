"""What all processes know of a provider: its breaker and pace, today's credits, the stop.

Every function works inside the caller's transaction.
"""

from datetime import UTC, datetime

from sqlmodel import Session, col, select

from vidstudio.db.session import one_at_a_time
from vidstudio.db.tables import Halt, ProviderDay, ProviderHealth
from vidstudio.rules.breaker import Breaker, State

REASON_LENGTH = 200


def health(session: Session, provider: str) -> ProviderHealth:
    """The provider's row, locked until the transaction ends; made when there is none."""
    row = _locked(session, provider)
    if row is None:
        one_at_a_time(session, f"health of {provider}")
        row = _locked(session, provider) or ProviderHealth(provider=provider)
        session.add(row)
        session.flush()
    return row


def breaker(row: ProviderHealth) -> Breaker:
    state: State = row.state  # pyright: ignore[reportAssignmentType] the table admits no other
    return Breaker(
        state=state,
        fails_in_row=row.fails_in_row,
        calls=row.window_calls,
        fails=row.window_fails,
        open_seconds=row.open_seconds,
        opened_until=row.opened_until,
    )


def keep(row: ProviderHealth, breaker: Breaker, reason: str, now: datetime) -> None:
    """Write the breaker down. The reason changes with its state only."""
    if row.state != breaker.state:
        row.state, row.changed_at = breaker.state, now
        row.reason = "" if breaker.state == "closed" else (reason or row.reason)[:REASON_LENGTH]
    row.fails_in_row = breaker.fails_in_row
    if row.window_calls == 0 and breaker.calls:
        row.window_at = now
    row.window_calls, row.window_fails = breaker.calls, breaker.fails
    row.open_seconds, row.opened_until = breaker.open_seconds, breaker.opened_until


def halted(session: Session) -> str | None:
    """Why nothing new may be sent to any provider; None when it may."""
    query = select(Halt.reason).order_by(col(Halt.at)).limit(1)
    return session.exec(query).first()


def day(now: datetime) -> str:
    """The UTC day that a submission counts for."""
    return now.astimezone(UTC).date().isoformat()


def sent_on(session: Session, day: str) -> dict[str, int]:
    """Credits of the quotes sent on a day, by provider."""
    query = select(ProviderDay.provider, ProviderDay.sent_credits).where(ProviderDay.day == day)
    return dict(session.exec(query).all())


def _locked(session: Session, provider: str) -> ProviderHealth | None:
    query = select(ProviderHealth).where(ProviderHealth.provider == provider).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()
