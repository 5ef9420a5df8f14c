"""Whose turn it is: workspaces share the places of a provider, however much each has waiting."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Line:
    """What a workspace has waiting at one provider, oldest first.

    `working` of its takes have a place already. `served` is the number of the last turn it had;
    0: none. `since` is when its oldest take came.
    """

    workspace_id: str
    waiting: Sequence[str]
    working: int
    served: int
    since: datetime


@dataclass(frozen=True)
class Turn:
    workspace_id: str
    task_id: str


def order(lines: Iterable[Line], count: int) -> list[Turn]:
    """The next `count` turns.

    First who has the fewest at work, then who has waited longest for a turn, then whose take is
    the oldest. So one take of one workspace never waits for ten thousand of another.
    """
    heap = [(line.working, line.served, line.since, n, 0, line) for n, line in enumerate(lines)]
    heap = [entry for entry in heap if entry[-1].waiting]
    heapq.heapify(heap)
    latest = max((entry[1] for entry in heap), default=0)
    turns = list[Turn]()
    while heap and len(turns) < count:
        working, _, since, n, given, line = heapq.heappop(heap)
        turns.append(Turn(line.workspace_id, line.waiting[given]))
        latest += 1
        if given + 1 < len(line.waiting):
            heapq.heappush(heap, (working + 1, latest, since, n, given + 1, line))
    return turns


def ahead(before: int, others: Iterable[int]) -> int:
    """How many takes have their turn before one that has `before` of its own workspace before it.

    `others` is what each other workspace has waiting: each of them has one turn in every round.
    """
    return before + sum(min(waiting, before) for waiting in others)
