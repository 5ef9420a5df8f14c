"""Tokens, cookies, and who is let in."""

import asyncio
from datetime import timedelta
from http.cookies import SimpleCookie

import httpx
import pytest
from sqlmodel import col, select, update

from tests.api.visitors import bearer, visitor
from tests.studio_fixtures import Home, Timepiece
from vidstudio.api.gate import Gate
from vidstudio.base.clock import Clock
from vidstudio.db.tables import LoginSession, User
from vidstudio.services import passwords
from vidstudio.studio import Studio

PASSWORD = "seven green kettles"
EMAIL = "ada@example.com"
LOOK = "/api/videos/tasks/none"  # 404 for a known caller, 401 for others
JSON = {"Accept": "application/json"}


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
async def ada(studio: Studio, home: Home) -> Home:
    """`home`, with a mail address and a password."""
    stored = await passwords.hashed(PASSWORD)
    mine = update(User).where(col(User.id) == home.who.user_id)
    change = mine.values(email=EMAIL, password_hash=stored)
    await studio.db.write(lambda session: session.execute(change))
    return home


def form(password: str = PASSWORD, email: str = EMAIL) -> dict[str, str]:
    return {"username": email, "password": password}


async def test_token_has_the_oauth_shape_and_opens_the_door(
    anyone: httpx.AsyncClient, ada: Home
) -> None:
    answer = await anyone.post("/api/auth/token", data=form())
    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"access_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    assert answer.headers["cache-control"] == "no-store"
    proof = {"Authorization": f"Bearer {body['access_token']}"}
    assert (await anyone.get(LOOK, headers=proof)).status_code == 404


async def test_wrong_password_and_unknown_mail_answer_alike(
    anyone: httpx.AsyncClient, ada: Home
) -> None:
    wrong = await anyone.post("/api/auth/token", data=form("not the password"))
    unknown = await anyone.post("/api/auth/token", data=form(email="nobody@example.com"))
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["detail"] == unknown.json()["detail"] == "Email or password is wrong."
    assert wrong.headers["www-authenticate"] == "Bearer"


async def test_password_that_only_begins_right_is_wrong(
    studio: Studio, anyone: httpx.AsyncClient, ada: Home
) -> None:
    longest = "seven green kettles on the hill ".ljust(128, "z")
    stored = await passwords.hashed(longest)
    change = update(User).values(password_hash=stored)
    await studio.db.write(lambda session: session.execute(change))
    assert (await anyone.post("/api/auth/token", data=form(longest))).status_code == 200
    assert (await anyone.post("/api/auth/token", data=form(longest + "z"))).status_code == 401


async def test_account_without_a_password_cannot_be_signed_in_to(
    studio: Studio, anyone: httpx.AsyncClient, ada: Home
) -> None:
    await studio.db.write(lambda session: session.execute(update(User).values(password_hash="-")))
    assert (await anyone.post("/api/auth/token", data=form("-"))).status_code == 401


@pytest.mark.parametrize(
    "sent", [{}, {"username": EMAIL}, form(email="a" * 300 + "@b.c"), form("p" * 2000)]
)
async def test_odd_forms_are_refused_and_not_repeated(
    anyone: httpx.AsyncClient, sent: dict[str, str]
) -> None:
    for path in ("/api/auth/token", "/api/auth/login"):
        answer = await anyone.post(path, data=sent)
        assert answer.status_code == 422
        assert isinstance(answer.json()["detail"], list)
        assert "pppp" not in answer.text


async def test_sixth_try_in_a_minute_waits(anyone: httpx.AsyncClient) -> None:
    answers = [await anyone.post("/api/auth/token", data=form("wrong one")) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    wait = int(answers[-1].headers["retry-after"])
    assert 1 <= wait <= 60
    assert answers[-1].json()["retry_after_seconds"] == wait


async def test_many_accounts_tried_from_one_address_wait(app: Gate, studio: Studio) -> None:
    """An IPv6 network of one customer counts as one address."""
    answers: list[int] = []
    for n in range(21):
        async with visitor(app, at=f"2a00:1:2:3::{n:x}") as client:
            sent = form("wrong one", f"user{n}@example.com")
            answers.append((await client.post("/api/auth/token", data=sent)).status_code)
    assert answers == [401] * 20 + [429]


async def test_browser_session_is_an_http_only_lax_cookie(
    anyone: httpx.AsyncClient, ada: Home
) -> None:
    sent = {"email": EMAIL, "password": PASSWORD}
    answer = await anyone.post("/api/auth/login", data=sent, headers=JSON)
    assert answer.json() == {"next": "/"}
    name, morsel = next(iter(SimpleCookie(answer.headers["set-cookie"]).items()))
    assert name == "vidstudio_session"
    assert morsel["httponly"]
    assert morsel["samesite"] == "lax"
    assert morsel["path"] == "/"
    assert not morsel["domain"]
    assert not morsel["secure"]
    assert (await anyone.get(LOOK)).status_code == 404


async def test_over_https_the_cookie_is_bound_to_the_host(app: Gate, ada: Home) -> None:
    async with visitor(app, base="https://studio.test") as client:
        sent = {"email": EMAIL, "password": PASSWORD}
        answer = await client.post("/api/auth/login", data=sent, headers=JSON)
        name, morsel = next(iter(SimpleCookie(answer.headers["set-cookie"]).items()))
        assert name == "__Host-session"
        assert morsel["secure"]
        assert (morsel["path"], morsel["domain"]) == ("/", "")
        assert "max-age" in answer.headers["strict-transport-security"]
        assert (await client.get(LOOK)).status_code == 404


async def test_plain_form_is_sent_on(anyone: httpx.AsyncClient, ada: Home) -> None:
    answer = await anyone.post("/api/auth/login", data={"email": EMAIL, "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_signing_in_twice_gives_two_sessions(
    app: Gate, anyone: httpx.AsyncClient, ada: Home
) -> None:
    sent = {"email": EMAIL, "password": PASSWORD}
    await anyone.post("/api/auth/login", data=sent)
    async with visitor(app) as other:
        await other.post("/api/auth/login", data=sent)
        assert other.cookies["vidstudio_session"] != anyone.cookies["vidstudio_session"]
        await other.post("/api/auth/logout")
        assert (await other.get(LOOK)).status_code == 401
    assert (await anyone.get(LOOK)).status_code == 404


async def test_signing_out_ends_the_session_at_once(
    app: Gate, anyone: httpx.AsyncClient, ada: Home
) -> None:
    await anyone.post("/api/auth/login", data={"email": EMAIL, "password": PASSWORD})
    kept = {"Cookie": f"vidstudio_session={anyone.cookies['vidstudio_session']}"}
    answer = await anyone.post("/api/auth/logout", headers=JSON)
    assert answer.json() == {"next": "/signin"}
    assert "vidstudio_session" not in anyone.cookies
    async with visitor(app, headers=kept) as thief:
        assert (await thief.get(LOOK)).status_code == 401


async def test_signing_out_ends_a_rest_token(studio: Studio, app: Gate, home: Home) -> None:
    async with visitor(app, headers=await bearer(studio, home)) as client:
        assert (await client.get(LOOK)).status_code == 404
        await client.post("/api/auth/logout", headers=JSON)
        assert (await client.get(LOOK)).status_code == 401


@pytest.mark.database("sqlite", reason="reads the bytes of the file")
async def test_database_keeps_hashes_only(
    studio: Studio, anyone: httpx.AsyncClient, ada: Home
) -> None:
    body = (await anyone.post("/api/auth/token", data=form())).json()
    rows = (studio.settings.data_dir / "vidstudio.db").read_bytes()
    rows += (studio.settings.data_dir / "vidstudio.db-wal").read_bytes()
    assert PASSWORD.encode() not in rows
    assert body["access_token"].encode() not in rows
    ends = await studio.db.read(lambda session: session.exec(select(LoginSession.ends_at)).all())
    assert ends == [studio.clock.now() + timedelta(minutes=60)]


async def test_many_at_once_are_all_answered(app: Gate, studio: Studio, ada: Home) -> None:
    async def sign_in(n: int) -> int:
        async with visitor(app, at=f"192.0.2.{n}") as client:
            return (await client.post("/api/auth/token", data=form())).status_code

    answers = await asyncio.gather(*(sign_in(n) for n in range(7)))
    assert sorted(answers) == [200] * 5 + [429] * 2
