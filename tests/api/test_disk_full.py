"""No room left: nothing is charged, nothing is half there, and it is said so."""

import errno
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from tests.api.pictures import photo
from tests.api.test_uploads import left_over, send
from tests.studio_fixtures import Home
from vidstudio.db.tables import Asset, Task
from vidstudio.services import credits
from vidstudio.store import disk
from vidstudio.studio import Studio


class TestBelowTheReserve:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"disk_reserve_bytes": 2**60}

    async def test_no_take_is_started(
        self, studio: Studio, home: Home, member: httpx.AsyncClient
    ) -> None:
        body = {"prompt": "A cup.", "model": "kling-3"}
        answer = await member.post("/api/video/generate", json=body)
        assert (answer.status_code, answer.json()["code"]) == (503, "disk_full")
        assert "Nothing was started" in answer.json()["detail"]
        assert await studio.db.read(lambda s: s.exec(select(Task.id)).all()) == []
        balance = await credits.balance(studio, home.who)
        assert (balance.available_credits, balance.held_credits) == (500, 0)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel has no more blocks for the store, from the second file on."""
    files = 0

    def fsync(_handle: int) -> None:
        nonlocal files
        files += 1
        if files > 2:  # a file and its folder
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", fsync)


@pytest.mark.usefixtures("full")
async def test_an_upload_is_whole_or_not_at_all(
    studio: Studio, home: Home, member: httpx.AsyncClient
) -> None:
    answer = await send(member, photo())
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_failed")
    assert "No space left" in answer.json()["detail"]
    assert left_over(studio) == []
    assert await studio.db.read(lambda s: s.exec(select(Asset.id)).all()) == []


async def test_no_room_for_the_bytes_on_their_way(
    studio: Studio, home: Home, member: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.open

    def open_(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if path.name == "source" and "w" in mode:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", open_)
    answer = await send(member, photo())
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_failed")
    assert "full" in answer.json()["detail"]
    assert left_over(studio) == []


async def test_no_room_for_the_first_account(
    studio: Studio, anyone: httpx.AsyncClient, full: None
) -> None:
    sent = {"email": "ada@example.com", "password": "seven green kettles"}
    answer = await anyone.post("/api/auth/owner", data=sent)
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_failed")
    assert left_over(studio) == []
