"""Visitors of an open demo."""

import httpx
import pytest

from tests.api.visitors import AJAX, visitor
from tests.studio_fixtures import Timepiece
from vidstudio.api.gate import Gate
from vidstudio.base.clock import Clock
from vidstudio.services import accounts
from vidstudio.studio import Studio

TAKE = {"prompt": "A cup at dawn."}


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"demo": "true"}


@pytest.fixture
async def guest(anyone: httpx.AsyncClient) -> httpx.AsyncClient:
    answer = await anyone.post("/api/auth/guest")
    assert answer.status_code == 303
    anyone.headers.update(AJAX)
    return anyone


async def test_guests_have_a_workspace_of_their_own(
    studio: Studio, app: Gate, guest: httpx.AsyncClient
) -> None:
    made = (await guest.post("/api/video/generate", json=TAKE)).json()
    async with visitor(app, headers=AJAX) as other:
        await other.post("/api/auth/guest")
        answer = await other.get(f"/api/videos/tasks/{made['task_id']}")
        assert answer.status_code == 404
        first = await accounts.who(studio, guest.cookies["vidstudio_session"])
        second = await accounts.who(studio, other.cookies["vidstudio_session"])
    assert first.guest
    assert not first.is_admin
    assert first.workspace_id != second.workspace_id


async def test_two_takes_at_a_time(guest: httpx.AsyncClient) -> None:
    answers = [await guest.post("/api/video/generate", json=TAKE) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_no_addresses_are_fetched_for_them(guest: httpx.AsyncClient) -> None:
    by_form = await guest.post("/api/uploads", files={"url": (None, "https://example.com/a.jpg")})
    body = {**TAKE, "reference_images": ["https://example.com/a.jpg"]}
    in_body = await guest.post("/api/video/generate", json=body)
    assert (by_form.status_code, in_body.status_code) == (403, 403)
    assert "Guests" in by_form.json()["detail"]


async def test_their_time_ends_after_a_day(guest: httpx.AsyncClient, timepiece: Timepiece) -> None:
    timepiece.advance(hours=11)
    assert (await guest.get("/api/videos/tasks/none")).status_code == 404
    timepiece.advance(hours=11)
    assert (await guest.get("/api/videos/tasks/none")).status_code == 404
    timepiece.advance(hours=2)
    assert (await guest.get("/api/videos/tasks/none")).status_code == 401


async def test_nobody_signs_in_as_a_guest_by_password(
    studio: Studio, guest: httpx.AsyncClient
) -> None:
    who = await accounts.who(studio, guest.cookies["vidstudio_session"])
    form = {"username": f"{who.user_id}@guest.invalid", "password": "-"}
    assert (await guest.post("/api/auth/token", data=form)).status_code == 401


async def test_guests_do_not_become_the_owner(studio: Studio, guest: httpx.AsyncClient) -> None:
    assert (await accounts.setup(studio)).needs_owner


async def test_endless_guests_from_one_address_wait(anyone: httpx.AsyncClient) -> None:
    for _ in range(20):
        assert (await anyone.post("/api/auth/guest")).status_code == 303
    answer = await anyone.post("/api/auth/guest")
    assert answer.status_code == 429


@pytest.mark.parametrize("demo", ["auto", "false"])
class TestClosed:
    @pytest.fixture
    def setting_changes(self, demo: str) -> dict[str, object]:
        return {"demo": demo}

    async def test_without_the_setting_there_are_none(self, anyone: httpx.AsyncClient) -> None:
        answer = await anyone.post("/api/auth/guest", headers={"Accept": "application/json"})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
