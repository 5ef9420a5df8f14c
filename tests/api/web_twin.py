"""A web server on loopback that answers what a test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


class WebTwin:
    """`answers` by path; `asked` keeps the raw heads of all requests."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: dict[str, Answer] = {}
        self.asked: list[bytes] = []

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self.port}"

    def at(self, path: str) -> str:
        return f"http://{self.pair}{path}"

    def serve(self, path: str, body: bytes, mime: str = "image/jpeg", status: int = 200) -> str:
        """Answer `body` at `path`; its address."""
        self.answers[path] = _head(status, f"Content-Type: {mime}\r\n", len(body)) + body
        return self.at(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        self.answers[path] = _head(status, f"Location: {to}\r\n", 0)
        return self.at(path)

    def stream(self, path: str, answer: Callable[[asyncio.StreamWriter], Awaitable[None]]) -> str:
        self.answers[path] = answer
        return self.at(path)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                head = await reader.readuntil(b"\r\n\r\n")
                self.asked.append(head)
                await self._answer(head.split(b" ")[1].decode(), writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        answer = self.answers.get(path, _head(404, "", 0))
        if isinstance(answer, bytes):
            writer.write(answer)
            await writer.drain()
        else:
            await answer(writer)


def _head(status: int, headers: str, size_bytes: int) -> bytes:
    text = f"HTTP/1.1 {status} Twin\r\n{headers}Content-Length: {size_bytes}\r\n"
    return f"{text}Connection: close\r\n\r\n".encode()


@asynccontextmanager
async def web_twin() -> AsyncIterator[WebTwin]:
    twin = WebTwin(0)
    visits: set[asyncio.Task[None]] = set()

    def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.create_task(twin.meet(reader, writer))
        visits.add(visit)
        visit.add_done_callback(visits.discard)

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    twin.port = server.sockets[0].getsockname()[1]
    try:
        yield twin
    finally:
        server.close()
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
        await server.wait_closed()
