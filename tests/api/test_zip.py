"""Several takes as one zip: what is in it, what it is called, and what is refused."""

import io
import zipfile
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session

from tests.api.visitors import cookie, visitor
from tests.studio_fixtures import Home
from tests.unit.services.shelf import Take, insert_take
from vidstudio.api.gate import Gate
from vidstudio.db.tables import Asset, Shot, Task
from vidstudio.rules.lifecycle import TaskState
from vidstudio.services import zips
from vidstudio.studio import Studio


@pytest.fixture
def promises() -> tuple[str, ...]:
    """These takes were never paid for."""
    return ()


async def stored(studio: Studio, home: Home, film: bytes, tmp_path: Path, title: str) -> str:
    """A take whose video holds these bytes."""

    def work(session: Session) -> tuple[str, str]:
        session.get_one(Shot, home.shot_id).title = title
        task_id = insert_take(session, studio, Take(home, model="kling-3"))
        asset = session.get_one(Asset, session.get_one(Task, task_id).result_asset_id)
        asset.size_bytes = len(film)
        return task_id, asset.storage_key

    task_id, key = await studio.db.write(work)
    source = tmp_path / "film.mp4"
    source.write_bytes(film)
    await studio.store.put(key, source)
    return task_id


async def test_the_zip_holds_the_very_files(
    member: httpx.AsyncClient, studio: Studio, home: Home, tmp_path: Path
) -> None:
    films = [b"first film", b"\0" * 3_000_000]
    title = "../Über: das Licht?"
    ids = [await stored(studio, home, film, tmp_path, title) for film in films]
    answer = await member.get("/api/library/zip", params={"ids": ",".join(ids)})
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "über-das-licht_take-01_kling-3.mp4",
            "über-das-licht_take-02_kling-3.mp4",
        ]
        assert [archive.read(name) for name in archive.namelist()] == films
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
    size = await member.get("/api/library/zip/size", params={"ids": ",".join(ids)})
    assert size.json() == {"files": 2, "size_bytes": sum(map(len, films))}


async def test_equal_names_get_numbers(
    member: httpx.AsyncClient, studio: Studio, home: Home, tmp_path: Path
) -> None:
    ids = [await stored(studio, home, b"film", tmp_path, "Cup") for _ in range(2)]

    def same_number(session: Session) -> None:
        session.add(
            Shot(
                id="other",
                workspace_id=home.who.workspace_id,
                campaign_id=home.campaign_id,
                number=2,
                title="CUP!",
            )
        )
        session.flush()
        task = session.get_one(Task, ids[1])
        task.shot_id, task.number = "other", 1

    await studio.db.write(same_number)
    answer = await member.get("/api/library/zip", params={"ids": ",".join(ids)})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
    assert names == ["cup_take-01_kling-3.mp4", "cup_take-01_kling-3-2.mp4"]


async def test_foreign_takes_are_like_unknown_ones(  # noqa: PLR0917  fixtures
    member: httpx.AsyncClient,
    app: Gate,
    studio: Studio,
    home: Home,
    neighbour: Home,
    tmp_path: Path,
) -> None:
    mine = await stored(studio, home, b"film", tmp_path, "Cup")
    hers = await stored(studio, neighbour, b"film", tmp_path, "Cup")
    for ids in (f"{mine},{hers}", f"{mine},unknown", "a\0b"):
        for path in ("/api/library/zip", "/api/library/zip/size"):
            answer = await member.get(path, params={"ids": ids})
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), ids
    async with visitor(app, headers=await cookie(studio, neighbour)) as eve:
        assert (await eve.get("/api/library/zip", params={"ids": hers})).status_code == 200
        assert (await eve.get("/api/library/zip", params={"ids": mine})).status_code == 404
    async with visitor(app) as nobody:
        assert (await nobody.get("/api/library/zip", params={"ids": mine})).status_code == 401


async def test_limits_are_named(
    member: httpx.AsyncClient,
    studio: Studio,
    home: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    film = await stored(studio, home, b"x" * 2000, tmp_path, "Cup")
    failed = Take(home, state=TaskState.FAILED)
    without = await studio.db.write(lambda session: insert_take(session, studio, failed))
    monkeypatch.setattr(zips, "MOST_BYTES", 1000)
    for ids, status, words in (
        (",".join(map(str, range(101))), 422, "1 to 100 takes"),
        (" , ", 422, "1 to 100 takes"),
        (without, 422, "1 take has no video"),
        (film, 413, "GB together"),
    ):
        answer = await member.get("/api/library/zip", params={"ids": ids})
        assert answer.status_code == status
        assert words in str(answer.json()["detail"]), answer.text


async def test_whoever_hangs_up_leaves_no_open_file(
    studio: Studio, home: Home, tmp_path: Path
) -> None:
    task_id = await stored(studio, home, b"x" * 5_000_000, tmp_path, "Cup")
    files = await zips.pack(studio, home.who, [task_id])
    pieces = zips.stream(studio, files)
    assert len(await anext(pieces)) < 200
    assert len(await anext(pieces)) == 1 << 20
    await pieces.aclose()
    assert not any(files[0].key in name for name in _open_files())


def _open_files() -> list[str]:
    """By the system's own list of this process."""
    handles = Path("/proc/self/fd")
    return [str(path.resolve()) for path in handles.iterdir() if path.exists()]
