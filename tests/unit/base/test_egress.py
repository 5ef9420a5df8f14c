"""The guarded client reaches the public internet and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from vidstudio.base.egress import GuardedClient
from vidstudio.base.errors import InvalidRequest
from vidstudio.base.guarded import is_public

LIMIT = 1000
PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_this_side_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07::1"])
def test_addresses_of_the_world_are(address: str) -> None:
    assert is_public(address)


async def fetch(url: str, target: Path, allow: str = "") -> int:
    return await GuardedClient(allow).download(url, target, LIMIT)


@pytest.mark.parametrize(
    "url",
    [
        *(f"http://[{ip}]/" if ":" in ip else f"http://{ip}/" for ip in PRIVATE if "%" not in ip),
        "http://localhost/",
        "http://localhost:22/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
        "https://user@8.8.8.8/",
        "http://user:secret@localhost/",
        "ftp://8.8.8.8/a",
        "file:///etc/passwd",
        "data:image/png;base64,AA==",
        "//8.8.8.8/a",
        "http://",
        "http://8.8.8.8:99999/",
        "http://8.8.8.8:22/",
        "not a link",
        "http://[::1",
        f"http://{'x' * 64}.example/",
        f"http://{'ü' * 64}.example/",
        "",
    ],
)
async def test_what_must_not_be_reached_is_refused_at_the_field(url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        await fetch(url, tmp_path / "file")
    assert refusal.value.field == "url"
    assert not (tmp_path / "file").exists()


Answer = Callable[[str], bytes]


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[str]:
    """`host:port` of a server of this machine that answers by path."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(request.split()[1].decode()))
        await writer.drain()
        writer.close()

    running = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with running:
        yield f"127.0.0.1:{running.sockets[0].getsockname()[1]}"


def ok(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def moved(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


async def test_an_allowed_host_is_read_whole(tmp_path: Path) -> None:
    target = tmp_path / "file"
    async with server(lambda _path: ok(b"x" * LIMIT)) as host:
        assert await fetch(f"http://{host}/a", target, allow=f"other:1, {host}") == LIMIT
    assert target.read_bytes() == b"x" * LIMIT


async def test_the_same_host_unnamed_is_not_reached(tmp_path: Path) -> None:
    reached = list[str]()

    def answer(path: str) -> bytes:
        reached.append(path)
        return ok(b"secret")

    async with server(answer) as host:
        with pytest.raises(InvalidRequest, match="not on the public internet"):
            await fetch(f"http://{host}/", tmp_path / "file")
        port = host.partition(":")[2]
        with pytest.raises(InvalidRequest):
            await fetch(f"http://localhost:{port}/", tmp_path / "file", allow=host)
    assert reached == []


REFUSED: dict[str, tuple[Answer, str]] = {
    "a byte too many": (lambda _: ok(b"x" * (LIMIT + 1)), "over 0 MB"),
    "a lie about the length": (
        lambda _: b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * (LIMIT + 1),
        "over 0 MB",
    ),
    "not found": (
        lambda _: b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "answered 404",
    ),
    "round and round": (lambda _: moved("/again"), "redirects too often"),
    "into the cloud's metadata": (
        lambda _: moved("http://169.254.169.254/latest"),
        "not on the public internet",
    ),
    "to a file": (lambda _: moved("file:///etc/passwd"), "not a web address"),
    "no HTTP at all": (lambda _: b"SSH-2.0-OpenSSH\r\n\r\n", "could not be reached"),
    "a hang-up": (lambda _: b"", "could not be reached"),
}


@pytest.mark.parametrize(("answer", "words"), REFUSED.values(), ids=REFUSED)
async def test_what_an_answer_may_not_do(answer: Answer, words: str, tmp_path: Path) -> None:
    async with server(answer) as host:
        with pytest.raises(InvalidRequest, match=words):
            await fetch(f"http://{host}/a", tmp_path / "file", allow=host)


async def test_an_address_is_asked_for_as_a_server_reads_it(tmp_path: Path) -> None:
    asked = list[str]()

    def answer(path: str) -> bytes:
        asked.append(path)
        return ok(b"x")

    async with server(answer) as host:
        for path in ("", "/a b/ü.jpg?q=ä b#part", "/a%20b"):
            await fetch(f"http://{host}{path}", tmp_path / "file", allow=host)
    assert asked == ["/", "/a%20b/%C3%BC.jpg?q=%C3%A4%20b", "/a%20b"]


async def test_a_redirect_is_followed_three_times(tmp_path: Path) -> None:
    def answer(path: str) -> bytes:
        turn = int(path[1:])
        return ok(b"there") if turn == 3 else moved(f"/{turn + 1}")

    async with server(answer) as host:
        assert await fetch(f"http://{host}/0", tmp_path / "file", allow=host) == 5
