"""A small HTTP server on loopback that can also do everything a server must not do.

A twin of a provider is a `Desk`: it answers a `Request` with a `Reply`. How a reply goes over
the wire is its `manner`; see MANNERS. Connections are kept alive, as providers keep them.
"""

import asyncio
import gzip
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

HUGE_BYTES = 100_000_000
DRIP_SECONDS = 10.0
_PIECE = b" " * 100_000


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as an object; an empty one for anything else."""
        with suppress(ValueError):
            said = json.loads(self.body)
            return said if isinstance(said, dict) else {}
        return {}


@dataclass(frozen=True)
class Reply:
    body: bytes | dict[str, Any] | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    manner: str = "whole"

    @property
    def data(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return text.encode()

    def head(self, length: int | None = None, *, keep: bool = True) -> bytes:
        kind = "application/json" if isinstance(self.body, dict) else "application/octet-stream"
        lines = {
            "Content-Type": kind,
            "Content-Length": str(len(self.data) if length is None else length),
            "Connection": "keep-alive" if keep else "close",
            **self.headers,
        }
        told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"HTTP/1.1 {self.status} Twin\r\n{told}\r\n".encode()


class Desk(Protocol):
    async def answer(self, request: Request) -> Reply: ...


Writer = asyncio.StreamWriter


async def _whole(reply: Reply, writer: Writer) -> None:
    writer.write(reply.head() + reply.data)


async def _drop(_reply: Reply, _writer: Writer) -> None:
    """Close without a word."""


async def _reset(_reply: Reply, writer: Writer) -> None:
    taken = writer.get_extra_info("socket")
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _hang(_reply: Reply, _writer: Writer) -> None:
    await asyncio.Event().wait()


async def _drip(reply: Reply, writer: Writer) -> None:
    for byte in reply.head() + reply.data:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)


async def _endless_headers(_reply: Reply, writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    n = 0
    while True:
        n += 1
        writer.write(f"X-{n}: {'y' * 500}\r\n".encode())
        await writer.drain()


async def _cut(reply: Reply, writer: Writer) -> None:
    """Half of what was announced."""
    writer.write(reply.head(keep=False) + reply.data[: len(reply.data) // 2])


async def _unmeasured(reply: Reply, writer: Writer) -> None:
    """No length at all: the end of the connection is the end of the file."""
    head = b"".join(
        line + b"\r\n"
        for line in reply.head(keep=False).split(b"\r\n")
        if line and not line.startswith(b"Content-Length")
    )
    writer.write(head + b"\r\n" + reply.data)


async def _unmeasured_half(reply: Reply, writer: Writer) -> None:
    half = Reply(reply.data[: len(reply.data) // 2], reply.status, reply.headers)
    await _unmeasured(half, writer)


async def _garbage(_reply: Reply, writer: Writer) -> None:
    writer.write(b"\x16\x03\x01SSH-2.0-OpenSSH\r\n\x00\xff\r\n\r\n")


async def _html(reply: Reply, writer: Writer) -> None:
    page = b"<html><body><h1>Just a moment</h1></body></html>"
    writer.write(Reply(page, reply.status, {"Content-Type": "text/html"}).head() + page)


async def _huge(_reply: Reply, writer: Writer) -> None:
    """100 MB of well-formed JSON."""
    opening, closing = b'{"code": 200, "data": "', b'"}'
    length = len(opening) + HUGE_BYTES + len(closing)
    writer.write(Reply({}).head(length) + opening)
    for _ in range(HUGE_BYTES // len(_PIECE)):
        writer.write(_PIECE)
        await writer.drain()
    writer.write(closing)


async def _bomb(_reply: Reply, writer: Writer) -> None:
    """A gigabyte's worth in a megabyte."""
    packed = gzip.compress(_PIECE * 100, 9)
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    writer.write(Reply(b"", headers=headers).head(100 * len(packed)))
    for _ in range(100):
        writer.write(packed)
        await writer.drain()


async def _nan(_reply: Reply, writer: Writer) -> None:
    data = b'{"code": NaN, "data": {"taskId": NaN, "state": "fail"}}'
    writer.write(Reply({}).head(len(data)) + data)


async def _deep(_reply: Reply, writer: Writer) -> None:
    data = b'{"code": 200, "data": ' + b"[" * 900_000 + b"]" * 900_000 + b"}"
    writer.write(Reply({}).head(len(data)) + data)


async def _wrong_types(_reply: Reply, writer: Writer) -> None:
    odd: dict[str, Any] = {"code": "fine", "msg": [1], "data": {"taskId": 7, "state": {"a": 1}}}
    await _whole(Reply(odd), writer)


MANNERS: dict[str, Callable[[Reply, Writer], Awaitable[None]]] = {
    "whole": _whole,
    "drop": _drop,
    "reset": _reset,
    "hang": _hang,
    "drip": _drip,
    "endless-headers": _endless_headers,
    "cut": _cut,
    "unmeasured": _unmeasured,
    "unmeasured-half": _unmeasured_half,
    "garbage": _garbage,
    "html": _html,
    "huge": _huge,
    "bomb": _bomb,
    "nan": _nan,
    "deep": _deep,
    "wrong-types": _wrong_types,
}
_KEEPS = {"whole", "nan", "deep", "wrong-types", "huge"}


async def _visit(desk: Desk, reader: asyncio.StreamReader, writer: Writer) -> None:
    try:
        with suppress(OSError, asyncio.IncompleteReadError):
            while request := await _heard(reader):
                reply = await desk.answer(request)
                manner = MANNERS[reply.manner]
                await _unless_left(manner(reply, writer), reader)
                await writer.drain()
                if reply.manner not in _KEEPS or request.headers.get("connection") == "close":
                    break
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _unless_left(sending: Awaitable[None], reader: asyncio.StreamReader) -> None:
    """Stop speaking once the caller has hung up. Pipelining is nobody's habit here."""
    speaking = asyncio.ensure_future(sending)
    while not speaking.done():
        await asyncio.wait({speaking}, timeout=0.2)
        if reader.at_eof():
            speaking.cancel()
            break
    with suppress(asyncio.CancelledError):
        await speaking


async def _heard(reader: asyncio.StreamReader) -> Request | None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ", 2)
    named = (line.split(":", 1) for line in lines if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, value in named}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    return Request(method, parts.path, dict(parse_qsl(parts.query)), headers, body)


@asynccontextmanager
async def serving(desk: Desk, port: int = 0) -> AsyncIterator[int]:
    """The port on which `desk` answers, until the block ends."""
    visits: set[asyncio.Task[None]] = set()

    def met(reader: asyncio.StreamReader, writer: Writer) -> None:
        visit = asyncio.create_task(_visit(desk, reader, writer))
        visits.add(visit)
        visit.add_done_callback(visits.discard)

    server = await asyncio.start_server(met, "127.0.0.1", port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for visit in list(visits):
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
        await server.wait_closed()
