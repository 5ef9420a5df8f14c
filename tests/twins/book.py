"""A provider's own book: which jobs it has accepted. The oracle for “at most one paid job”."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Entry:
    """One accepted job. `token` is what our callback address carries; empty without one."""

    job_id: str
    model: str
    prompt: str
    values: dict[str, Any]
    callback_url: str
    at: float  # seconds of the twin's clock
    looks: int = 0
    state: str = ""
    told: list[str] = field(default_factory=list[str])  # states, in the order they were told

    @property
    def token(self) -> str:
        return token_of(self.callback_url)

    @property
    def prompt_hash(self) -> str:
        return hashlib.sha256(self.prompt.encode()).hexdigest()

    def row(self) -> dict[str, Any]:
        return {
            "job_id": self.job_id,
            "model": self.model,
            "token": self.token,
            "prompt_hash": self.prompt_hash,
            "state": self.state,
            "looks": self.looks,
        }


def token_of(callback_url: str) -> str:
    """From `…?token=T`, or the last part of the path."""
    parts = urlsplit(callback_url)
    named = parse_qs(parts.query).get("token")
    return named[0] if named else parts.path.rpartition("/")[2]


class Book:
    def __init__(self) -> None:
        self.jobs: dict[str, Entry] = {}
        self.asked = 0  # creates that came, accepted or not

    def add(self, entry: Entry) -> Entry:
        self.jobs[entry.job_id] = entry
        return entry

    @property
    def newest(self) -> Entry:
        return next(reversed(self.jobs.values()))

    def twice(self) -> dict[str, int]:
        """Callers' tasks that were accepted more than once: must be empty."""
        count = Counter(entry.token or entry.prompt_hash for entry in self.jobs.values())
        return {task: times for task, times in count.items() if times > 1}

    def report(self) -> dict[str, Any]:
        rows = [entry.row() for entry in self.jobs.values()]
        return {"asked": self.asked, "accepted": len(rows), "twice": self.twice(), "jobs": rows}
