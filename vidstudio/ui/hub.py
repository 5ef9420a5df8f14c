"""Which tab of this process looks at what, and the loop that brings those tabs up to date.

Only hints arrive here: the name of a room (a workspace). The value is read from the database,
once for all tabs that look at the same shot. Every process serves its own tabs alone. A room
with slow tabs keeps no other room waiting.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

from vidstudio.base.bus import Bus
from vidstudio.views import FrameView

log = logging.getLogger(__name__)
SLOW_REFRESH_SECONDS = 30.0
RETRY_SECONDS = 5.0
LEAVE_AGAIN_SECONDS = 0.5
PARALLEL_PUSHES = 32
PARALLEL_ROOMS = 8
PATIENCE_SECONDS = 0.5  # with a tab whose State is held by something slow


@dataclass(frozen=True)
class Watch:
    """What one tab looks at. `session` is the secret of its cookie, asked again at each push."""

    session: str
    room: str
    page: str
    campaign_id: str
    shot_id: str | None


Load = Callable[[Watch], Awaitable[FrameView]]
# Raises LookupError when the tab is no longer connected to this process.
Push = Callable[[str, Watch, FrameView], Awaitable[None]]
# Waits for nothing that the tab does; raises LookupError as well.
Leave = Callable[[str], Awaitable[None]]


class SignedOut(LookupError):
    """The session of a tab has ended."""


async def _stay(_tab: str) -> None:
    return None


class Hub:
    """Used from the event loop only. A tab is named by its client token."""

    def __init__(self) -> None:
        self._watches: dict[str, Watch] = {}
        self._dirty: set[str] = set()
        self._wake = asyncio.Event()
        self._reading: set[str] = set()
        self._late: dict[str, asyncio.Task[None]] = {}
        self._missed: set[str] = set()
        self._leave: Leave = _stay

    def watch(self, tab: str, watch: Watch) -> None:
        """Call it before reading the snapshot, so that no change can fall between."""
        self._watches[tab] = watch

    def forget(self, tab: str) -> None:
        self._watches.pop(tab, None)

    def watched(self, room: str) -> dict[Watch, list[str]]:
        """The tabs of a room, by what they look at."""
        tabs: dict[Watch, list[str]] = {}
        for tab, watch in self._watches.items():
            if watch.room == room:
                tabs.setdefault(watch, []).append(tab)
        return tabs

    def rooms(self) -> set[str]:
        """The rooms that somebody here looks at."""
        return {watch.room for watch in self._watches.values()}

    def hint(self, room: str) -> None:
        """Something in this room has changed. Hints that come together are read once."""
        self._dirty.add(room)
        self._wake.set()

    def hint_all(self) -> None:
        for room in self.rooms():
            self.hint(room)

    @contextlib.asynccontextmanager
    async def running(
        self, bus: Bus, load: Load, push: Push, leave: Leave = _stay
    ) -> AsyncGenerator[None, None]:
        """Hears `bus`, and refreshes the tabs of changed rooms until the context ends.

        `leave` is called with each tab whose session turns out to have ended, until it works.
        """
        self._leave = leave
        unsubscribe = bus.subscribe(self.hint)
        loops = [
            asyncio.create_task(self._refresh_changed(load, push)),
            asyncio.create_task(self._hint_all_now_and_then()),
        ]
        try:
            yield
        finally:
            unsubscribe()
            running = [*loops, *self._late.values()]
            for loop in running:
                loop.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _hint_all_now_and_then(self) -> None:
        """Heals a push that failed, and moves what depends on the time alone."""
        while True:
            await asyncio.sleep(SLOW_REFRESH_SECONDS)
            self.hint_all()

    async def _refresh_changed(self, load: Load, push: Push) -> None:
        turns = asyncio.Semaphore(PARALLEL_ROOMS)

        async def refresh(room: str) -> None:
            async with turns:
                while room in self._dirty:
                    self._dirty.discard(room)
                    await self._refresh(room, load, push)
            self._reading.discard(room)

        async with asyncio.TaskGroup() as group:
            while True:
                await self._wake.wait()
                self._wake.clear()
                for room in self._dirty - self._reading:
                    self._reading.add(room)
                    group.create_task(refresh(room))

    async def _refresh(self, room: str, load: Load, push: Push) -> None:
        gate = asyncio.Semaphore(PARALLEL_PUSHES)
        for watch, tabs in self.watched(room).items():
            try:
                screen = await load(watch)
            except LookupError as error:
                for tab in tabs:
                    if not isinstance(error, SignedOut) or await self._left(tab):
                        self.forget(tab)
                    else:
                        asyncio.get_running_loop().call_later(LEAVE_AGAIN_SECONDS, self.hint, room)
            except Exception:
                # The loop must outlive whatever a reading may raise.
                log.exception("Reading the screen of a room failed; trying again")
                asyncio.get_running_loop().call_later(RETRY_SECONDS, self.hint, room)
            else:

                async def show(tab: str, watch: Watch = watch, screen: FrameView = screen) -> None:
                    await push(tab, watch, screen)

                free = [tab for tab in tabs if tab not in self._late]
                self._missed.update(self._late.keys() & set(tabs))
                await self._push_all(room, {tab: self._push(gate, show, tab) for tab in free})

    async def _push_all(self, room: str, pushes: dict[str, Coroutine[Any, Any, None]]) -> None:
        """A slow tab keeps nobody waiting; what it misses it gets when its push has ended."""
        tasks = {asyncio.create_task(push): tab for tab, push in pushes.items()}
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=PATIENCE_SECONDS)
        for task in late:
            self._late[tasks[task]] = task
            task.add_done_callback(lambda _, tab=tasks[task]: self._caught_up(tab, room))

    def _caught_up(self, tab: str, room: str) -> None:
        del self._late[tab]
        # Only if there was something: slow tabs would otherwise make work for each other for ever.
        if tab in self._missed:
            self._missed.discard(tab)
            self.hint(room)

    async def _left(self, tab: str) -> bool:
        """Lead a tab to the sign-in; False when that has to be tried again."""
        try:
            await self._leave(tab)
        except LookupError:
            return True  # whoever connects again is asked who they are
        except Exception:
            log.exception("A tab whose session has ended could not be told; trying again")
            return False
        return True

    async def _push(
        self, gate: asyncio.Semaphore, show: Callable[[str], Awaitable[None]], tab: str
    ) -> None:
        try:
            async with gate:
                await show(tab)
        except LookupError:
            self.forget(tab)
        except RedisError as error:
            log.warning("A tab hears nothing while Redis is away: %s", error)
        except Exception:
            # One tab's trouble is not the others'; the slow refresh tries it again.
            log.exception("A push to one tab failed")
