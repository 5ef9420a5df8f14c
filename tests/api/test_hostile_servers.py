"""The guarded client against names and servers that mean no good."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.web_twin import WebTwin, web_twin
from vidstudio.base import egress
from vidstudio.base.egress import GuardedClient
from vidstudio.base.errors import InvalidRequest

BLOCKED = "This address is not on the public internet."
NO_ADDRESS = "This is not a web address. It starts with https://"
UNREACHED = "The address could not be reached."
LIMIT = 1_000_000


@pytest.fixture
async def twin() -> AsyncIterator[WebTwin]:
    async with web_twin() as twin:
        yield twin


async def refusal(client: GuardedClient, url: str, target: Path) -> str:
    with pytest.raises(InvalidRequest) as caught:
        await client.download(url, target, LIMIT)
    assert (caught.value.field, caught.value.code) == ("url", "source_unreachable")
    return str(caught.value)


@pytest.mark.parametrize("host", ["0177.0.0.1", "127.000.000.001", "0", "LOCALHOST", "127。0。0。1",
                                  "①②⑦.0.0.1", "[::ffff:7f00:1]", "[2001:0:7f00:1::]"])  # fmt: skip
async def test_private_addresses_in_odd_spellings(tmp_path: Path, host: str) -> None:
    told = await refusal(GuardedClient(), f"http://{host}/x.jpg", tmp_path / "x")
    assert told in {BLOCKED, UNREACHED}


@pytest.mark.parametrize("url", ["http://:pw@example.com/", "http://@127.0.0.1/", "x:",
                                 "http://example.com@127.0.0.1/", "https:\\\\127.0.0.1\\x",
                                 "unix:///var/run/docker.sock", "javascript:alert(1)"])  # fmt: skip
async def test_what_is_no_web_address(tmp_path: Path, url: str) -> None:
    assert await refusal(GuardedClient(), url, tmp_path / "x") == NO_ADDRESS


def answer_names_with(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """The DNS of somebody who changes it from one question to the next."""
    turns = iter(answers)

    async def resolve(_loop: Any, host: str, port: int, **_how: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(turns)]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolve)


async def test_a_name_is_asked_once_and_judged_by_where_the_socket_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is public, and connected to; no test gets there. The second is not."""
    answer_names_with(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    assert await refusal(GuardedClient(), "http://bent.example/", tmp_path / "x") == UNREACHED
    assert await refusal(GuardedClient(), "http://bent.example/", tmp_path / "x") == BLOCKED


async def test_one_private_address_among_public_ones_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_names_with(monkeypatch, ["93.184.216.34", "10.0.0.7"])
    assert await refusal(GuardedClient(), "http://bent.example/", tmp_path / "x") == BLOCKED


async def test_the_next_address_is_tried_when_one_is_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, twin: WebTwin
) -> None:
    twin.serve("/x", b"ok")
    answer_names_with(monkeypatch, ["127.0.0.2", "127.0.0.1"])
    client = GuardedClient(f"two.example:{twin.port}")
    assert await client.download(f"http://two.example:{twin.port}/x", tmp_path / "x", LIMIT) == 2


async def test_no_header_can_be_smuggled(tmp_path: Path, twin: WebTwin) -> None:
    with pytest.raises(InvalidRequest):
        await GuardedClient(twin.pair).download(
            twin.at("/x HTTP/1.1\r\nX-Evil: 1\r\n"), tmp_path / "x", LIMIT
        )
    assert all(b"\r\nX-Evil: 1" not in head for head in twin.asked)


@pytest.mark.parametrize("to", ["http://127.0.0.1:1/", "http://localhost/", "//[::1]/x",
                                "http://0x7f.1/"])  # fmt: skip
async def test_redirects_into_private_networks(tmp_path: Path, twin: WebTwin, to: str) -> None:
    url = twin.redirect("/go", to)
    assert await refusal(GuardedClient(twin.pair), url, tmp_path / "x") == BLOCKED


@pytest.mark.parametrize("to", ["ftp://x/", "http://[", "http://a@b/", "x:", "http://é\xff[/"])
async def test_redirects_to_no_web_address(tmp_path: Path, twin: WebTwin, to: str) -> None:
    url = twin.redirect("/go", to)
    told = await refusal(GuardedClient(twin.pair), url, tmp_path / "x")
    assert told in {NO_ADDRESS, "The address redirects to none."}


def test_never_from_a_secure_address_to_an_insecure_one() -> None:
    with pytest.raises(InvalidRequest, match="insecure"):
        egress._next("https://example.com/a", "http://example.com/b")
    assert egress._next("https://example.com/a", "b") == "https://example.com/b"


async def test_too_much_is_cut_off(tmp_path: Path, twin: WebTwin) -> None:
    sent = 0

    async def endless(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x" * 100_000)
            await writer.drain()
            sent += 100_000

    client, target = GuardedClient(twin.pair), tmp_path / "x"
    assert "over 1 MB" in await refusal(client, twin.stream("/big", endless), target)
    assert target.stat().st_size <= LIMIT
    assert sent < 50_000_000


async def test_a_slow_drip_ends(
    tmp_path: Path, twin: WebTwin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress, "_TOTAL_SECONDS", 0.3)

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)  # the server is the slow one

    told = await refusal(GuardedClient(twin.pair), twin.stream("/slow", drip), tmp_path / "x")
    assert "did not answer" in told


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "raw", [b"\0", OK + b"Content-Length: 9\r\n\r\nx", OK + b"X: " + b"y" * 200_000 + b"\r\n\r\n"]
)
async def test_servers_that_do_not_speak_well(tmp_path: Path, twin: WebTwin, raw: bytes) -> None:
    twin.answers["/odd"] = raw
    assert await refusal(GuardedClient(twin.pair), twin.at("/odd"), tmp_path / "x") == UNREACHED


async def test_nothing_is_unpacked(tmp_path: Path, twin: WebTwin) -> None:
    """A small answer stays small, whatever it says about itself."""
    packed = gzip.compress(b"\0" * 10_000_000)
    twin.serve("/packed", packed, "image/jpeg\r\nContent-Encoding: gzip")
    size = await GuardedClient(twin.pair).download(twin.at("/packed"), tmp_path / "x", LIMIT)
    assert size == len(packed)
