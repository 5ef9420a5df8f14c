"""States, the moves between them, and when to look again."""

from datetime import UTC, datetime, timedelta

import pytest

from vidstudio.rules.lifecycle import (
    MOVES,
    PAID_OUTCOMES,
    PUBLIC_STATUS,
    TERMINAL,
    TaskState,
    allowed,
    back_off_seconds,
    deadline,
    poll_delay_seconds,
    stage,
    waits_for,
)

BORN = datetime(2026, 7, 1, tzinfo=UTC)
JITTERS = (0.0, 0.5, 0.999)


def reachable(source: TaskState) -> set[TaskState]:
    seen, ahead = set[TaskState](), [source]
    while ahead:
        for target in MOVES[ahead.pop()] - seen:
            seen.add(target)
            ahead.append(target)
    return seen


def test_every_state_has_its_moves_and_its_public_word() -> None:
    assert set(MOVES) == set(TaskState) == set(PUBLIC_STATUS)


def test_an_ending_is_final() -> None:
    assert {state for state in TaskState if not MOVES[state]} == TERMINAL


@pytest.mark.parametrize("state", sorted(set(TaskState) - TERMINAL))
def test_whatever_a_task_is_doing_it_can_still_fail(state: TaskState) -> None:
    assert TaskState.FAILED in MOVES[state]


def test_only_what_is_stored_succeeds() -> None:
    ways_in = {state for state in TaskState if allowed(state, TaskState.SUCCEEDED)}
    assert ways_in == {TaskState.STORING}


def test_what_may_have_been_sent_is_never_queued_again() -> None:
    assert TaskState.QUEUED not in reachable(TaskState.SUBMIT_UNKNOWN)
    assert TaskState.SUBMITTING not in reachable(TaskState.RUNNING)
    assert {"started", "accepted", "unknown"} == set(PAID_OUTCOMES)


def test_only_a_waiting_or_running_task_can_be_cancelled() -> None:
    ways_in = {state for state in TaskState if allowed(state, TaskState.CANCELLED)}
    assert ways_in == {TaskState.QUEUED, TaskState.RUNNING}


@pytest.mark.parametrize(
    ("state", "reason", "late", "words"),
    [
        (TaskState.QUEUED, "", False, "waiting"),
        (TaskState.QUEUED, "provider_busy", False, "throttled"),
        (TaskState.SUBMITTING, "", False, "starting"),
        (TaskState.SUBMIT_UNKNOWN, "", False, "checking"),
        (TaskState.RUNNING, "", False, "making"),
        (TaskState.RUNNING, "", True, "late"),
        (TaskState.RUNNING, "waiting", True, "waiting"),
        (TaskState.RUNNING, "throttled", False, "throttled"),
        (TaskState.FETCHING, "", False, "saving"),
        (TaskState.STORING, "", True, "saving"),
        (TaskState.SUCCEEDED, "", False, None),
        (TaskState.FAILED, "deadline", True, None),
        (TaskState.CANCELLED, "", False, None),
    ],
)
def test_the_stage_people_see(state: TaskState, reason: str, late: bool, words: str | None) -> None:
    assert stage(state, reason, late=late) == words


@pytest.mark.parametrize("jitter", JITTERS)
@pytest.mark.parametrize("first", [0.5, 15.0, 600.0])
def test_polls_slow_down_but_never_beyond_36_seconds(first: float, jitter: float) -> None:
    delays = [poll_delay_seconds(polls, first, jitter) for polls in range(2000)]
    assert delays == sorted(delays)
    assert delays[0] >= min(first, 30.0) * 0.8
    assert delays[-1] == pytest.approx(30.0 * (0.8 + 0.4 * jitter))


def test_polls_start_at_the_first_delay_and_grow_by_half() -> None:
    assert poll_delay_seconds(0, 10.0, 0.5) == pytest.approx(10.0)
    assert poll_delay_seconds(1, 10.0, 0.5) == pytest.approx(15.0)


@pytest.mark.parametrize("jitter", JITTERS)
def test_back_off_doubles_from_2_to_60_seconds(jitter: float) -> None:
    spread = 0.8 + 0.4 * jitter
    expected = [2, 2, 4, 8, 16, 32, 60, 60]
    told = [back_off_seconds(failures, jitter) / spread for failures in (0, *range(1, 7), 10**9)]
    assert told == pytest.approx(expected)


@pytest.mark.parametrize(
    ("usual", "wait"),
    [
        (1, timedelta(minutes=30)),
        (240, timedelta(minutes=30)),
        (480, timedelta(hours=1)),
        (10**7, timedelta(hours=24)),
    ],
)
def test_the_deadline_lies_between_half_an_hour_and_a_day(usual: int, wait: timedelta) -> None:
    assert deadline(BORN, usual) == BORN + wait


def test_only_what_waits_here_is_kept_back_and_a_pause_comes_first() -> None:
    queued = TaskState.QUEUED
    for reason in ("halted", "provider_down", "day_cap"):
        assert waits_for(queued, reason, paused=False) == reason
        assert waits_for(queued, reason, paused=True) == "paused"
        assert waits_for(TaskState.RUNNING, reason, paused=True) == ""
    assert {waits_for(queued, word, paused=False) for word in ("", "provider_busy")} == {""}
