"""The life of a task: its states, the moves between them, and when to look again."""

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


LATE_FACTOR = 3.0  # a take older than this many usual times is called late
UNKNOWN_WINDOW = timedelta(minutes=20)
DEADLINE_CAP = timedelta(hours=24)
BIN_LIFE = timedelta(days=30)  # how long a removed take can come back
BACK_OFF_CAP_SECONDS = 60.0
POLL_CAP_SECONDS = 30.0


def deadline(created_at: datetime, usual_seconds: float) -> datetime:
    """When a task ends by itself if nothing else ends it: 3 × the slow case, 30 min to 24 h."""
    slow = timedelta(seconds=usual_seconds * 2.5)
    return created_at + min(max(3 * slow, timedelta(minutes=30)), DEADLINE_CAP)


def poll_delay_seconds(polls: int, first_seconds: float, jitter: float) -> float:
    """Grows by half each look up to 30 s, ±20 % by `jitter` in [0, 1)."""
    delay = min(first_seconds * 1.5 ** min(polls, 20), POLL_CAP_SECONDS)
    return delay * (0.8 + 0.4 * jitter)


def back_off_seconds(failures: int, jitter: float) -> float:
    """2, 4, 8 … 60 s after trouble, ±20 %."""
    delay = min(2.0 ** min(max(failures, 1), 10), BACK_OFF_CAP_SECONDS)
    return delay * (0.8 + 0.4 * jitter)
