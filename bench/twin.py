"""kie.ai's twin in a process of its own, for thousands of jobs: its work is not ours to count.

`python -m bench.twin --port 8125`. Beside the twin's own doors, `POST /twin/jobs` takes on many
jobs at once, and `GET /twin/looks` tells how often any was looked at.
"""

import argparse
import asyncio
import signal
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from tests.chaos.cast import Actor, environment
from tests.twins.kie import KieTwin
from tests.twins.wire import Reply, Request, serving
from tools.served import free_port

STAGE_SECONDS = 1e5  # a job ends when it is told to
WISH = {"model": "kling-3.0/video", "input": {"prompt": "A cup."}}


class Crowd(KieTwin):
    def __init__(self) -> None:
        super().__init__()
        self.jobs.pace_seconds, self.files.film_seconds = STAGE_SECONDS, 3

    def _control(self, request: Request) -> Reply:
        if request.path == "/twin/jobs":
            count = int(request.json()["count"])
            return Reply({"ids": [self.jobs.accept(WISH).job_id for _ in range(count)]})
        if request.path == "/twin/looks":
            return Reply({"looks": sum(entry.looks for entry in self.book.jobs.values())})
        return super()._control(request)


class Provider:
    """The twin as seen from here."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30)

    async def ready(self) -> None:
        while True:
            with suppress(httpx.HTTPError):
                await self.looks()
                return
            await asyncio.sleep(0.1)

    async def take_on(self, count: int) -> Sequence[str]:
        """Jobs that do not end until they are told to."""
        answer = await self._client.post("/twin/jobs", json={"count": count})
        return answer.json()["ids"]

    async def end(self, job_id: str) -> None:
        await self._client.post(f"/twin/jobs/{job_id}", json={"state": "success"})

    async def looks(self) -> int:
        return (await self._client.get("/twin/looks")).json()["looks"]

    async def close(self) -> None:
        await self._client.aclose()


@asynccontextmanager
async def provider(folder: Path) -> AsyncGenerator[Provider]:
    port = free_port()
    process = Actor("twin", folder, environment(folder), "bench.twin", "--port", str(port))
    process.start()
    twin = Provider(port)
    try:
        await twin.ready()
        yield twin
    finally:
        await twin.close()
        process.end(signal.SIGKILL)


async def _serve(port: int) -> None:
    twin = Crowd()
    async with serving(twin, port):
        twin.open_at(port)
        await asyncio.Event().wait()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    asyncio.run(_serve(options.parse_args().port))
