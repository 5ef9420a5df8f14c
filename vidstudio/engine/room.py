"""How many takes may be sent to a provider now: stop, breaker, places, pace and caps at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from vidstudio import places, upstream
from vidstudio.db.tables import ProviderHealth
from vidstudio.engine import caps
from vidstudio.rules import breaker, pacing
from vidstudio.rules.breaker import Breaker
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.pacing import Pace
from vidstudio.studio import Studio

_SENDING = (TaskState.QUEUED, TaskState.SUBMITTING)


@dataclass(frozen=True)
class Room:
    """`reason` is the word for takes that wait when something is wrong; "" when nothing is."""

    count: int
    reason: str
    breaker: Breaker


def room(session: Session, studio: Studio, provider: str, now: datetime) -> Room:
    """Locks the provider's row: until the transaction ends, no other engine sends there."""
    row = upstream.health(session, provider)
    state = breaker.ready(upstream.breaker(row), now)
    upstream.keep(row, state, "", now)
    places.ensure(session, provider, most_at_once(studio, provider))
    places.reclaim(session, provider, now)
    if caps.halted(session):
        return Room(0, "halted", state)
    standing = places.standing(session, provider)
    free = places.free_count(session, provider)
    match breaker.sends(state, now, looking=standing.get(TaskState.RUNNING, 0) > 0):
        case "none":
            return Room(0, "provider_down", state)
        case "probe" if any(standing.get(word) for word in _SENDING):
            return Room(0, "provider_down", state)
        case "probe":
            free = min(free, 1)
        case "all":
            pass
    credits = caps.left(session, studio.settings, provider, now)
    if credits is not None and credits <= 0:
        return Room(0, "day_cap", state)
    return Room(
        min(free, pacing.allowed(_pace(studio, provider), row.next_send_at, now)), "", state
    )


def sent(session: Session, studio: Studio, provider: str, now: datetime, count: int) -> None:
    """Count what leaves now against the pace."""
    row: ProviderHealth = upstream.health(session, provider)
    row.next_send_at = pacing.after(_pace(studio, provider), row.next_send_at, now, count)
    session.add(row)


def most_at_once(studio: Studio, provider: str) -> int:
    """Places at the provider: the operator's cap or the provider's own, whichever is less."""
    return min(studio.settings.provider_concurrent, studio.providers[provider].limits.concurrent)


def _pace(studio: Studio, provider: str) -> Pace:
    limits = studio.providers[provider].limits
    return Pace.of(limits.sends, limits.per_seconds)
