"""How long a proof is good, and which one counts."""

import httpx
import pytest
from sqlmodel import Session

from tests.api.visitors import AJAX, bearer, cookie, visitor
from tests.studio_fixtures import Home, Timepiece
from vidstudio.api.gate import Gate
from vidstudio.base.clock import Clock
from vidstudio.db.tables import User
from vidstudio.studio import Studio

LOOK = "/api/videos/tasks/none"  # 404 for a known caller, 401 for others


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def test_sessions_end_when_idle_and_in_any_case(
    studio: Studio, app: Gate, home: Home, timepiece: Timepiece
) -> None:
    async with visitor(app, headers=await cookie(studio, home)) as client:
        timepiece.advance(hours=11)
        assert (await client.get(LOOK)).status_code == 404
        timepiece.advance(hours=11)  # looked at in between
        assert (await client.get(LOOK)).status_code == 404
        timepiece.advance(hours=13)
        assert (await client.get(LOOK)).status_code == 401
    async with visitor(app, headers=await cookie(studio, home)) as client:
        for _ in range(15):
            timepiece.advance(hours=11)
            await client.get(LOOK)
        timepiece.advance(hours=4)
        assert (await client.get(LOOK)).status_code == 401


async def test_disabled_user_is_out_at_once(
    studio: Studio, member: httpx.AsyncClient, home: Home
) -> None:
    def disable(session: Session) -> None:
        session.get_one(User, home.who.user_id).disabled_at = studio.clock.now()

    await studio.db.write(disable)
    assert (await member.get(LOOK)).status_code == 401


async def test_bearer_decides_when_a_cookie_comes_along(
    studio: Studio, app: Gate, home: Home, neighbour: Home
) -> None:
    both = {**await cookie(studio, neighbour), **await bearer(studio, home)}
    async with visitor(app, headers=both) as client:
        answer = await client.post("/api/video/generate", json={"prompt": "A cup."})
        assert answer.status_code == 202
        assert answer.json()["campaign_id"] == home.campaign_id
    async with visitor(app, headers={**both, "Authorization": "Bearer wrong"}) as client:
        assert (await client.get(LOOK)).status_code == 401


async def test_cookie_needs_a_header_that_no_form_can_send(
    studio: Studio, app: Gate, home: Home
) -> None:
    async with visitor(app, headers=await cookie(studio, home)) as client:
        refused = await client.post("/api/video/generate", json={"prompt": "A cup."})
        accepted = await client.post("/api/video/generate", json={"prompt": "A cup."}, headers=AJAX)
    assert (refused.status_code, accepted.status_code) == (403, 202)


async def test_session_cookie_is_found_among_odd_ones(
    studio: Studio, app: Gate, home: Home
) -> None:
    """Cookies of other programs on this host come along, whatever they look like."""
    ours = (await cookie(studio, home))["Cookie"]
    for others in ('a[b]={"x":1}; ', "bare; ", "x=\xff; ", '"q"=z; '):
        async with visitor(app) as client:
            sent = {b"Cookie": (others + ours).encode("latin-1")}
            assert (await client.get(LOOK, headers=sent)).status_code == 404
