"""What a twin is told to do wrong, and when: each fault once, or at random with a given share."""

import random
from collections import defaultdict, deque
from dataclasses import dataclass, field, fields, replace
from typing import Any, cast

from tests.twins.wire import Reply


@dataclass(frozen=True)
class Fault:
    """One answer gone wrong.

    `accepted` is whether the deed is done all the same, as when only the reply is lost.
    `body`, `status`, `headers` and `manner` replace those of the reply; `data` is laid over
    what the reply tells of the job, if it tells anything.
    """

    manner: str = "whole"
    accepted: bool = False
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: dict[str, Any] | str | bytes | None = None
    data: dict[str, Any] | None = None

    @classmethod
    def read(cls, said: dict[str, Any]) -> "Fault":
        """From JSON; other keys than ours are no fault but a mistake."""
        known = {one.name for one in fields(cls)}
        if not said.keys() <= known:
            raise ValueError(f"a fault has no {sorted(said.keys() - known)}")
        return cls(**said)

    def spoil(self, reply: Reply) -> Reply:
        body = reply.body if self.body is None else self.body
        if self.data is not None and isinstance(body, dict):
            told = body.get("data")
            inner = cast(dict[str, Any], told) if isinstance(told, dict) else {}
            body = {**body, "data": {**inner, **self.data}}
        headers = {**reply.headers, **self.headers}
        return replace(reply, body=body, headers=headers, status=self.status, manner=self.manner)


class Faults:
    """By the name of an operation: a queue of faults, and shares of others.

    A None in a queue lets one request pass.
    """

    def __init__(self, seed: int = 7) -> None:
        self._chance = random.Random(seed)
        self.queues = defaultdict[str, deque[Fault | None]](deque)
        self.shares = defaultdict[str, list[tuple[float, Fault]]](list)

    def add(self, operation: str, *faults: Fault | None) -> None:
        self.queues[operation].extend(faults)

    def take(self, operation: str) -> Fault | None:
        queue = self.queues[operation]
        if queue:
            return queue.popleft()
        for share, fault in self.shares[operation]:
            if self._chance.random() < share:
                return fault
        return None

    def clear(self) -> None:
        self.queues.clear()
        self.shares.clear()

    def read(self, said: dict[str, Any]) -> None:
        """`{"queues": {operation: [fault, null…]}, "shares": {operation: [[0.02, fault]…]}}`."""
        for operation, faults in said.get("queues", {}).items():
            self.add(operation, *(fault and Fault.read(fault) for fault in faults))
        for operation, faults in said.get("shares", {}).items():
            told = [(float(share), Fault.read(fault)) for share, fault in faults]
            self.shares[operation].extend(told)
