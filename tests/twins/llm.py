"""A language model on loopback: chat completions of the OpenAI shape, answering from a script.

In a test: `async with llm_twin() as twin: twin.replies.append(Reply(words="Hello."))`.
As a process: `python -m tests.twins.llm --port 8123 --script story`, then start the studio with
`VIDSTUDIO_LLM_BASE_URL=http://127.0.0.1:8123/v1`. `GET /times` tells when each answer's first
piece was sent, in seconds since 1970.
"""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from tests.twins.llm_replies import MODEL, Reply, Script, completion, error, usage


class LlmTwin:
    """Answers `replies` in order, then whatever `script` says. `asked` keeps the bodies."""

    def __init__(self, script: Script | None = None) -> None:
        self.port = 0
        self.script = script
        self.replies: list[Reply] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.first_at: list[float] = []
        self.sent = 0  # pieces of all answers
        self.hung_up = asyncio.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def lines(self, role: str) -> list[str]:
        """What the newest question says in that role."""
        told = self.asked[-1]["messages"]
        return [str(message["content"]) for message in told if message["role"] == role]

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                names = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:-2])
                body = await reader.readexactly(int(names.get("content-length", 0)))
                self.keys.append(names.get("authorization", "").removeprefix("bearer "))
                await self._answer(head.split(" ")[1], body, reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _answer(
        self, path: str, body: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if path == "/v1/models":
            listed = {"object": "list", "data": [{"id": MODEL, "object": "model"}]}
            return await _whole(writer, 200, listed)
        if path == "/times":
            return await _whole(writer, 200, {"first_at": self.first_at})
        if path != "/v1/chat/completions":
            return await _whole(writer, 404, error("There is nothing here."))
        asked = json.loads(body)
        self.asked.append(asked)
        reply = self.replies.pop(0) if self.replies or not self.script else self.script(asked)
        if reply.status != 200:
            body_of_error = reply.error or error(f"Status {reply.status}.")
            return await _whole(writer, reply.status, body_of_error, reply.headers)
        if not asked.get("stream"):
            return await _whole(writer, 200, completion(reply))
        return await self._stream(reply, asked, reader, writer)

    async def _stream(
        self,
        reply: Reply,
        asked: dict[str, Any],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        )
        await writer.drain()
        speaking = asyncio.create_task(self._speak(reply, asked, writer))
        leaving = asyncio.create_task(reader.read(1))
        done, _ = await asyncio.wait({speaking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if leaving in done:
            self.hung_up.set()
        for task in (speaking, leaving):
            task.cancel()
        await asyncio.gather(speaking, leaving, return_exceptions=True)

    async def _speak(
        self, reply: Reply, asked: dict[str, Any], writer: asyncio.StreamWriter
    ) -> None:
        if reply.raw is not None:
            await _chunk(writer, reply.raw)
            return await _chunk(writer, b"")
        if reply.hold:
            await reply.hold.wait()
        pieces = reply.pieces()
        for n, piece in enumerate(pieces):
            if n == reply.cut:
                return None
            if n == 1:
                self.first_at.append(time.time())
            if reply.hold_last and n == len(pieces) - 1:
                await reply.hold_last.wait()
            await _event(writer, {"choices": [{"index": 0, "delta": piece}]})
            self.sent += 1
            await asyncio.sleep(reply.pace)
        last = {"index": 0, "delta": {}, "finish_reason": reply.finish_reason}
        await _event(writer, {"choices": [last]})
        if reply.usage and asked.get("stream_options", {}).get("include_usage"):
            await _event(writer, {"choices": [], "usage": usage(reply)})
        await _chunk(writer, b"data: [DONE]\n\n")
        return await _chunk(writer, b"")


async def _event(writer: asyncio.StreamWriter, body: dict[str, Any]) -> None:
    around = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
    await _chunk(writer, f"data: {json.dumps({**around, **body})}\n\n".encode())


async def _chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    await writer.drain()


async def _whole(
    writer: asyncio.StreamWriter, status: int, body: dict[str, Any], headers: str = ""
) -> None:
    data = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} Twin\r\nContent-Type: application/json\r\n{headers}"
    writer.write(f"{head}Content-Length: {len(data)}\r\nConnection: close\r\n\r\n".encode() + data)
    await writer.drain()


@asynccontextmanager
async def llm_twin(script: Script | None = None, port: int = 0) -> AsyncIterator[LlmTwin]:
    twin = LlmTwin(script)
    visits: set[asyncio.Task[None]] = set()

    def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.create_task(twin.meet(reader, writer))
        visits.add(visit)
        visit.add_done_callback(visits.discard)

    server = await asyncio.start_server(met, "127.0.0.1", port)
    twin.port = server.sockets[0].getsockname()[1]
    try:
        yield twin
    finally:
        server.close()
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
        await server.wait_closed()


async def _serve(port: int, script: Script) -> None:
    async with llm_twin(script, port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    from tests.twins.llm_story import SCRIPTS

    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--script", choices=SCRIPTS, default="story")
    chosen = options.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(chosen.port, SCRIPTS[chosen.script]))
