"""Naming a webhook over REST, and the secret that a receiver checks with."""

import base64

import httpx
import pytest
from sqlmodel import Session

from tests.api.visitors import AJAX, bearer, cookie, visitor
from tests.studio_fixtures import Home
from vidstudio.api.gate import Gate
from vidstudio.base.signing import webhook_secret
from vidstudio.db.tables import Member, Task
from vidstudio.studio import Studio

DOORS = ["/api/video/generate", "/api/videos/text-to-video"]
HOOK = "https://shop.example/hooks/video"
SECRET = "/api/webhooks/secret"


@pytest.mark.parametrize("door", DOORS)
async def test_the_address_is_kept_with_the_take(
    studio: Studio, member: httpx.AsyncClient, door: str
) -> None:
    answer = await member.post(door, json={"prompt": "A cup.", "webhook_url": HOOK})
    task_id = answer.json()["task_id"]
    task = await studio.db.read(lambda session: session.get_one(Task, task_id))
    assert task.webhook_url == HOOK
    silent = (await member.post(door, json={"prompt": "A cup.", "webhook_url": ""})).json()
    task = await studio.db.read(lambda session: session.get_one(Task, silent["task_id"]))
    assert task.webhook_url is None


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "url",
    ["http://shop.example/", "https://10.0.0.1/", "https://u:p@shop.example/", "x", "https://",
     "https://shop.example/" + "x" * 2000, "https://shop.example/\x00", 5],
)  # fmt: skip
async def test_addresses_that_are_not_called_are_refused_at_once(
    member: httpx.AsyncClient, door: str, url: object
) -> None:
    answer = await member.post(door, json={"prompt": "A cup.", "webhook_url": url})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "webhook_url"]


async def test_the_owner_gets_the_secret_of_the_workspace(
    studio: Studio, app: Gate, home: Home, neighbour: Home, member: httpx.AsyncClient
) -> None:
    shown: str = (await member.get(SECRET)).json()["secret"]
    raw = base64.b64decode(shown.removeprefix("whsec_"))
    assert raw == webhook_secret(studio.tokens, home.who.workspace_id)
    assert len(raw) == 32
    async with visitor(app, headers=await bearer(studio, neighbour)) as other:
        assert (await other.get(SECRET)).json()["secret"] != shown


@pytest.mark.parametrize("role", ["maker", "reviewer", "viewer"])
async def test_nobody_else_does(
    studio: Studio, home: Home, member: httpx.AsyncClient, role: str
) -> None:
    def become(session: Session) -> None:
        key = (home.who.workspace_id, home.who.user_id)
        session.get_one(Member, key).role = role

    await studio.db.write(become)
    answer = await member.get(SECRET)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert "whsec" not in answer.text


async def test_it_is_not_kept_by_browsers(studio: Studio, app: Gate, home: Home) -> None:
    async with visitor(app, headers={**AJAX, **await cookie(studio, home)}) as client:
        answer = await client.get(SECRET)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


class TestGuests:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"demo": "true"}

    async def test_guests_have_no_webhooks(self, anyone: httpx.AsyncClient) -> None:
        await anyone.post("/api/auth/guest")
        wish = {"prompt": "A cup.", "model": "animatic", "webhook_url": HOOK}
        for door in DOORS:
            answer = await anyone.post(door, json=wish, headers=AJAX)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
        assert (await anyone.get(SECRET, headers=AJAX)).status_code == 403
