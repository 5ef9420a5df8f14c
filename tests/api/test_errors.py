"""What is answered when there is nothing to answer, and how the process feels."""

import logging
import re
from datetime import timedelta

import httpx
import pytest
from sqlmodel import Session

from tests.studio_fixtures import Home
from vidstudio.api import health
from vidstudio.db.tables import Heartbeat
from vidstudio.services import tasks
from vidstudio.studio import Studio

SECRET = "sk-live-canary-4711"


@pytest.mark.parametrize("path", ["/api/nothing", "/api/", "/api/video/generate/x", "/v1/videos"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PUT", "PATCH"])
async def test_nothing_here_is_told_as_json(
    anyone: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await anyone.request(method, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"detail", "code", "request_id"}


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/api/video/generate", "POST"),
        ("DELETE", "/api/video/models", "GET"),
        ("PUT", "/api/videos/tasks/x", "GET"),
        ("GET", "/api/auth/token", "POST"),
        ("OPTIONS", "/api/uploads", "POST"),
        ("HEAD", "/api/video/models", "GET"),
    ],
)
async def test_other_methods_are_named(
    member: httpx.AsyncClient, method: str, path: str, allow: str
) -> None:
    answer = await member.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allow
    assert "access-control-allow-origin" not in answer.headers
    if method != "HEAD":
        assert answer.json()["code"] == "method_not_allowed"


async def test_the_unforeseen_has_a_number_and_no_secrets(
    member: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError(f"no route with key {SECRET}")

    monkeypatch.setattr(tasks, "get", broken)
    with caplog.at_level(logging.ERROR):
        answer = await member.get("/api/videos/tasks/x")
    body = answer.json()
    assert answer.status_code == 500
    assert body["code"] == "internal"
    assert body["detail"] == "Something went wrong on our side."
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert body["request_id"] in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_failed_request_does_not_repeat_a_password(
    anyone: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sent = {"username": "ada@example.com", "password": SECRET, "email": "ada"}
    for path in ("/api/auth/token", "/api/auth/login", "/api/auth/owner"):
        answer = await anyone.post(path, data=sent)
        assert SECRET not in answer.text
    assert SECRET not in caplog.text


async def test_alive(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert (await anyone.head("/healthz")).status_code == 200


async def beat(studio: Studio, ago: timedelta) -> None:
    def insert(session: Session) -> None:
        session.merge(Heartbeat(name="engine", beat_at=studio.clock.now() - ago))

    await studio.db.write(insert)


async def test_ready_needs_a_living_engine(studio: Studio, anyone: httpx.AsyncClient) -> None:
    silent = await anyone.get("/readyz")
    assert silent.status_code == 503
    assert silent.json() == {"database": True, "engine": False, "disk": True}
    await beat(studio, timedelta(seconds=1))
    ready = await anyone.get("/readyz")
    assert (ready.status_code, ready.json()["engine"]) == (200, True)
    await beat(studio, health.SILENCE + timedelta(seconds=1))
    assert (await anyone.get("/readyz")).status_code == 503


async def rename_table(studio: Studio, old: str, new: str) -> None:
    statement = f"ALTER TABLE {old} RENAME TO {new}"
    await studio.db.write(lambda session: session.connection().exec_driver_sql(statement))


async def test_ready_needs_a_database(
    studio: Studio, anyone: httpx.AsyncClient, home: Home
) -> None:
    await beat(studio, timedelta(seconds=1))
    await rename_table(studio, "heartbeat", "lost")
    answer = await anyone.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
    await rename_table(studio, "lost", "heartbeat")


class TestNoRoom:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"disk_reserve_bytes": 2**60}

    async def test_ready_needs_room(self, anyone: httpx.AsyncClient) -> None:
        assert (await anyone.get("/readyz")).json()["disk"] is False


async def test_the_reference_stands_alone(anyone: httpx.AsyncClient) -> None:
    """No script, no picture, no style, no font of another host."""
    answer = await anyone.get("/api/docs")
    page = answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in page
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", page)
    assert not re.search(r"url\(|@import", page)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


async def test_the_reference_tells_every_route(anyone: httpx.AsyncClient) -> None:
    document = (await anyone.get("/api/openapi.json")).json()
    page = (await anyone.get("/api/docs")).text
    wanted = {"/api/auth/token", "/api/uploads", "/api/video/generate", "/api/video/models",
              "/api/videos/tasks/{task_id}", "/healthz", "/readyz"}  # fmt: skip
    assert wanted <= set(document["paths"])
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page
    for name in ("prompt", "credits_held", "access_token", "unavailable_reason", "username"):
        assert f"<code>{name}</code>" in page
    assert not [path for path in document["paths"] if path.startswith("/media")]
