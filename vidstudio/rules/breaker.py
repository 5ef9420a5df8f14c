"""The circuit breaker of a provider: whether new takes may be sent to it.

It says nothing about looking: takes that the provider works on are always asked after.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

State = Literal["closed", "open", "half_open", "operator"]
# "good": the provider answered, whatever it said. "key": it does not accept us any more.
Heard = Literal["good", "bad", "key"]
Sends = Literal["all", "probe", "none"]

FAILS_IN_ROW = 5
WINDOW_CALLS = 20
WINDOW_FAILS = 10  # more than half of a window
FIRST_OPEN_SECONDS = 30
LONGEST_OPEN_SECONDS = 600


@dataclass(frozen=True)
class Breaker:
    """Closed lets everything through. Open lets nothing through until `opened_until`.

    Half open lets one take through when nothing else can tell how the provider is. "operator"
    stays until an admin has put the key or the balance right.
    """

    state: State = "closed"
    fails_in_row: int = 0
    calls: int = 0
    fails: int = 0
    open_seconds: int = 0
    opened_until: datetime | None = None


def heard(breaker: Breaker, what: Heard, now: datetime, times: int = 1) -> Breaker:
    """After `times` answers of one kind, or trouble."""
    if breaker.state == "operator":
        return breaker
    if what == "key":
        return Breaker(state="operator")
    breaker = ready(breaker, now)
    match breaker.state, what:
        case "half_open", "good":
            return Breaker()
        case "half_open", "bad":
            return _opened(breaker, now)
        case "open", _:  # what was asked before it opened tells nothing new
            return breaker
        case _:
            return _counted(breaker, what, now, times)


def ready(breaker: Breaker, now: datetime) -> Breaker:
    """An open breaker whose time is over is half open."""
    if breaker.state == "open" and (breaker.opened_until is None or breaker.opened_until <= now):
        return replace(breaker, state="half_open")
    return breaker


def sends(breaker: Breaker, now: datetime, *, looking: bool) -> Sends:
    """What may be sent now. `looking`: takes run there, so the next look tells how it is."""
    match ready(breaker, now).state:
        case "closed":
            return "all"
        case "half_open":
            return "none" if looking else "probe"
        case _:
            return "none"


def _counted(breaker: Breaker, what: Heard, now: datetime, times: int) -> Breaker:
    bad = what == "bad"
    counted = replace(
        breaker,
        fails_in_row=breaker.fails_in_row + times if bad else 0,
        calls=breaker.calls + times,
        fails=breaker.fails + (times if bad else 0),
    )
    if counted.fails_in_row >= FAILS_IN_ROW or counted.fails > WINDOW_FAILS:
        return _opened(counted, now)
    return replace(counted, calls=0, fails=0) if counted.calls >= WINDOW_CALLS else counted


def _opened(breaker: Breaker, now: datetime) -> Breaker:
    seconds = min(max(2 * breaker.open_seconds, FIRST_OPEN_SECONDS), LONGEST_OPEN_SECONDS)
    until = now + timedelta(seconds=seconds)
    return Breaker(state="open", open_seconds=seconds, opened_until=until)
