"""Answers: what the assistant is writing right now in this process, by campaign.

The words of a line live here while they are written; the database follows about once a second.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

log = logging.getLogger(__name__)
Listener = Callable[[str, str], None]
_STOP_SECONDS = 10.0


@dataclass
class _Answer:
    room: str
    task: "asyncio.Task[None]"
    lines: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def text(self) -> str:
        return next(reversed(self.lines.values()), "")


class Answers:
    """Used from the event loop only. A room is a workspace id."""

    def __init__(self) -> None:
        self._running: dict[str, _Answer] = {}
        self._listeners: set[Listener] = set()

    def start(self, room: str, campaign_id: str, work: Coroutine[None, None, None]) -> None:
        """Run `work` until it ends. The database says whether there may be one."""
        task = asyncio.create_task(work, name=f"answer-{campaign_id}")
        self._running[campaign_id] = _Answer(room, task)
        task.add_done_callback(lambda done: self._ended(campaign_id, done))

    def text(self, campaign_id: str) -> str | None:
        """The words of the line being written; None while nobody writes here."""
        answer = self._running.get(campaign_id)
        return answer.text if answer else None

    def lines(self, campaign_id: str) -> dict[str, str] | None:
        """By its id the line being written, and the one before it: a screen that has not heard
        yet that a line is finished goes on showing all of it."""
        answer = self._running.get(campaign_id)
        return dict(answer.lines) if answer else None

    def write(self, campaign_id: str, line_id: str, text: str) -> None:
        """The line now reads `text`; everybody who listens is told."""
        answer = self._running.get(campaign_id)
        if answer is None:
            return
        if line_id not in answer.lines:
            for old in list(answer.lines)[:-1]:
                del answer.lines[old]
        answer.lines[line_id] = text
        self._tell(answer.room, campaign_id)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """`listener(room, campaign_id)` at every piece. Returns what ends the subscription."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def stop(self, campaign_id: str) -> bool:
        """End the answer and wait until it is written down. False where none runs here."""
        answer = self._running.get(campaign_id)
        if answer is None:
            return False
        answer.task.cancel()
        await asyncio.wait({answer.task}, timeout=_STOP_SECONDS)
        return True

    async def close(self) -> None:
        """Stop all of them; each writes down how far it came."""
        tasks = {answer.task for answer in self._running.values()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_STOP_SECONDS)

    async def idle(self) -> None:
        """Return when no answer runs."""
        while self._running:
            await asyncio.wait({answer.task for answer in self._running.values()})
            await asyncio.sleep(0)  # lets the ended ones be forgotten

    def _ended(self, campaign_id: str, task: "asyncio.Task[None]") -> None:
        answer = self._running.get(campaign_id)
        if answer is not None and answer.task is task:
            del self._running[campaign_id]
            self._tell(answer.room, campaign_id)
        if not task.cancelled() and task.exception() is not None:
            log.error("An answer broke off", exc_info=task.exception())

    def _tell(self, room: str, campaign_id: str) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(room, campaign_id)
            except Exception:
                # One listener's trouble is not the answer's.
                log.exception("Telling of a piece of an answer failed")
