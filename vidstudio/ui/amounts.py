"""Figures as people read them: credits, seconds, clocks."""

from vidstudio.base.texts import counted

THIN = "\u2009"  # a thin space: between thousands, and before a percent sign
MINUTE_SECONDS = 60
HOUR_MINUTES = 60
FINE_SECONDS = 10  # below this a guess is told to the second


def number(value: int) -> str:
    """“1 240”, with a thin space between thousands."""
    return f"{value:,}".replace(",", THIN)


def credits(value: int) -> str:
    """“1 credit”, “1 240 credits”."""
    return counted("takes.credits", value, amount=number(value))


def roughly(seconds: float) -> str:
    """A guess, no finer than it deserves: “50 s”, “1 min”, “4 min”, “2 h”."""
    if seconds < FINE_SECONDS:
        return f"{max(1, round(seconds))} s"
    if seconds < MINUTE_SECONDS - 5:
        return f"{round(seconds / 10) * 10} s"
    minutes = max(1, round(seconds / MINUTE_SECONDS))
    return f"{minutes} min" if minutes < 2 * HOUR_MINUTES else f"{round(minutes / HOUR_MINUTES)} h"


def exactly(seconds: float) -> str:
    """A measured time: “8 s”, “2 min 11 s”, “1 h 4 min”."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, MINUTE_SECONDS)
    if minutes >= HOUR_MINUTES:
        return f"{minutes // HOUR_MINUTES} h {minutes % HOUR_MINUTES} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def clock(seconds: float) -> str:
    """A length as a player shows it: “0:08”, “1:05”."""
    minutes, rest = divmod(max(0, round(seconds)), MINUTE_SECONDS)
    return f"{minutes}:{rest:02d}"
