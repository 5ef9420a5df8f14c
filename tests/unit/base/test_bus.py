import asyncio

import pytest

from vidstudio.base.bus import Bus


async def test_a_bell_rung_before_anybody_listens_is_not_lost() -> None:
    bus = Bus()
    bus.wake()
    bus.wake()
    await asyncio.wait_for(bus.rung(), 1)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bus.rung(), 0.01)


async def test_every_listener_hears_the_room_until_it_leaves() -> None:
    bus, one, two = Bus(), list[str](), list[str]()
    leave = bus.subscribe(one.append)
    bus.subscribe(two.append)
    bus.publish("a")
    leave()
    leave()
    bus.publish("b")
    assert (one, two) == (["a"], ["a", "b"])


async def test_a_listener_may_leave_while_it_is_told() -> None:
    bus, heard = Bus(), list[str]()

    def once(room: str) -> None:
        heard.append(room)
        leave()

    leave = bus.subscribe(once)
    bus.publish("a")
    bus.publish("b")
    assert heard == ["a"]
