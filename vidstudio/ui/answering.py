"""The words of an answer on their way to the tabs that look at its campaign, as they are written.

The rows of a conversation come through the hub; this is the short way for the one being written.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable

import reflex as rx

from vidstudio.studio import current
from vidstudio.ui.frame import hub
from vidstudio.ui.live import CAMPAIGN_PAGE
from vidstudio.ui.session import SessionState

log = logging.getLogger(__name__)
PACE_SECONDS = 0.05
Words = dict[str, str]
# Shows the words to one tab. Raises LookupError when it is not connected to this process.
Show = Callable[[str, Words], Awaitable[None]]
Campaign = tuple[str, str]


class AnswerState(SessionState):
    """By their ids the line that is being written in the campaign this tab looks at, and the
    one before it: its row may still be on its way."""

    words: dict[str, str] = {}


class Pieces:
    """Brings words to the tabs of a campaign: the first at once, more at most every `pace`."""

    def __init__(self, lines: Callable[[str], Words | None], show: Show, pace: float) -> None:
        self._lines, self._show, self._pace = lines, show, pace
        self._due: dict[Campaign, asyncio.Event] = {}
        self._loops: set[asyncio.Task[None]] = set()

    def heard(self, workspace_id: str, campaign_id: str) -> None:
        """A piece came, or the answer has ended."""
        key = (workspace_id, campaign_id)
        if key in self._due:
            self._due[key].set()
            return
        self._due[key] = asyncio.Event()
        loop = asyncio.create_task(self._follow(key))
        self._loops.add(loop)
        loop.add_done_callback(self._loops.discard)

    async def idle(self) -> None:
        """Return when no answer is followed any more."""
        await asyncio.gather(*self._loops)

    async def close(self) -> None:
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)

    async def _follow(self, key: Campaign) -> None:
        """Until nothing more came for a while."""
        due, told = self._due[key], None
        try:
            while True:
                due.clear()
                words = self._lines(key[1])
                if words is not None and words != told:
                    told = words
                    await self._tell(key, words)
                await asyncio.sleep(self._pace)
                if words is None and not due.is_set():
                    return
                await due.wait()
        finally:
            del self._due[key]

    async def _tell(self, key: Campaign, words: Words) -> None:
        tabs = [
            tab
            for watch, tabs in hub.watched(key[0]).items()
            if watch.page == CAMPAIGN_PAGE and watch.campaign_id == key[1]
            for tab in tabs
        ]
        for result in await asyncio.gather(
            *(self._show(tab, words) for tab in tabs), return_exceptions=True
        ):
            if isinstance(result, Exception) and not isinstance(result, LookupError):
                # One tab's trouble is not the others'; the finished line comes through the hub.
                log.error("A piece of an answer did not reach its tab", exc_info=result)


@contextlib.asynccontextmanager
async def answers_told(app: rx.App) -> AsyncGenerator[None, None]:
    """Lifespan of the pieces. The studio must be open. Reflex passes `app` by this name."""

    async def show(tab: str, words: Words) -> None:
        # As in live.py: private, and the only place that says which tabs this process holds.
        tokens = app.event_namespace._token_manager  # pyright: ignore
        socket = tokens.token_to_socket.get(tab)
        if socket is None or socket.instance_id != tokens.instance_id:
            raise LookupError(tab)
        async with app.modify_state(rx.BaseStateToken(ident=tab, cls=AnswerState)) as root:
            (await root.get_state(AnswerState)).words = words

    answers = current().answers
    pieces = Pieces(answers.lines, show, PACE_SECONDS)
    unsubscribe = answers.subscribe(pieces.heard)
    try:
        yield
    finally:
        unsubscribe()
        await pieces.close()
