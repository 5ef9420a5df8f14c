"""The REST door of a real studio, with a member of it and a stranger next door."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from tests.api.visitors import bearer, visitor
from tests.studio_fixtures import Home, Timepiece, settle_in
from vidstudio.api.app import build_api
from vidstudio.api.gate import Gate
from vidstudio.base.clock import Clock
from vidstudio.services import passwords
from vidstudio.studio import Studio, use


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little memory: what is proven here does not hang on its price."""
    hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    monkeypatch.setattr(passwords, "_hasher", hasher)
    monkeypatch.setattr(passwords, "_DUMMY", hasher.hash("a password that nobody has"))


@pytest.fixture
def timepiece() -> Timepiece:
    """Starts now, because clients drop cookies by their own clock."""
    return Timepiece(Clock().now())


@pytest.fixture
def app(studio: Studio) -> Gate:
    use(studio)
    return Gate(build_api())


@pytest_asyncio.fixture
async def member(app: Gate, studio: Studio, home: Home) -> AsyncIterator[httpx.AsyncClient]:
    """The owner of `home`, with a REST token."""
    async with visitor(app, headers=await bearer(studio, home)) as client:
        yield client


@pytest_asyncio.fixture
async def anyone(app: Gate) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without a proof, on this machine."""
    async with visitor(app) as client:
        yield client


@pytest_asyncio.fixture
async def neighbour(studio: Studio, home: Home) -> Home:
    """Another workspace of the same installation."""
    return await settle_in(studio, "Eve")
