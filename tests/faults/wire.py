"""Wire: a line to PostgreSQL that breaks during a commit, when told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Wire:
    """`cut` is the side of the next commit on which the line breaks; None: it holds."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._server: asyncio.Server | None = None
        self._open = set[asyncio.StreamWriter]()
        self.cut: str | None = None
        self.cuts = 0

    @property
    def url(self) -> str:
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        return self._target._replace(netloc=f"vidstudio@127.0.0.1:{port}").geturl()

    async def listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = self._target.hostname, self._target.port
        back, there = await asyncio.open_connection(host, port)
        ends = {writer, there}
        self._open |= ends
        answers = asyncio.create_task(_pass_on(back, writer))
        try:
            side = await self._watch(reader, there, answers)
            await _stop(answers)
            if side == "after":
                there.write_eof()
                while await back.read(65536):  # it hangs up once it has done what it was told
                    pass
        finally:
            await _stop(answers)
            for end in ends:
                end.transport.abort()
            self._open -= ends

    async def _watch(
        self, reader: asyncio.StreamReader, there: asyncio.StreamWriter, answers: asyncio.Task[None]
    ) -> str | None:
        """Pass on what the studio says, up to the commit if that is to be cut."""
        reading = False
        with suppress(ConnectionError):
            while said := await reader.read(65536):
                if b"BEGIN" in said:
                    reading = b"READ ONLY" in said
                side = self.cut if b"COMMIT\x00" in said and not reading else None
                if side:
                    self.cut, self.cuts = None, self.cuts + 1
                if side == "before":
                    return side
                if side == "after":  # the commit goes through; its answer does not come back
                    await _stop(answers)
                there.write(said)
                await there.drain()
                if side == "after":
                    return side
        return None


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while said := await reader.read(65536):
            writer.write(said)
            await writer.drain()
        writer.transport.abort()


@asynccontextmanager
async def wire_to(address: str) -> AsyncIterator[Wire]:
    wire = Wire(address)
    await wire.listen()
    try:
        yield wire
    finally:
        await wire.close()
