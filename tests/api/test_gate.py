"""The outermost door: foreign pages, sockets, headers, proxies, large bodies."""

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.api.visitors import AJAX, HERE, cookie, visitor
from tests.studio_fixtures import Home, settle_in
from vidstudio.api.app import build_api
from vidstudio.api.gate import Gate
from vidstudio.studio import Studio, use

FOREIGN = ["https://evil.example", "http://127.0.0.1:8000", "null", "http://127.0.0.1:3000.evil"]
BODY = {"prompt": "A cup."}


@pytest.mark.parametrize("origin", FOREIGN)
async def test_other_sites_are_not_answered(
    studio: Studio, app: Gate, home: Home, origin: str
) -> None:
    headers = {**await cookie(studio, home), **AJAX, "Origin": origin}
    async with visitor(app, headers=headers) as client:
        made = await client.post("/api/video/generate", json=BODY)
        seen = await client.get("/api/video/models")
        left = await client.post("/api/auth/logout")
    assert [a.status_code for a in (made, seen, left)] == [403] * 3
    assert made.json()["code"] == "foreign_origin"
    assert made.headers["x-content-type-options"] == "nosniff"


async def test_own_pages_are_answered(studio: Studio, app: Gate, home: Home) -> None:
    headers = {**await cookie(studio, home), **AJAX, "Origin": HERE}
    async with visitor(app, headers=headers) as client:
        assert (await client.post("/api/video/generate", json=BODY)).status_code == 202


async def shake_hands(app: Gate, headers: dict[str, str]) -> list[Message]:
    """What a websocket handshake is answered."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope: Scope = {"type": "websocket", "path": "/_event", "headers": raw, "scheme": "ws"}
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        told.append(message)

    await app(scope, receive, send)
    return told


async def accepting(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "websocket.accept"})


@pytest.mark.parametrize("origin", FOREIGN)
async def test_foreign_sockets_are_not_opened(studio: Studio, origin: str) -> None:
    use(studio)
    told = await shake_hands(Gate(accepting), {"Host": "127.0.0.1:3000", "Origin": origin})
    assert told == [{"type": "websocket.close", "code": 1008}]


async def test_own_socket_is_opened(studio: Studio) -> None:
    use(studio)
    told = await shake_hands(Gate(accepting), {"Host": "127.0.0.1:3000", "Origin": HERE})
    assert told == [{"type": "websocket.accept"}]


@pytest.mark.parametrize(
    "path", ["/", "/signin", "/c/some-campaign", "/api/video/models", "/media/x", "/healthz"]
)
async def test_every_answer_is_guarded(anyone: httpx.AsyncClient, path: str) -> None:
    headers = (await anyone.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in {"no-referrer", "same-origin"}
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-site"
    assert "camera=()" in headers["permissions-policy"]
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy or "sandbox" in policy
    assert "strict-transport-security" not in headers


async def test_strangers_are_sent_to_the_right_entrance(studio: Studio, app: Gate) -> None:
    async with visitor(app) as client:
        for path in ("/", "/c/x", "/c/x/", "/signin"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["location"]) == (302, "/start")
            assert answer.headers["cache-control"] == "no-store"
        await settle_in(studio)
        for path in ("/", "/c/x", "/start"):
            assert (await client.get(path)).headers["location"] == "/signin"


async def test_members_are_sent_home(studio: Studio, app: Gate, home: Home) -> None:
    async with visitor(app, headers=await cookie(studio, home)) as client:
        assert (await client.get("/signin")).headers["location"] == "/"
        assert (await client.get("/")).headers["location"] == f"/c/{home.campaign_id}"


class TestBehindAProxy:
    """The operator has named one proxy, and it ends the TLS."""

    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"trusted_proxy_hops": 1, "demo": "true"}

    async def test_cookies_are_secure(self, app: Gate) -> None:
        told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        async with visitor(app, headers=told) as client:
            answer = await client.post("/api/auth/guest")
        assert answer.headers["set-cookie"].startswith("__Host-session=")
        assert "secure" in answer.headers["set-cookie"].lower()

    async def test_the_last_address_counts(self, app: Gate) -> None:
        """What the caller wrote itself stands further left."""
        answers: list[int] = []
        for n in range(21):
            told = {"X-Forwarded-For": f"203.0.113.{n}, 192.0.2.7"}
            async with visitor(app, headers=told) as client:
                sent = {"username": f"u{n}@example.com", "password": "wrong one"}
                answers.append((await client.post("/api/auth/token", data=sent)).status_code)
        assert answers[-1] == 429


async def test_without_a_named_proxy_its_words_are_not_believed(
    studio: Studio, app: Gate, home: Home
) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    async with visitor(app, headers=told) as client:
        assert "strict-transport-security" not in (await client.get("/healthz")).headers


@pytest.mark.parametrize("path", ["/api/video/generate", "/api/auth/token", "/api/auth/login"])
async def test_large_bodies_are_not_read(anyone: httpx.AsyncClient, path: str) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"} if "auth" in path else None
    answer = await anyone.post(path, content=b"x=" + b"x" * 2_000_000, headers=form)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


async def test_large_bodies_are_refused_while_they_come(studio: Studio) -> None:
    use(studio)
    app, taken, told = Gate(build_api()), 0, list[Message]()

    async def receive() -> Message:
        nonlocal taken
        taken += 100_000
        more = taken < 20_000_000
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": more}

    async def send(message: Message) -> None:
        told.append(message)

    headers = [(b"host", b"127.0.0.1:3000"), (b"content-type", b"application/json")]
    scope: Scope = {
        "type": "http", "method": "POST", "path": "/api/video/generate", "headers": headers,
        "query_string": b"", "scheme": "http", "server": ("127.0.0.1", 3000),
        "client": ("127.0.0.1", 5), "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    await app(scope, receive, send)
    assert told[0]["status"] == 413
    assert taken <= 1_500_000


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/api/video/models", "no-store"),
        ("/healthz", "no-cache"),
        ("/assets/none-0.js", "no-cache"),
    ],
)
async def test_nothing_is_kept_by_a_guess(anyone: httpx.AsyncClient, path: str, kept: str) -> None:
    assert (await anyone.get(path)).headers["cache-control"] == kept
