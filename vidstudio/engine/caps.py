"""What may be spent at providers in a day (UTC), and the emergency stop.

Counted in credits of the quotes, in the same transaction as the submission.
"""

from datetime import datetime

from sqlmodel import Session

from vidstudio.base.errors import VidstudioError
from vidstudio.base.settings import Settings
from vidstudio.db.session import one_at_a_time
from vidstudio.db.tables import ProviderDay, Task
from vidstudio.upstream import day, halted, sent_on

__all__ = ["NotNow", "halted", "left", "return_credits", "spend"]


class NotNow(VidstudioError):
    """Nothing was sent, and nothing is wrong with the take: it waits. `reason` is one word."""

    code = "not_now"

    def __init__(self, reason: str, wait_seconds: float) -> None:
        super().__init__("This take waits.")
        self.reason, self.wait_seconds = reason, wait_seconds


def left(session: Session, settings: Settings, provider: str, now: datetime) -> int | None:
    """Credits that may still be sent to the provider today; None: any number."""
    caps = settings.provider_day_credits, settings.day_credits
    if caps == (None, None):
        return None
    sent = sent_on(session, day(now))
    used = sent.get(provider, 0), sum(sent.values())
    return min(cap - had for cap, had in zip(caps, used, strict=True) if cap is not None)


def spend(session: Session, settings: Settings, task: Task, now: datetime) -> None:
    """Count the take's quote for today. Raises NotNow when a cap or the stop forbids it."""
    if halted(session):
        raise NotNow("halted", 5)
    # All of a day wait for each other: two takes must not share what is left for one.
    one_at_a_time(session, "credits of the day")
    room = left(session, settings, task.provider, now)
    if room is not None and room < task.quoted:
        raise NotNow("day_cap", 60)
    count(session, task, now)


def count(session: Session, task: Task, now: datetime) -> None:
    """The take's quote belongs to what was sent today, whatever the caps are."""
    row = _today(session, task.provider, now)
    row.sent_credits += task.quoted
    row.sent_tasks += 1
    session.add(row)


def return_credits(session: Session, task: Task, sent_at: datetime) -> None:
    """The provider surely took nothing: it does not count for the day of sending."""
    row = _today(session, task.provider, sent_at)
    row.sent_credits = max(row.sent_credits - task.quoted, 0)
    row.sent_tasks = max(row.sent_tasks - 1, 0)
    session.add(row)


def _today(session: Session, provider: str, now: datetime) -> ProviderDay:
    today = day(now)
    one_at_a_time(session, f"credits of {provider}")
    row = session.get(ProviderDay, (provider, today), with_for_update=True, populate_existing=True)
    return row or ProviderDay(provider=provider, day=today)
