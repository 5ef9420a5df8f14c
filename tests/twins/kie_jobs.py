"""The jobs that kie.ai's twin has accepted: their stages, their endings, and what is told."""

import json
import secrets
import time
from collections import deque
from typing import Any

from tests.twins.book import Book, Entry

STAGES = ("waiting", "queuing", "generating")
CREDITS_PER_JOB = 60.0


class Jobs:
    """`pace_seconds` per stage; None: one stage further with each look.

    `ends` are the endings of the next jobs, each laid over the record of a job that ended; an
    empty one is a success. `files` is where finished films lie, as an address.
    """

    def __init__(self) -> None:
        self.book = Book()
        self.ends: deque[dict[str, Any]] = deque()
        self.pace_seconds: float | None = None
        self.files = ""
        self._endings: dict[str, dict[str, Any]] = {}
        self._editions: dict[str, int] = {}

    def accept(self, said: dict[str, Any]) -> Entry:
        job_id, values = f"task_twin_{secrets.token_hex(8)}", said["input"]
        self._endings[job_id] = self.ends.popleft() if self.ends else {}
        self._editions[job_id] = 1
        url = str(said.get("callBackUrl") or "")
        entry = Entry(job_id, said["model"], values["prompt"], values, url, time.monotonic())
        return self.book.add(entry)

    def record(self, entry: Entry) -> dict[str, Any]:
        """What recordInfo tells of a job now."""
        ending = self._endings[entry.job_id]
        entry.state = self._state(entry, str(ending.get("state", "success")))
        done = entry.state in {"success", "fail"}
        urls = [self.url_of(entry)] if entry.state == "success" else None
        return {
            "taskId": entry.job_id,
            "model": entry.model,
            "state": entry.state,
            "param": json.dumps({"model": entry.model, "input": entry.values}),
            "resultJson": json.dumps({"resultUrls": urls}) if urls else "",
            "failCode": "500" if entry.state == "fail" else "",
            "failMsg": "Internal server error" if entry.state == "fail" else "",
            "costTime": 15000 if done else 0,
            "creditsConsumed": CREDITS_PER_JOB if entry.state == "success" else 0,
            "createTime": 1_767_225_600_000,
            **(ending if done else {}),
        }

    def _state(self, entry: Entry, end: str) -> str:
        if self.pace_seconds is None:
            stage = entry.looks
        else:
            stage = int((time.monotonic() - entry.at) / max(self.pace_seconds, 1e-6))
        return STAGES[stage] if stage < len(STAGES) else end

    def end(self, job_id: str, **values: Any) -> None:
        """From now on the job tells this ending, whatever it told before: flips and late ones."""
        entry = self.book.jobs[job_id]
        self._endings[job_id] = values
        entry.looks, entry.at = max(entry.looks, len(STAGES)), entry.at - 10**6

    def url_of(self, entry: Entry) -> str:
        return f"{self.files}/{entry.job_id}/{self._editions[entry.job_id]}.mp4"

    def renew(self, entry: Entry) -> None:
        """The film has another address from the next look on."""
        self._editions[entry.job_id] += 1
