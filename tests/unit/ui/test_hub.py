"""The hub: what is read, and which tabs get it, when something changes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import cast

import pytest

from vidstudio.base.bus import Bus
from vidstudio.ui import hub as hub_module
from vidstudio.ui.hub import Hub, SignedOut, Watch
from vidstudio.views import FrameView

ROOM = "room"
FIRST = Watch("session", ROOM, "campaign", "campaign-1", "shot-1")
SECOND = Watch("session", ROOM, "campaign", "campaign-1", "shot-2")
ELSEWHERE = Watch("session", "elsewhere", "campaign", "campaign-2", "shot-1")


@dataclass
class Screens:
    """Reads screens and takes pushes, and counts both."""

    reads: list[Watch] = field(default_factory=list[Watch])
    pushes: asyncio.Queue[tuple[str, Watch]] = field(
        default_factory=asyncio.Queue[tuple[str, Watch]]
    )
    closed_tabs: set[str] = field(default_factory=set[str])
    failures: list[Exception] = field(default_factory=list[Exception])
    reading: asyncio.Event = field(default_factory=asyncio.Event)
    read_gate: asyncio.Event = field(default_factory=asyncio.Event)
    busy_tabs: dict[str, asyncio.Event] = field(default_factory=dict[str, asyncio.Event])

    async def load(self, watch: Watch) -> FrameView:
        self.reads.append(watch)
        self.reading.set()
        await self.read_gate.wait()
        if self.failures:
            raise self.failures.pop()
        return cast(FrameView, watch)

    async def push(self, tab: str, watch: Watch, frame: FrameView) -> None:
        if tab in self.closed_tabs:
            raise LookupError(tab)
        if tab in self.busy_tabs:
            await self.busy_tabs[tab].wait()
        assert cast(Watch, frame) == watch
        self.pushes.put_nowait((tab, watch))

    async def arrived(self, count: int) -> set[tuple[str, Watch]]:
        async with asyncio.timeout(5):
            return {await self.pushes.get() for _ in range(count)}


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
async def screens(hub: Hub, bus: Bus) -> AsyncIterator[Screens]:
    made = Screens()
    made.read_gate.set()
    async with hub.running(bus, made.load, made.push):
        yield made


async def test_a_change_is_read_once_for_all_who_look_at_the_same(
    hub: Hub, bus: Bus, screens: Screens
) -> None:
    for tab, watch in {"a": FIRST, "b": FIRST, "c": SECOND, "d": ELSEWHERE}.items():
        hub.watch(tab, watch)
    bus.publish(ROOM)
    assert await screens.arrived(3) == {("a", FIRST), ("b", FIRST), ("c", SECOND)}
    assert sorted(screens.reads, key=str) == [FIRST, SECOND]


async def test_hints_that_come_together_are_one_reading(
    hub: Hub, bus: Bus, screens: Screens
) -> None:
    hub.watch("a", FIRST)
    for _ in range(50):
        bus.publish(ROOM)
    await screens.arrived(1)
    assert screens.reads == [FIRST]


async def test_a_change_during_a_reading_is_read_again(
    hub: Hub, bus: Bus, screens: Screens
) -> None:
    screens.read_gate.clear()
    hub.watch("a", FIRST)
    bus.publish(ROOM)
    await screens.reading.wait()
    bus.publish(ROOM)
    screens.read_gate.set()
    await screens.arrived(1)
    await screens.arrived(1)
    assert screens.reads == [FIRST, FIRST]


async def test_a_tab_that_has_gone_is_forgotten(hub: Hub, bus: Bus, screens: Screens) -> None:
    hub.watch("gone", FIRST)
    hub.watch("here", FIRST)
    screens.closed_tabs.add("gone")
    bus.publish(ROOM)
    assert await screens.arrived(1) == {("here", FIRST)}
    assert hub.watched(ROOM) == {FIRST: ["here"]}


async def test_a_tab_that_is_held_keeps_nobody_waiting(
    hub: Hub, bus: Bus, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "PATIENCE_SECONDS", 0.01)
    held = screens.busy_tabs["held"] = asyncio.Event()
    for tab, watch in {"held": FIRST, "free": FIRST, "elsewhere": ELSEWHERE}.items():
        hub.watch(tab, watch)
    bus.publish(ROOM)
    assert await screens.arrived(1) == {("free", FIRST)}
    bus.publish("elsewhere")
    assert await screens.arrived(1) == {("elsewhere", ELSEWHERE)}
    bus.publish(ROOM)
    assert await screens.arrived(1) == {("free", FIRST)}
    # What it has missed meanwhile reaches it too.
    held.set()
    assert await screens.arrived(3) == {("held", FIRST), ("free", FIRST)}
    assert screens.reads.count(FIRST) == 3


async def test_slow_tabs_make_no_work_for_each_other(
    hub: Hub, bus: Bus, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "PATIENCE_SECONDS", 0.01)
    held = screens.busy_tabs["held"] = asyncio.Event()
    hub.watch("held", FIRST)
    hub.watch("free", FIRST)
    bus.publish(ROOM)
    assert await screens.arrived(1) == {("free", FIRST)}
    held.set()
    assert await screens.arrived(1) == {("held", FIRST)}
    hub.watch("later", SECOND)
    bus.publish(ROOM)
    await screens.arrived(3)
    assert screens.reads.count(FIRST) == 2


async def test_a_room_that_is_slow_to_read_keeps_no_other_waiting(
    hub: Hub, bus: Bus, screens: Screens
) -> None:
    hub.watch("a", FIRST)
    hub.watch("d", ELSEWHERE)
    screens.read_gate.clear()
    bus.publish(ROOM)
    await screens.reading.wait()
    screens.reading.clear()
    bus.publish("elsewhere")
    async with asyncio.timeout(5):
        await screens.reading.wait()
    assert set(screens.reads) == {FIRST, ELSEWHERE}
    screens.read_gate.set()
    assert await screens.arrived(2) == {("a", FIRST), ("d", ELSEWHERE)}


async def test_who_is_signed_out_is_told_until_it_works(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "LEAVE_AGAIN_SECONDS", 0.01)
    hub, told, tries = Hub(), asyncio.Event(), list[str]()

    async def load(watch: Watch) -> FrameView:
        raise SignedOut(watch.session)

    async def push(tab: str, _watch: Watch, _frame: FrameView) -> None:
        raise AssertionError(tab)

    async def leave(tab: str) -> None:
        tries.append(tab)
        if len(tries) == 1:
            raise OSError("the socket is busy")
        told.set()

    hub.watch("a", FIRST)
    async with hub.running(bus, load, push, leave):
        bus.publish(ROOM)
        async with asyncio.timeout(5):
            await told.wait()
    assert tries == ["a", "a"]
    assert hub.watched(ROOM) == {}


async def test_a_session_that_has_ended_is_served_no_more(
    hub: Hub, bus: Bus, screens: Screens
) -> None:
    hub.watch("a", FIRST)
    hub.watch("b", SECOND)
    screens.failures.append(LookupError("ended"))
    bus.publish(ROOM)
    assert len(await screens.arrived(1)) == 1
    assert len(hub.watched(ROOM)) == 1


async def test_a_reading_that_fails_is_tried_again(
    hub: Hub, bus: Bus, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "RETRY_SECONDS", 0.01)
    screens.failures.append(OSError("the database is locked"))
    hub.watch("a", FIRST)
    bus.publish(ROOM)
    assert await screens.arrived(1) == {("a", FIRST)}
    assert screens.reads == [FIRST, FIRST]


async def test_every_room_is_read_anew_now_and_then(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "SLOW_REFRESH_SECONDS", 0.01)
    hub, screens = Hub(), Screens()
    screens.read_gate.set()
    hub.watch("a", FIRST)
    hub.watch("d", ELSEWHERE)
    async with hub.running(bus, screens.load, screens.push):
        assert {("a", FIRST), ("d", ELSEWHERE)} == await screens.arrived(2)


async def test_afterwards_the_bus_is_not_listened_to(bus: Bus) -> None:
    hub, screens = Hub(), Screens()
    async with hub.running(bus, screens.load, screens.push):
        hub.watch("a", FIRST)
    bus.publish(ROOM)
    await asyncio.sleep(0)
    assert screens.reads == []
