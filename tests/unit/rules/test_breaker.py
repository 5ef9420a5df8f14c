"""The breaker as a state machine: when sending stops, and what makes it begin again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vidstudio.rules.breaker import (
    FAILS_IN_ROW,
    FIRST_OPEN_SECONDS,
    LONGEST_OPEN_SECONDS,
    WINDOW_CALLS,
    WINDOW_FAILS,
    Breaker,
    Heard,
    heard,
    ready,
    sends,
)

START = datetime(2026, 7, 1, tzinfo=UTC)


def after(words: str, breaker: Breaker | None = None, now: datetime = START) -> Breaker:
    """One letter per answer: g(ood), b(ad), k(ey)."""
    meant: dict[str, Heard] = {"g": "good", "b": "bad", "k": "key"}
    breaker = breaker or Breaker()
    for letter in words:
        breaker = heard(breaker, meant[letter], now)
    return breaker


def test_five_failures_in_a_row_open_it() -> None:
    assert after("bbbb").state == "closed"
    assert after("bbbbgbbbb").state == "closed"
    opened = after("bbbbb")
    assert opened.state == "open"
    assert opened.opened_until == START + timedelta(seconds=FIRST_OPEN_SECONDS)


def test_more_than_half_of_twenty_open_it() -> None:
    assert after("bg" * 10).state == "closed"
    assert after("bbg" * 6).state == "open"
    # What was before the window counts no more.
    assert after("bg" * 10 + "bg" * 10).state == "closed"


def test_while_open_nothing_is_sent_and_nothing_new_is_learnt() -> None:
    opened = after("bbbbb")
    assert after("gbgb", opened) == opened
    for looking in (True, False):
        assert sends(opened, START + timedelta(seconds=29), looking=looking) == "none"


def test_afterwards_a_look_decides_and_one_take_only_when_there_is_nothing_to_look_at() -> None:
    opened = after("bbbbb")
    later = START + timedelta(seconds=30)
    assert sends(opened, later, looking=True) == "none"
    assert sends(opened, later, looking=False) == "probe"
    assert after("g", opened, later) == Breaker()
    assert sends(after("g", opened, later), later, looking=True) == "all"


def test_every_failed_probe_doubles_the_wait_up_to_ten_minutes() -> None:
    breaker, now, waits = after("bbbbb"), START, list[int]()
    for _ in range(7):
        waits.append(breaker.open_seconds)
        now += timedelta(seconds=breaker.open_seconds)
        breaker = after("b", breaker, now)
    assert waits == [30, 60, 120, 240, 480, 600, 600]
    well = after("g", breaker, now + timedelta(seconds=600))
    assert after("bbbbb", well).open_seconds == FIRST_OPEN_SECONDS


def test_a_wrong_key_stops_it_until_somebody_acts() -> None:
    stopped = after("k")
    assert stopped.state == "operator"
    years = START + timedelta(days=1000)
    assert after("gggkb", stopped, years) == stopped
    assert sends(stopped, years, looking=False) == "none"


@given(st.lists(st.tuples(st.sampled_from("gbk"), st.integers(0, 1000), st.booleans())))
def test_whatever_happens(steps: list[tuple[str, int, bool]]) -> None:
    breaker, now, keys = Breaker(), START, 0
    for letter, seconds, looking in steps:
        now += timedelta(seconds=seconds)
        before = ready(breaker, now)
        keys += letter == "k"
        breaker = after(letter, breaker, now)
        assert (breaker.state == "operator") == (keys > 0)
        assert (breaker.opened_until is None) == (breaker.state not in {"open", "half_open"})
        assert breaker.fails_in_row < FAILS_IN_ROW
        assert breaker.fails <= WINDOW_FAILS
        assert breaker.calls < WINDOW_CALLS
        assert breaker.open_seconds <= LONGEST_OPEN_SECONDS
        if breaker.state == "closed":
            assert sends(breaker, now, looking=looking) == "all"
        if letter == "g" and before.state in {"closed", "half_open"}:
            assert breaker.state == "closed"  # a provider that answers is not kept waiting
        if breaker.state == "open":
            assert breaker.opened_until is not None
            assert breaker.opened_until - now <= timedelta(seconds=LONGEST_OPEN_SECONDS)
