"""The pace of sending: never more than `sends` in any stretch of `per_seconds`.

The generic cell rate algorithm: one moment per provider, from which the next one may leave. Some
may leave together; what is left of the limit is spread evenly, so that no stretch of time, however
it is laid, holds more than allowed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pace:
    """`together` may leave at once; afterwards one every `every`."""

    together: int
    every: timedelta

    @classmethod
    def of(cls, sends: int, per_seconds: float) -> "Pace":
        together = max(1, sends // 5)
        return cls(together, timedelta(seconds=per_seconds / max(sends - together, 1)))


def allowed(pace: Pace, next_at: datetime | None, now: datetime) -> int:
    """How many may leave now."""
    if next_at is None or next_at <= now:
        return pace.together
    room = pace.every * (pace.together - 1) - (next_at - now)
    return 0 if room < timedelta() else room // pace.every + 1


def after(pace: Pace, next_at: datetime | None, now: datetime, sent: int) -> datetime:
    """The next moment once `sent` have left."""
    return max(next_at or now, now) + pace.every * sent
