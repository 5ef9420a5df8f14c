"""The first account, and who may make it."""

import asyncio
import logging

import httpx
import pytest
from pydantic import SecretStr
from sqlmodel import col, func, select

from tests.api.visitors import visitor
from vidstudio.api.gate import Gate
from vidstudio.base.errors import InvalidRequest
from vidstudio.db.tables import Asset, User, Workspace
from vidstudio.services import accounts, credits
from vidstudio.studio import Studio

PASSWORD = "seven green kettles"
OWNER = {"email": "ada@example.com", "password": PASSWORD, "name": "Ada"}
JSON = {"Accept": "application/json"}
OUTSIDE = "192.0.2.9"


async def owners(studio: Studio) -> int:
    query = select(func.count()).select_from(User).where(col(User.is_admin))
    return await studio.db.read(lambda session: session.exec(query).one())


async def unnamed_files(studio: Studio) -> set[str]:
    """Stored files that no row names."""
    root = studio.settings.data_dir / "media"
    named = await studio.db.read(lambda session: set(session.exec(select(Asset.storage_key)).all()))
    found = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    return found - named


async def test_owner_gets_a_workspace_with_credits_and_the_sample(
    studio: Studio, anyone: httpx.AsyncClient
) -> None:
    answer = await anyone.post("/api/auth/owner", data=OWNER, headers=JSON)
    assert (answer.status_code, answer.json()) == (200, {"next": "/"})
    who = await accounts.who(studio, anyone.cookies["vidstudio_session"])
    assert (who.is_admin, who.role, who.guest) == (True, "owner", False)
    assert (await credits.balance(studio, who)).available_credits == 500
    assert (await anyone.get("/")).headers["location"].startswith("/c/")


async def test_second_owner_is_refused_without_work(
    studio: Studio, anyone: httpx.AsyncClient
) -> None:
    await anyone.post("/api/auth/owner", data=OWNER)
    second = {**OWNER, "email": "eve@example.com"}
    answer = await anyone.post("/api/auth/owner", data=second, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert await owners(studio) == 1
    assert await unnamed_files(studio) == set()


async def test_of_many_at_the_same_moment_one_wins(studio: Studio, app: Gate) -> None:
    async def create(n: int) -> int:
        async with visitor(app) as client:
            sent = {**OWNER, "email": f"user{n}@example.com"}
            return (await client.post("/api/auth/owner", data=sent)).status_code

    answers = await asyncio.gather(*(create(n) for n in range(4)))
    assert sorted(answers) == [303, 409, 409, 409]
    assert await owners(studio) == 1
    workspaces = select(func.count()).select_from(Workspace)
    assert await studio.db.read(lambda session: session.exec(workspaces).one()) == 1
    assert await unnamed_files(studio) == set()


async def test_from_elsewhere_the_start_code_is_needed(studio: Studio, app: Gate) -> None:
    async with visitor(app, at=OUTSIDE, base="http://studio.test:3000") as client:
        for code in ("", "wrong", studio.start_code[:-1]):
            answer = await client.post("/api/auth/owner", data={**OWNER, "code": code})
            assert (answer.status_code, answer.json()["field"]) == (422, "code")
        assert await owners(studio) == 0
        right = {**OWNER, "code": f" {studio.start_code} "}
        assert (await client.post("/api/auth/owner", data=right)).status_code == 303


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
async def test_behind_an_unnamed_proxy_nobody_is_local(app: Gate, header: str) -> None:
    async with visitor(app, headers={header: "127.0.0.1"}) as client:
        answer = await client.post("/api/auth/owner", data=OWNER)
    assert (answer.status_code, answer.json()["field"]) == (422, "code")


@pytest.mark.parametrize("name", ["evil.example:3000", "127.0.0.1.evil.example", "localhost.evil"])
async def test_a_name_that_was_bent_to_this_machine_is_not_local(app: Gate, name: str) -> None:
    """A page of another site whose name suddenly resolves to 127.0.0.1."""
    origin = {"Origin": f"http://{name}"}
    async with visitor(app, base=f"http://{name}", headers=origin) as client:
        answer = await client.post("/api/auth/owner", data=OWNER)
    assert (answer.status_code, answer.json()["field"]) == (422, "code")


@pytest.mark.parametrize("name", ["localhost:3000", "127.0.0.1:80", "[::1]:3000", "me.localhost"])
async def test_names_of_this_machine_are_local(app: Gate, name: str) -> None:
    async with visitor(app, base=f"http://{name}") as client:
        assert (await client.post("/api/auth/owner", data=OWNER)).status_code == 303


async def test_start_code_cannot_be_guessed_at_length(app: Gate) -> None:
    answers: list[int] = []
    for n in range(21):
        async with visitor(app, at=OUTSIDE) as client:
            sent = {**OWNER, "code": f"guess{n}"}
            answers.append((await client.post("/api/auth/owner", data=sent)).status_code)
    assert answers == [422] * 20 + [429]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short one", "too_short"),
        ("x" * 12, "weak"),
        ("password1234567", "weak"),
        ("ada@example.com", "weak"),
        ("Zebra kettles " * 10, "too_long"),
    ],
)
async def test_passwords_that_will_not_do(
    studio: Studio, anyone: httpx.AsyncClient, password: str, code: str
) -> None:
    answer = await anyone.post("/api/auth/owner", data={**OWNER, "password": password})
    body = answer.json()
    assert (answer.status_code, body["field"], body["code"]) == (422, "password", code)
    assert body["detail"][0]["loc"] == ["body", "password"]
    assert "input" not in body["detail"][0]
    assert await owners(studio) == 0


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@b.c", "a b@c.d", "a@b", "x" * 260 + "@b.c"])
async def test_addresses_that_will_not_do(anyone: httpx.AsyncClient, email: str) -> None:
    answer = await anyone.post("/api/auth/owner", data={**OWNER, "email": email})
    assert (answer.status_code, answer.json()["field"]) == (422, "email")


class TestFromSettings:
    """VIDSTUDIO_OWNER_EMAIL and VIDSTUDIO_OWNER_PASSWORD."""

    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"owner_email": "ada@example.com", "owner_password": SecretStr(PASSWORD)}

    async def test_owner_is_there_at_start_and_once(
        self, studio: Studio, anyone: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        await asyncio.gather(accounts.ensure_owner(studio), accounts.ensure_owner(studio))
        await accounts.ensure_owner(studio)
        assert await owners(studio) == 1
        assert await unnamed_files(studio) == set()
        sent = {"username": "Ada@Example.com", "password": PASSWORD}
        assert (await anyone.post("/api/auth/token", data=sent)).status_code == 200
        assert PASSWORD not in caplog.text


class TestFromUnusableSettings:
    @pytest.fixture(params=[("ada@example.com", "short"), ("ada", PASSWORD)])
    def setting_changes(self, request: pytest.FixtureRequest) -> dict[str, object]:
        email, password = request.param
        return {"owner_email": email, "owner_password": SecretStr(password)}

    async def test_the_setting_is_named(self, studio: Studio) -> None:
        with pytest.raises(InvalidRequest, match=r"VIDSTUDIO_OWNER_(EMAIL|PASSWORD)"):
            await accounts.ensure_owner(studio)
        assert await owners(studio) == 0
