"""What the queue shows: rows with who made them, the story of one take, what a retry costs."""

from datetime import datetime
from typing import Literal

from vidstudio.views.base import View
from vidstudio.views.takes import TaskView

Mark = Literal["past", "now", "next"]


class QueuedView(View):
    """A take in the queue of its workspace. `needs_you`: nobody has gone on from its ending."""

    task: TaskView
    person: str
    mine: bool
    needs_you: bool


class QueueCounts(View):
    active: int = 0
    done: int = 0  # since midnight, UTC
    failed: int = 0
    all: int = 0


class QueuePageView(View):
    """One page of a tab. `retry_ids` are the failed takes on it that can be made again."""

    rows: tuple[QueuedView, ...] = ()
    counts: QueueCounts = QueueCounts()
    pages: int = 1
    retry_ids: tuple[str, ...] = ()
    retry_credits: int = 0


class StepView(View):
    """One step in the story of a take. Only what belongs to the step is set.

    `key`: held, sent, not_taken, accepted, waiting, rendering, saving, charged, free, not_charged,
    stopped, lost, recovered.
    """

    key: str
    mark: Mark
    at: datetime | None = None
    credits: int = 0
    provider: str = ""
    attempt: int = 0
    attempts: int = 0
    job_id: str = ""
    percent: int | None = None
    reason: str = ""


class TimelineView(View):
    """`slow_seconds` is what one of twenty takes of the model exceeds here; None when unknown."""

    task: TaskView
    steps: tuple[StepView, ...]
    slow_seconds: int | None = None
