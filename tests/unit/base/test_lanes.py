"""Lanes: so many requests at once, on connections that stay, whatever becomes of a request."""

import asyncio
from collections.abc import AsyncIterator

import httpcore
import pytest

from tests.twins.wire import Reply, Request, serving
from vidstudio.base.lanes import Lanes

LANES, MANY = 3, 40


class Desk:
    """Answers when `open` is set; counts who waits, and those that do so at once."""

    def __init__(self) -> None:
        self.open, self.asked = asyncio.Event(), asyncio.Event()
        self.waiting = self.most = self.port = 0

    async def answer(self, request: Request) -> Reply:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        self.asked.set()
        await self.open.wait()
        self.waiting -= 1
        return Reply(request.path)

    def question(self, path: str) -> httpcore.Request:
        url = f"http://127.0.0.1:{self.port}{path}"
        return httpcore.Request("GET", url, headers={"Host": "twin"})


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    opened = Desk()
    async with serving(opened) as opened.port:
        yield opened


@pytest.fixture
async def lanes(desk: Desk) -> AsyncIterator[Lanes]:
    opened = Lanes(frozenset({f"127.0.0.1:{desk.port}"}), LANES)
    yield opened
    await opened.close()


async def _ask(desk: Desk, lanes: Lanes, path: str) -> bytes:
    async with lanes.answer(desk.question(path)) as answer:
        return await answer.aread()


async def test_no_more_than_the_lanes_are_asked_at_once(desk: Desk, lanes: Lanes) -> None:
    desk.open.set()
    paths = [f"/{n}" for n in range(MANY)]
    answers = await asyncio.gather(*(_ask(desk, lanes, path) for path in paths))
    assert answers == [path.encode() for path in paths]
    assert 1 <= desk.most <= LANES


async def test_requests_that_are_given_up_leave_their_lanes(desk: Desk, lanes: Lanes) -> None:
    for _ in range(2 * LANES):
        desk.asked.clear()
        asking = asyncio.create_task(_ask(desk, lanes, "/slow"))
        await desk.asked.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    desk.open.set()
    assert await _ask(desk, lanes, "/after") == b"/after"


async def test_a_body_that_nobody_reads_leaves_its_lane(desk: Desk, lanes: Lanes) -> None:
    desk.open.set()
    for _ in range(2 * LANES):
        async with lanes.answer(desk.question("/unread")) as answer:
            assert answer.status == 200
    assert await _ask(desk, lanes, "/after") == b"/after"


async def test_an_address_that_is_not_allowed_leaves_its_lane(desk: Desk, lanes: Lanes) -> None:
    desk.open.set()
    for _ in range(2 * LANES):
        with pytest.raises(httpcore.ConnectError):
            async with lanes.answer(httpcore.Request("GET", "http://127.0.0.1:1/")):
                pass
    assert await _ask(desk, lanes, "/after") == b"/after"
