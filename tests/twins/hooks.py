"""A receiver of webhooks on loopback that keeps what it is told and answers as it is told to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Told:
    path: str
    headers: dict[str, str]
    body: bytes


class HookTwin:
    """`answers` by path, used up from the left; without any all is well."""

    def __init__(self) -> None:
        self.port = 0
        self.told: list[Told] = []
        self.answers: dict[str, list[Answer]] = {}
        self.heard = asyncio.Event()

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self.port}"

    def at(self, path: str) -> str:
        return f"http://{self.pair}{path}"

    def answer(self, path: str, *answers: Answer) -> str:
        self.answers[path] = list(answers)
        return self.at(path)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._hear(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        told = Told(first.split(" ")[1], headers, body)
        self.told.append(told)
        self.heard.set()
        planned = self.answers.get(told.path)
        answer = planned.pop(0) if planned else OK
        if isinstance(answer, bytes):
            writer.write(answer)
            await writer.drain()
        else:
            await answer(writer)


def status(code: int, *headers: str, body: bytes = b"") -> bytes:
    lines = "".join(f"{header}\r\n" for header in headers)
    head = (
        f"HTTP/1.1 {code} Twin\r\n{lines}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


@asynccontextmanager
async def hook_twin() -> AsyncIterator[HookTwin]:
    twin, visits = HookTwin(), set[asyncio.Task[None]]()

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
