"""How many looks fit until a deadline: counted at once, and as if one after the other."""

from hypothesis import given
from hypothesis import strategies as st

from vidstudio.rules.lifecycle import planned_polls, poll_delay_seconds

seconds = st.floats(0.2, 60)


@given(first=seconds, cap=seconds, patience=st.floats(0, 5000))
def test_as_if_each_look_was_waited_for(first: float, cap: float, patience: float) -> None:
    polls, passed = 0, 0.0
    while passed < patience:
        passed += max(poll_delay_seconds(polls, first, 0.5, cap), 0.1)
        polls += 1
    # Where the last look falls on the deadline itself, a sum may round to either side.
    assert abs(planned_polls(first, cap, patience) - min(polls, 10_000)) <= 1
