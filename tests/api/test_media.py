"""Files on their way out: stable links that sign on read, seeking, names."""

import base64
import json
from urllib.parse import unquote

import httpx
import pytest

from tests.api.pictures import photo
from tests.studio_fixtures import Home, Timepiece
from vidstudio.base.clock import Clock
from vidstudio.services import uploads
from vidstudio.store.base import Delivery
from vidstudio.studio import Studio


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
async def asset(studio: Studio, home: Home) -> str:
    """The stable link of a stored picture."""
    async with uploads.workbench(studio) as folder:
        source = folder / "source"
        source.write_bytes(photo("PNG", (400, 300)))
        return (await uploads.receive(studio, home.who, source, "Tasse für früh.png")).url


@pytest.fixture
async def link(member: httpx.AsyncClient, asset: str) -> str:
    return (await member.get(asset)).headers["location"]


@pytest.fixture
async def whole(anyone: httpx.AsyncClient, link: str) -> bytes:
    return (await anyone.get(link)).content


async def test_stable_links_sign_on_read(
    member: httpx.AsyncClient, anyone: httpx.AsyncClient, asset: str
) -> None:
    answer = await member.get(asset)
    assert answer.status_code == 307
    assert answer.headers["location"].startswith("/media/")
    assert "private" in answer.headers["cache-control"]
    file = await anyone.get(answer.headers["location"])
    assert (file.status_code, file.headers["content-type"]) == (200, "image/jpeg")
    assert int(file.headers["content-length"]) == len(file.content)
    assert (await anyone.get(asset)).status_code == 401


async def test_files_are_shown_and_nothing_else(anyone: httpx.AsyncClient, link: str) -> None:
    headers = (await anyone.get(link)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["content-disposition"].startswith("inline")
    assert headers["cache-control"].startswith("private")
    assert headers["accept-ranges"] == "bytes"


async def test_downloads_keep_their_name(member: httpx.AsyncClient, asset: str) -> None:
    answer = await member.get(f"{asset}?download=1", follow_redirects=True)
    kind, _, name = answer.headers["content-disposition"].partition("; ")
    assert kind == "attachment"
    assert name.startswith("filename*=utf-8''")
    assert unquote(name.partition("''")[2]) == "Tasse für früh.jpg"


RANGES = [
    ("bytes=0-9", slice(0, 10)),
    ("bytes=100-199", slice(100, 200)),
    ("bytes=-50", slice(-50, None)),
    ("bytes=200-", slice(200, None)),
    ("bytes=0-99999999", slice(0, None)),
]


@pytest.mark.parametrize(("wanted", "part"), RANGES)
async def test_seeking(
    anyone: httpx.AsyncClient, link: str, whole: bytes, wanted: str, part: slice
) -> None:
    answer = await anyone.get(link, headers={"Range": wanted})
    assert answer.status_code == 206
    assert answer.content == whole[part]
    first = part.start % len(whole)
    last = first + len(answer.content) - 1
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_beyond_the_end(anyone: httpx.AsyncClient, link: str, whole: bytes) -> None:
    answer = await anyone.get(link, headers={"Range": f"bytes={len(whole)}-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize("odd", ["bytes=x-y", "lines=1-2", "bytes=9-1", "bytes=", "x", "bytes=--1"])
async def test_odd_ranges_are_no_crash(anyone: httpx.AsyncClient, link: str, odd: str) -> None:
    assert (await anyone.get(link, headers={"Range": odd})).status_code in {200, 400, 416}


async def test_a_thousand_ranges_are_no_flood(
    anyone: httpx.AsyncClient, link: str, whole: bytes
) -> None:
    many = "bytes=" + ",".join("0-" for _ in range(1000))
    answer = await anyone.get(link, headers={"Range": many})
    assert len(answer.content) < 3 * len(whole)


async def test_changed_files_are_not_pieced_together(
    anyone: httpx.AsyncClient, link: str, whole: bytes
) -> None:
    same = (await anyone.get(link)).headers["etag"]
    fresh = await anyone.get(link, headers={"Range": "bytes=0-9", "If-Range": same})
    stale = await anyone.get(link, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (fresh.status_code, stale.status_code) == (206, 200)
    assert stale.content == whole


async def test_heads_come_without_the_file(
    anyone: httpx.AsyncClient, member: httpx.AsyncClient, asset: str, link: str, whole: bytes
) -> None:
    answer = await anyone.head(link)
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) == len(whole)
    assert (await member.head(asset)).status_code == 307


async def test_links_end(anyone: httpx.AsyncClient, link: str, timepiece: Timepiece) -> None:
    timepiece.advance(minutes=9)
    assert (await anyone.get(link)).status_code == 200
    timepiece.advance(minutes=7)
    answer = await anyone.get(link)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_links_of_the_same_minutes_are_equal(
    member: httpx.AsyncClient, asset: str, link: str
) -> None:
    assert (await member.get(asset)).headers["location"] == link


async def test_tampered_links(anyone: httpx.AsyncClient, link: str, studio: Studio) -> None:
    payload, _, mac = link.removeprefix("/media/").partition(".")
    body = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    secret = base64.urlsafe_b64encode(json.dumps({**body, "k": "../secret.key"}).encode()).decode()
    later = base64.urlsafe_b64encode(json.dumps({**body, "exp": 2**40}).encode()).decode()
    odd = [f"{secret.rstrip('=')}.{mac}", f"{later.rstrip('=')}.{mac}", f"{payload}.", f".{mac}",
           payload, f"{payload}.{mac[::-1]}", f"{payload}.{mac}x", "x", "%00", "é.ü"]  # fmt: skip
    for token in odd:
        answer = await anyone.get(f"/media/{token}")
        assert answer.status_code == 404, token


async def test_even_a_signed_link_stays_in_the_store(
    anyone: httpx.AsyncClient, studio: Studio, home: Home
) -> None:
    for key in ("../secret.key", "../vidstudio.db", "/etc/passwd", "", "."):
        token = studio.store.link(key, Delivery("x", "text/plain"), studio.link_end())
        assert (await anyone.get(token)).status_code == 404
