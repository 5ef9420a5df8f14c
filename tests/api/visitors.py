"""Clients of the REST door: over a real socket or, where one adds nothing, without."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from granian.constants import Interfaces
from granian.server.embed import Server
from sqlmodel import Session
from starlette.types import ASGIApp

from tests.studio_fixtures import Home
from tools.postgres import free_port
from vidstudio.db.tables import User, Workspace
from vidstudio.services import accounts, sessions
from vidstudio.services.sessions import Opened
from vidstudio.studio import Studio

HERE = "http://127.0.0.1:3000"
AJAX = {"X-Requested-With": "tests"}


def visitor(
    app: ASGIApp, *, at: str = "127.0.0.1", base: str = HERE, headers: dict[str, str] | None = None
) -> httpx.AsyncClient:
    """Somebody without a proof, coming from the address `at`."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(at, 50000))
    return httpx.AsyncClient(transport=transport, base_url=base, headers=headers)


async def bearer(studio: Studio, home: Home) -> dict[str, str]:
    """The header of a new REST token."""

    def issue(session: Session) -> str:
        user, workspace = _people(session, home)
        return sessions.issue_token(session, studio, user, workspace)

    return {"Authorization": f"Bearer {await studio.db.write(issue)}"}


async def cookie(studio: Studio, home: Home) -> dict[str, str]:
    """The cookie of a new browser session."""

    def start(session: Session) -> Opened:
        return sessions.start(session, studio, *_people(session, home))

    opened = await studio.db.write(start)
    return {"Cookie": f"{accounts.SESSION_COOKIES[1]}={opened.token}"}


def _people(session: Session, home: Home) -> tuple[User, Workspace]:
    user = session.get_one(User, home.who.user_id)
    return user, session.get_one(Workspace, home.who.workspace_id)


@asynccontextmanager
async def listening(app: ASGIApp, port: int = 0) -> AsyncIterator[int]:
    """The app behind granian, as in production, on the loopback port that is yielded."""
    port = port or free_port()
    server = Server(app, "127.0.0.1", port, interface=Interfaces.ASGINL, log_enabled=False)
    running = asyncio.create_task(server.serve())
    await _answers(port)
    try:
        yield port
    finally:
        server.stop()
        await running


async def _answers(port: int) -> None:
    for _ in range(200):
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return await writer.wait_closed()
        await asyncio.sleep(0.02)  # there is no event to wait for before it listens
    raise AssertionError("the server did not start")
