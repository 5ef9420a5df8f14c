"""Uploads over a real socket: what is told before the whole body has come."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.api.pictures import photo
from tests.api.test_uploads import UPLOADS, left_over, send
from tests.api.visitors import AJAX, bearer, cookie, listening
from tests.studio_fixtures import Home
from vidstudio.api.gate import Gate
from vidstudio.studio import Studio


@pytest.fixture
async def port(app: Gate) -> AsyncIterator[int]:
    async with listening(app) as port:
        yield port


class TestOverASocket:
    """What is told before the whole body has come."""

    async def talk(self, port: int, head: str, body: bytes, times: int) -> tuple[bytes, int]:
        """The first bytes of the answer, and how many chunks had been sent until then."""
        loop = asyncio.get_running_loop()
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.setblocking(False)
            await loop.sock_sendall(line, head.replace("\n", "\r\n").encode())
            answer = asyncio.ensure_future(loop.sock_recv(line, 2000))
            for sent in range(times):
                sending = asyncio.ensure_future(loop.sock_sendall(line, body))
                await asyncio.wait({sending, answer}, return_when=asyncio.FIRST_COMPLETED)
                if answer.done() or sending.exception():
                    sending.cancel()
                    await asyncio.gather(sending, return_exceptions=True)
                    return await asyncio.wait_for(answer, 10), sent
            return await asyncio.wait_for(answer, 10), times

    def head(self, proof: dict[str, str], length: str) -> str:
        lines = [f"{name}: {value}" for name, value in proof.items()]
        kind = "Content-Type: multipart/form-data; boundary=b"
        rows = "\n".join(["Host: 127.0.0.1", kind, *lines, length])
        return f"POST {UPLOADS} HTTP/1.1\n{rows}\n\n"

    async def test_strangers_are_refused_before_the_body(self, port: int, studio: Studio) -> None:
        told, _ = await self.talk(port, self.head({}, "Content-Length: 20000000"), b"", 0)
        assert told.startswith(b"HTTP/1.1 401")
        assert left_over(studio) == []

    async def test_forms_of_other_sites_are_refused_before_the_body(
        self, port: int, studio: Studio, home: Home
    ) -> None:
        head = self.head(await cookie(studio, home), "Content-Length: 20000000")
        told, _ = await self.talk(port, head, b"", 0)
        assert told.startswith(b"HTTP/1.1 403")

    async def test_an_announced_60_mb_is_refused_before_the_body(
        self, port: int, studio: Studio, home: Home
    ) -> None:
        head = self.head(await bearer(studio, home), "Content-Length: 60000000")
        told, _ = await self.talk(port, head, b"", 0)
        assert told.startswith(b"HTTP/1.1 413")

    async def test_an_unannounced_one_while_it_comes(
        self, port: int, studio: Studio, home: Home
    ) -> None:
        spools = open_spools()
        head = self.head(await bearer(studio, home), "Transfer-Encoding: chunked")
        disposition = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        first = f"{len(disposition):x}\n".encode().replace(b"\n", b"\r\n") + disposition + b"\r\n"
        chunk = b"100000\r\n" + b"\xff" * 0x100000 + b"\r\n"
        opening = head + first.decode().replace("\r\n", "\n")
        told, sent = await self.talk(port, opening, chunk, 60)
        assert told.startswith(b"HTTP/1.1 413")
        assert sent < 40
        assert left_over(studio) == []
        assert open_spools() == spools

    async def test_a_caller_who_hangs_up_leaves_nothing(
        self, port: int, studio: Studio, home: Home, caplog: pytest.LogCaptureFixture
    ) -> None:
        _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = self.head(await bearer(studio, home), "Content-Length: 20000000")
        writer.write(head.replace("\n", "\r\n").encode() + b"--b\r\n" + b"x" * 100_000)
        await writer.drain()
        writer.transport.abort()
        await asyncio.sleep(0.2)  # nothing is told of a caller who is gone
        async with visitor_at(port) as client:
            assert (await client.get("/healthz")).status_code == 200
        assert left_over(studio) == []
        assert "incident" not in caplog.text

    async def test_a_whole_upload_by_a_browser_session(
        self, port: int, studio: Studio, home: Home
    ) -> None:
        async with visitor_at(port) as client:
            client.headers.update({**AJAX, **await cookie(studio, home)})
            answer = await send(client, photo("PNG", (2000, 1500)))
        assert answer.status_code == 201


def visitor_at(port: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30)


def open_spools() -> int:
    """Files of this process that are deleted already, but still open."""
    folder = Path("/proc/self/fd")
    if not folder.exists():
        return 0
    temporary = tempfile.gettempdir()
    links = [_target(fd) for fd in folder.iterdir()]
    return sum(link.startswith(temporary) and link.endswith("(deleted)") for link in links)


def _target(fd: Path) -> str:
    """What is open there; empty when it is closed meanwhile."""
    try:
        return str(fd.readlink())
    except OSError:
        return ""
