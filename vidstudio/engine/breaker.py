"""Hears how a provider answers, and keeps its breaker for every process to see.

A good answer of a provider that is well costs no write: such answers are written together, every
few seconds. Trouble is written at once.
"""

import logging
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from vidstudio import upstream
from vidstudio.base.clock import Clock
from vidstudio.base.errors import (
    DatabaseBusy,
    JobLost,
    JobUnknown,
    ModelGone,
    ProviderBusy,
    ProviderMisconfigured,
    Rejected,
)
from vidstudio.db.moments import moment
from vidstudio.rules import breaker as rules
from vidstudio.rules.breaker import Breaker, Heard

if TYPE_CHECKING:
    from vidstudio.engine.work import Work

log = logging.getLogger(__name__)

KEEP_SECONDS = 5.0


class Ears:
    """What one engine has heard and not yet written, and what it knows from its last writing."""

    def __init__(self) -> None:
        self.good = Counter[str]()
        self.known: dict[str, Breaker] = {}
        self.written_at: dict[str, float] = {}

    def know(self, provider: str, breaker: Breaker, clock: Clock) -> None:
        self.known[provider] = breaker
        self.written_at.setdefault(provider, clock.monotonic())

    def can_wait(self, provider: str, what: Heard, clock: Clock) -> bool:
        """Whether writing it down now would change nothing for anybody."""
        known = self.known.get(provider)
        if known is None:
            return False
        if known.state == "operator":
            return True
        if known.state == "open" and what != "key":
            return rules.ready(known, clock.now()).state == "open"
        fresh = clock.monotonic() - self.written_at[provider] < KEEP_SECONDS
        return what == "good" and known.state == "closed" and not known.fails_in_row and fresh


async def heard(work: "Work", provider: str, error: Exception | None, *, submit: bool) -> None:
    """After every call: `error` is None when the provider answered as it should.

    Never raises: what a provider is like must not cost the take that found it out.
    """
    what = kind(error)
    if what is None:
        return
    ears, clock = work.crew.ears, work.studio.clock
    if ears.can_wait(provider, what, clock):
        # What was asked before it opened tells nothing of how it is afterwards.
        ears.good[provider] += what == "good" and ears.known[provider].state == "closed"
        return
    good = ears.good.pop(provider, 0) + (what == "good")
    reason = f"{'sending' if submit else 'looking'}: {error}" if error else ""
    try:
        before, after = await work.studio.db.write(
            lambda session: _write(session, clock, provider, (what, good, reason))
        )
    except (DatabaseBusy, SQLAlchemyError):
        ears.good[provider] += good
        log.exception("provider %s: what was heard could not be written", provider)
        return
    ears.known[provider], ears.written_at[provider] = after, clock.monotonic()
    if before != after.state:
        _tell(provider, after, reason)
        work.studio.bus.wake()


def kind(error: Exception | None) -> Heard | None:
    """What an answer says about the provider; None: nothing.

    A refusal is an answer. To be busy is no failure.
    """
    match error:
        case None | Rejected() | ModelGone() | JobLost() | JobUnknown():
            return "good"
        case ProviderMisconfigured():
            return "key"
        case ProviderBusy():
            return None
        case _:
            return "bad"


def _write(
    session: Session, clock: Clock, provider: str, news: tuple[Heard, int, str]
) -> tuple[str, Breaker]:
    what, good, reason = news
    now: datetime = moment(session, clock)
    row = upstream.health(session, provider)
    before, state = row.state, upstream.breaker(row)
    if good:
        state = rules.heard(state, "good", now, good)
    if what != "good":
        state = rules.heard(state, what, now)
    upstream.keep(row, state, reason, now)
    session.add(row)
    return before, state


def _tell(provider: str, breaker: Breaker, reason: str) -> None:
    match breaker.state:
        case "operator":
            log.error(
                "provider %s: no more takes are sent until an admin acts: %s", provider, reason
            )
        case "open":
            log.warning(
                "provider %s: no takes are sent for %d s: %s",
                provider,
                breaker.open_seconds,
                reason,
            )
        case _:
            log.info("provider %s: takes are sent again", provider)
