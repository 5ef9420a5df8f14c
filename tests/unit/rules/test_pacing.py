"""The pace: no stretch of time holds more than the limit, and the limit is nearly used."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vidstudio.rules.pacing import Pace, after, allowed

START = datetime(2026, 7, 1, tzinfo=UTC)


def send_all(pace: Pace, gaps: list[float], wish: int = 1000) -> list[datetime]:
    """Send as many as may leave, after each of the gaps (in seconds)."""
    next_at, now, left = None, START, list[datetime]()
    for gap in gaps:
        now += timedelta(seconds=gap)
        count = min(allowed(pace, next_at, now), wish)
        if count:
            next_at = after(pace, next_at, now, count)
        left.extend([now] * count)
    return left


def most_within(moments: list[datetime], seconds: float) -> int:
    window = timedelta(seconds=seconds)
    return max(
        (sum(moment <= other < moment + window for other in moments) for moment in moments),
        default=0,
    )


@given(
    st.lists(st.floats(0, 12), max_size=60),
    st.sampled_from([(20, 10.0), (1, 1.0), (3, 2.0), (100, 60.0)]),
)
def test_no_stretch_of_time_holds_more_than_the_limit(
    gaps: list[float], limit: tuple[int, float]
) -> None:
    sends, seconds = limit
    assert most_within(send_all(Pace.of(sends, seconds), gaps), seconds) <= sends


def test_most_of_the_limit_is_used() -> None:
    sent = send_all(Pace.of(20, 10.0), [1.0] * 100)
    assert len(sent) >= 0.75 * 20 * 10
    assert most_within(sent, 10) <= 20


def test_after_a_rest_a_few_leave_together() -> None:
    pace = Pace.of(20, 10.0)
    assert allowed(pace, None, START) == 4
    next_at = after(pace, None, START, 4)
    assert allowed(pace, next_at, START) == 0
    assert allowed(pace, next_at, START + pace.every) == 1
