"""Twin: a provider that speaks the adapters' protocol and does what a test tells it to.

It keeps its own table of accepted jobs: the oracle for “at most one paid submission”.
"""

import shutil
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path

from vidstudio.base.errors import JobLost
from vidstudio.providers.base import Job, Limits, Progress, Submission

Deed = Callable[[], Awaitable[None]]
RUNNING = Progress("running", poll_after_seconds=5)


class Lost(Exception):
    """The request arrived and was accepted; the answer did not come back."""


class Twin:
    """Each list is used up from the left; an empty one means: all goes well.

    An exception in a list is raised, a callable is awaited first.
    """

    name, title = "twin", "Twin"
    limits = Limits(concurrent=1000, sends=1000, per_seconds=1.0)
    can_find = True

    def __init__(self, video: Path) -> None:
        self.video = video
        self.submits: deque[Exception | Deed] = deque()
        self.polls: deque[Progress | Exception] = deque()
        self.fetches: deque[Path | Exception | Deed] = deque()
        self.cancels: deque[bool | Exception] = deque()
        self.finds: deque[str | Exception | None] = deque()
        self.tries: list[Job] = []
        self.accepted: list[str] = []
        self.asked_to_stop: list[str] = []
        self.discarded: list[str] = []
        self.fetched = 0

    async def prepare(self, pictures: tuple[Path, ...]) -> tuple[str, ...]:
        return tuple(str(path) for path in pictures)

    async def submit(self, job: Job) -> Submission:
        self.tries.append(job)
        plan = self.submits.popleft() if self.submits else None
        if isinstance(plan, Lost):
            self.accepted.append(job.client_ref)
        if isinstance(plan, Exception):
            raise plan
        self.accepted.append(job.client_ref)
        if plan is not None:
            await plan()
        return Submission(f"job-{job.client_ref}")

    async def poll(self, job_id: str) -> Progress:
        plan = self.polls.popleft() if self.polls else Progress("succeeded", 100, f"twin:{job_id}")
        if isinstance(plan, Exception):
            raise plan
        return plan

    async def fetch(self, output_url: str, target: Path) -> None:
        self.fetched += 1
        if not output_url.startswith("twin:"):
            raise JobLost
        plan = self.fetches.popleft() if self.fetches else self.video
        if isinstance(plan, Exception):
            raise plan
        if isinstance(plan, Path):
            shutil.copyfile(plan, target)
        else:
            await plan()

    async def cancel(self, job_id: str) -> bool:
        self.asked_to_stop.append(job_id)
        plan = self.cancels.popleft() if self.cancels else True
        if isinstance(plan, Exception):
            raise plan
        return plan

    async def find(self, client_ref: str) -> str | None:
        known = f"job-{client_ref}" if client_ref in self.accepted else None
        plan = self.finds.popleft() if self.finds else known
        if isinstance(plan, Exception):
            raise plan
        return plan

    async def discard(self, job_id: str) -> None:
        self.discarded.append(job_id)

    async def close(self) -> None:
        return None
