"""Files are stored whole or not at all, under keys of ours, behind links that end."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vidstudio.base.errors import NotFound, StorageFailed
from vidstudio.base.signing import Signer
from vidstudio.store.base import Delivery, output_key, upload_key
from vidstudio.store.disk import MEDIA_PREFIX, DiskStore

NOW = datetime(2026, 7, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)
FILM_BYTES = b"film" * 1_000_000
FILM = Delivery("Take 01.mp4", "video/mp4")
KEY = output_key("room", "task", "a" * 64, ".mp4")


@pytest.fixture
def store(tmp_path: Path) -> DiskStore:
    return DiskStore(tmp_path / "media", Signer(b"secret", "media-link"))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(FILM_BYTES)
    return path


def files(store_root: Path) -> list[str]:
    return sorted(path.name for path in store_root.rglob("*") if path.is_file())


async def test_a_stored_file_is_as_it_was(store: DiskStore, film: Path, tmp_path: Path) -> None:
    stored = await store.put(KEY, film)
    assert stored.size_bytes == await store.size(KEY) == 4_000_000
    assert stored.sha256 == hashlib.sha256(FILM_BYTES).hexdigest()
    await store.copy_to(KEY, tmp_path / "copy")
    assert content(tmp_path / "copy") == FILM_BYTES


async def test_storing_twice_is_once(store: DiskStore, film: Path, tmp_path: Path) -> None:
    first = await store.put(KEY, film)
    assert await store.put(KEY, film) == first
    assert files(tmp_path / "media") == [Path(KEY).name]


async def test_what_cannot_be_read_leaves_no_piece_behind(
    store: DiskStore, film: Path, tmp_path: Path
) -> None:
    with pytest.raises(StorageFailed, match="could not be saved"):
        await store.put(KEY, film.with_name("nothing"))
    assert await store.size(KEY) is None
    assert files(tmp_path / "media") == []


async def test_what_cannot_be_written_says_so(store: DiskStore, film: Path, tmp_path: Path) -> None:
    put_in_the_way(tmp_path / "media" / "w")
    with pytest.raises(StorageFailed):
        await store.put(KEY, film)


async def test_a_file_that_is_gone(store: DiskStore, tmp_path: Path) -> None:
    with pytest.raises(StorageFailed):
        await store.copy_to(KEY, tmp_path / "copy")
    with pytest.raises(NotFound):
        store.open(token(store.link(KEY, FILM, LATER)), NOW)
    await store.delete(KEY)


async def test_a_deleted_file_is_gone(store: DiskStore, film: Path) -> None:
    await store.put(KEY, film)
    await store.delete(KEY)
    assert await store.size(KEY) is None


def content(path: Path) -> bytes:
    return path.read_bytes()


def put_in_the_way(folder: Path) -> None:
    folder.write_bytes(b"a file where a folder should be")


def token(link: str) -> str:
    assert link.startswith(f"{MEDIA_PREFIX}/")
    return link.removeprefix(f"{MEDIA_PREFIX}/")


async def test_a_link_opens_its_own_file_until_it_ends(store: DiskStore, film: Path) -> None:
    await store.put(KEY, film)
    saved = Delivery("Take 01.mp4", "video/mp4", download=True)
    opened = store.open(token(store.link(KEY, saved, LATER)), NOW)
    assert content(opened.path) == FILM_BYTES
    assert opened.delivery == saved
    with pytest.raises(NotFound, match="expired"):
        store.open(token(store.link(KEY, FILM, LATER)), LATER + timedelta(seconds=1))


async def test_a_link_of_another_studio_opens_nothing(store: DiskStore, film: Path) -> None:
    await store.put(KEY, film)
    stranger = DiskStore(film.parent / "other", Signer(b"other", "media-link"))
    with pytest.raises(NotFound):
        store.open(token(stranger.link(KEY, FILM, LATER)), NOW)


@pytest.mark.parametrize("key", ["../film.mp4", "/etc/passwd", "w/../../film.mp4", "w/\0/film"])
async def test_no_key_leads_out_of_the_store(store: DiskStore, film: Path, key: str) -> None:
    with pytest.raises((NotFound, ValueError)):
        await store.size(key)
    with pytest.raises((NotFound, ValueError)):
        await store.put(key, film)
    with pytest.raises((NotFound, ValueError)):
        store.open(token(store.link(key, FILM, LATER)), NOW)


def test_keys_keep_workspaces_and_tasks_apart() -> None:
    assert output_key("room", "task", "a" * 64, ".mp4") == f"w/room/t/task-{'a' * 16}.mp4"
    assert output_key("room", "task", "b" * 64, ".mp4") != KEY
    assert upload_key("room", "asset", ".webp") == "w/room/u/asset.webp"
