"""The life of a task: its states, the moves between them, and when to look again."""

import math
from datetime import datetime, timedelta
from enum import StrEnum


class TaskState(StrEnum):
    QUEUED = "queued"  # paid for by a hold, not sent yet
    SUBMITTING = "submitting"  # an attempt row exists; the request may be on the wire
    SUBMIT_UNKNOWN = "submit_unknown"  # sent or not, nobody can tell; never sent again
    RUNNING = "running"  # the provider has accepted and named the job
    FETCHING = "fetching"  # the provider says it is done
    STORING = "storing"  # a checked file lies on this machine
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class AttemptOutcome(StrEnum):
    STARTED = "started"
    NOT_SENT = "not_sent"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"


S = TaskState
TERMINAL = frozenset({S.SUCCEEDED, S.FAILED, S.CANCELLED})
# An attempt in one of these may have cost money at the provider: at most one per task.
PAID_OUTCOMES = (AttemptOutcome.STARTED, AttemptOutcome.ACCEPTED, AttemptOutcome.UNKNOWN)

MOVES: dict[TaskState, frozenset[TaskState]] = {
    S.QUEUED: frozenset({S.SUBMITTING, S.FAILED, S.CANCELLED}),
    S.SUBMITTING: frozenset({S.RUNNING, S.QUEUED, S.FAILED, S.SUBMIT_UNKNOWN}),
    S.SUBMIT_UNKNOWN: frozenset({S.RUNNING, S.FAILED}),
    S.RUNNING: frozenset({S.FETCHING, S.FAILED, S.CANCELLED}),
    S.FETCHING: frozenset({S.STORING, S.FAILED}),
    S.STORING: frozenset({S.SUCCEEDED, S.FAILED, S.FETCHING}),
    S.SUCCEEDED: frozenset(),
    S.FAILED: frozenset(),
    S.CANCELLED: frozenset(),
}


KNOWN = frozenset(TaskState)


def shown(state: str) -> TaskState:
    """The state as people see it: one that only a newer release knows counts as being made."""
    return S(state) if state in KNOWN else S.RUNNING


def allowed(source: TaskState, target: TaskState) -> bool:
    return target in MOVES[source]


PUBLIC_STATUS: dict[TaskState, str] = {
    S.QUEUED: "queued",
    S.SUBMITTING: "processing",
    S.SUBMIT_UNKNOWN: "processing",
    S.RUNNING: "processing",
    S.FETCHING: "processing",
    S.STORING: "processing",
    S.SUCCEEDED: "succeeded",
    S.FAILED: "failed",
    S.CANCELLED: "cancelled",
}


def stage(state: TaskState, reason: str, *, late: bool) -> str | None:
    """The public `stage` of a task that has not ended; None once it has."""
    match state:
        case S.QUEUED:
            return "throttled" if reason == "provider_busy" else "waiting"
        case S.SUBMITTING:
            return "starting"
        case S.SUBMIT_UNKNOWN:
            return "checking"
        case S.RUNNING:
            if reason in {"throttled", "waiting"}:
                return reason
            return "late" if late else "making"
        case S.FETCHING | S.STORING:
            return "saving"
        case _:
            return None


# Why takes are not sent though it may be their turn, as the engine writes it on them.
KEPT_BACK = ("halted", "provider_down", "day_cap")


def waits_for(state: TaskState, reason: str, *, paused: bool) -> str:
    """What keeps a take in our own queue: "paused" by its maker, or one of KEPT_BACK; empty for
    one that only waits for its turn, or does not wait here."""
    if state != S.QUEUED:
        return ""
    if paused:
        return "paused"
    return reason if reason in KEPT_BACK else ""


LATE_FACTOR = 3.0  # a take older than this many usual times is called late
SLOW_FACTOR = 2.5  # the slow case in usual times, until this studio's own takes tell
DEADLINE_LEAST = timedelta(minutes=30)
DEADLINE_CAP = timedelta(hours=24)
LATE_LIFE = timedelta(hours=24)  # how long after a failure its video is still welcome
BIN_LIFE = timedelta(days=30)  # how long a removed take can come back
BACK_OFF_CAP_SECONDS = 60.0
POLL_CAP_SECONDS = 30.0
SHORTEST_CAP_SECONDS = 12.0
LOOKS_PER_SECOND = 400.0
MOST_MISSING = 3
MISSING_LEAST = timedelta(minutes=2)
LATE_LOOK_SECONDS = (60.0, 3600.0)  # the least and the longest pause between late looks
_MOST_PLANNED, _GROWS = 10_000, 20  # looks


def deadline(created_at: datetime, usual_seconds: float) -> datetime:
    """When a new task ends by itself if nothing else ends it."""
    return created_at + patience(usual_seconds * SLOW_FACTOR)


def patience(slow_seconds: float) -> timedelta:
    """3 × the slow case of the model, 30 min to 24 h."""
    return min(max(timedelta(seconds=3 * slow_seconds), DEADLINE_LEAST), DEADLINE_CAP)


def unknown_window(least_seconds: float, slow_seconds: float) -> timedelta:
    """How long a lost submission is looked for: at least this long, or 2 × the slow case.

    Never longer than a task may take at all.
    """
    wanted = timedelta(seconds=max(least_seconds, 2 * slow_seconds))
    return min(wanted, patience(slow_seconds))


def is_missing(times: int, since: datetime, now: datetime) -> bool:
    """Whether a provider that says it does not know a job is to be believed."""
    return times >= MOST_MISSING and now - since >= MISSING_LEAST


def late_look_seconds(since_seconds: float) -> float:
    """Until the next look for the video of a take that failed so long ago: as long again."""
    least, most = LATE_LOOK_SECONDS
    return min(max(since_seconds, least), most)


def poll_delay_seconds(
    polls: int, first_seconds: float, jitter: float, cap_seconds: float = POLL_CAP_SECONDS
) -> float:
    """Grows by half each look up to the cap, ±20 % by `jitter` in [0, 1)."""
    delay = min(first_seconds * 1.5 ** min(polls, _GROWS), cap_seconds)
    return delay * (0.8 + 0.4 * jitter)


def longest_pause_seconds(in_flight: int) -> float:
    """Between two looks at a take: short enough to hear of its end within 15 s, and longer only
    when so many are in flight that looking at all of them would be the whole work."""
    return max(SHORTEST_CAP_SECONDS, in_flight / LOOKS_PER_SECOND)


def planned_polls(first_seconds: float, cap_seconds: float, patience_seconds: float) -> int:
    """How many looks fit into the time until the deadline."""
    polls, passed = 0, 0.0
    while passed < patience_seconds and polls < _MOST_PLANNED:
        delay = max(poll_delay_seconds(polls, first_seconds, 0.5, cap_seconds), 0.1)
        if delay >= cap_seconds or polls > _GROWS:  # from here on all are alike
            return min(polls + math.ceil((patience_seconds - passed) / delay), _MOST_PLANNED)
        polls, passed = polls + 1, passed + delay
    return polls


def back_off_seconds(failures: int, jitter: float) -> float:
    """2, 4, 8 … 60 s after trouble, ±20 %."""
    delay = min(2.0 ** min(max(failures, 1), 10), BACK_OFF_CAP_SECONDS)
    return delay * (0.8 + 0.4 * jitter)
