"""Pictures that come in, and what must not."""

import asyncio
import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlmodel import Session, select

from tests.api.pictures import bomb, phone_photo, photo
from tests.api.visitors import bearer, visitor
from tests.studio_fixtures import Home
from vidstudio.api.gate import Gate
from vidstudio.db.tables import Asset
from vidstudio.invariants import check_files
from vidstudio.services import uploads
from vidstudio.studio import Studio

UPLOADS = "/api/uploads"


async def send(client: httpx.AsyncClient, data: bytes, name: str = "cup.jpg") -> httpx.Response:
    return await client.post(UPLOADS, files={"file": (name, data, "image/jpeg")})


async def stored(client: httpx.AsyncClient, url: str) -> httpx.Response:
    return await client.get(url, follow_redirects=True)


def left_over(studio: Studio) -> list[Path]:
    kept = [path for path in (studio.settings.data_dir / "media").rglob("*") if path.is_file()]
    return [*studio.work_dir.iterdir(), *kept]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
async def test_pictures_are_kept(member: httpx.AsyncClient, studio: Studio, kind: str) -> None:
    answer = await send(member, photo(kind), "cup.photo")
    body = answer.json()
    assert answer.status_code == 201, body
    assert (body["width"], body["height"]) == (120, 80)
    assert body["original_bytes"] == len(photo(kind))
    for url in (body["url"], body["thumbnail_url"]):
        file = await stored(member, url)
        picture = Image.open(io.BytesIO(file.content))
        red, _green, blue = picture.convert("RGB").getpixel((10, 40))  # pyright: ignore[reportGeneralTypeIssues]
        assert red > 150 > blue
    assert list(studio.work_dir.iterdir()) == []


async def test_phone_photos_stand_upright_and_tell_no_place(member: httpx.AsyncClient) -> None:
    body = (await send(member, phone_photo())).json()
    file = await stored(member, body["url"])
    assert (body["width"], body["height"]) == (80, 120)
    assert dict(Image.open(io.BytesIO(file.content)).getexif()) == {}
    assert b"Exif" not in file.content


REFUSED = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "SVG"),
    "text": (b"a shopping list\n" * 20, "text"),
    "html": (b"<!doctype html><script>1</script>", "web page"),
    "pdf": (b"%PDF-1.7 " + photo(), "PDF"),
    "gif": (b"GIF89a" + b"\0" * 40, "GIF"),
    "empty": (b"", "empty"),
    "truncated": (photo()[:400], "damaged"),
    "bomb": (bomb(), "megapixels"),
    "tiny": (photo("PNG", (20, 20)), "small"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_refusals_say_why_and_leave_nothing(
    member: httpx.AsyncClient, studio: Studio, name: str
) -> None:
    data, word = REFUSED[name]
    answer = await send(member, data)
    body = answer.json()
    assert answer.status_code == 422
    assert body["detail"][0]["loc"] == ["body", "file"]
    assert word in body["detail"][0]["msg"]
    assert left_over(studio) == []


def test_the_bomb_is_one() -> None:
    assert len(bomb()) < 20_000


async def test_60_mb_is_refused_by_its_announcement(
    member: httpx.AsyncClient, studio: Studio
) -> None:
    answer = await send(member, b"\xff\xd8\xff" + b"x" * 60_000_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.json()["detail"] == "The file is over 25 MB."
    assert left_over(studio) == []


ODD_FORMS: list[dict[str, Any]] = [
    {"data": {"other": "x"}},
    {"files": {"file": (None, "text, not a file")}},
    {"files": {"other": ("a.jpg", photo())}},
    {"files": [("file", ("a.jpg", photo())), ("file", ("b.jpg", photo()))]},
    {"files": [(f"f{n}", (None, "x")) for n in range(500)]},
    {"json": {"file": "x"}},
    {"content": b"--x\r\n", "headers": {"Content-Type": "multipart/form-data"}},
    {"content": b"junk", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
    {"content": photo(), "headers": {"Content-Type": "image/jpeg"}},
    {"headers": {"Content-Type": "multipart/form-data; boundary=" + "x" * 5000}, "content": b"x"},
]


@pytest.mark.parametrize("n", range(len(ODD_FORMS)))
async def test_odd_forms(member: httpx.AsyncClient, studio: Studio, n: int) -> None:
    answer = await member.post(UPLOADS, **ODD_FORMS[n])
    assert answer.status_code == 422, answer.text
    assert answer.json()["field"] == "file"
    assert left_over(studio) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\photos\\cup.heic", "cup.jpg"),
        ("cup\u202egpj.exe", "cupgpj.jpg"),
        ("a\r\nSet-Cookie: x=1", "aSet-Cookie: x=1.jpg"),
        ("été ☕.png", "été ☕.jpg"),
        ("", "picture.jpg"),
        ("x" * 300, "x" * 120 + ".jpg"),
    ],
)
async def test_names_are_only_shown(studio: Studio, home: Home, name: str, shown: str) -> None:
    async with uploads.workbench(studio) as folder:
        source = folder / "source"
        source.write_bytes(photo())
        view = await uploads.receive(studio, home.who, source, name)
    asset = await studio.db.read(lambda session: session.get_one(Asset, view.id))
    assert asset.name == shown
    assert "etc" not in asset.storage_key


async def test_thirty_a_minute(member: httpx.AsyncClient) -> None:
    answers = [await member.post(UPLOADS, data={"other": "x"}) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [422] * 30 + [429]


async def test_many_at_once_wait_their_turn(member: httpx.AsyncClient, studio: Studio) -> None:
    answers = await asyncio.gather(*(send(member, photo()) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [201] * 5
    assert len({answer.json()["id"] for answer in answers}) == 5


async def test_odd_lengths_are_no_crash(app: Gate, studio: Studio, home: Home) -> None:
    proof = await bearer(studio, home)
    async with visitor(app, headers=proof) as client:
        headers = {b"Content-Length": b"\xb2", b"Content-Type": b"multipart/form-data; boundary=b"}
        answer = await client.post(UPLOADS, headers=headers, content=b"--b--\r\n")
    assert answer.status_code == 422


@pytest.mark.database("sqlite", reason="one thread writes there, and can be kept busy")
async def test_a_sender_who_leaves_at_the_last_moment_leaves_rows_with_files(
    studio: Studio, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server may be stopping while the rows are on their way into the database."""
    go, asked, write = threading.Event(), asyncio.Event(), studio.db.write

    def announced(work: Callable[[Session], Any]) -> Any:
        asked.set()
        return write(work)

    async with uploads.workbench(studio) as folder:
        (folder / "source").write_bytes(photo())
        busy = asyncio.create_task(write(lambda _session: go.wait(20)))
        monkeypatch.setattr(studio.db, "write", announced)
        receiving = uploads.receive(studio, home.who, folder / "source", "cup.jpg")
        sending = asyncio.create_task(receiving)
        await asyncio.wait_for(asked.wait(), 20)
        sending.cancel()
        await asyncio.wait({sending})
    go.set()
    await busy
    await write(lambda _session: None)
    kept = await studio.db.read(lambda session: session.exec(select(Asset)).all())
    assert len(kept) == 2
    assert await check_files(studio) == []
