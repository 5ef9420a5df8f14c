"""kie.ai on loopback: the market's protocol over a real socket, with every fault at hand.

In a test: `async with kie_twin() as twin: twin.faults.add("create", Fault("reset"))`.
As a process: `python -m tests.twins.kie --port 8125 --script well`; then start the studio with
what `environment(8125)` says. `GET /twin/book` shows the jobs it has accepted, `POST
/twin/script` takes faults and dials, `POST /twin/jobs/ID` changes a job.

Operations that faults are named after: create, look, file, upload, link, credit, call.
"""

import argparse
import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import Any

from tests.twins.book import Book, Entry
from tests.twins.faults import Faults
from tests.twins.kie_calls import call
from tests.twins.kie_files import Files, said
from tests.twins.kie_jobs import CREDITS_PER_JOB, STAGES, Jobs
from tests.twins.kie_models import wrong_with
from tests.twins.wire import Reply, Request, serving

KEY = "twin-key"
SENDS, PER_SECONDS = 20, 10.0
AGAIN_SECONDS = (1.0, 3.0, 6.0)  # it gives up after about three retries
_HEARD = 1000


class KieTwin:
    """`credits` is the balance, None for plenty. `limited`: 20 creates in 10 s and no more.

    `calls` are the forms of the calls back that every job makes, in order: ("wrapped", "flat")
    calls twice. `webhook_key` signs them, `late_seconds` is how long after the end they come;
    without a pace nobody calls by itself.
    """

    def __init__(self) -> None:
        self.port = 0
        self.faults, self.jobs = Faults(), Jobs()
        self.files = Files(self.jobs)
        self.credits: float | None = None
        self.limited = True
        self.webhook_key = ""
        self.calls: tuple[str, ...] = ()
        self.late_seconds = 0.0
        self.heard: deque[Request] = deque(maxlen=_HEARD)
        self._sent: deque[float] = deque()
        self._calling: set[asyncio.Task[None]] = set()

    @property
    def book(self) -> Book:
        return self.jobs.book

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open_at(self, port: int) -> None:
        self.port, self.jobs.files = port, f"http://127.0.0.1:{port}/files"

    async def answer(self, request: Request) -> Reply:
        if request.path.startswith("/twin/"):
            return self._control(request)
        self.heard.append(request)
        if request.path.startswith("/files/"):
            return self._spoilt("file", self.files.serve(request.path))
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return said(401, "You do not have access permissions")
        return self._market(request)

    def _market(self, request: Request) -> Reply:
        match request.path:
            case "/api/v1/jobs/createTask":
                return self._create(request)
            case "/api/v1/jobs/recordInfo":
                return self._look(request.query.get("taskId", ""))
            case "/api/v1/chat/credit":
                return self._spoilt("credit", said(200, "success", self.credits or 0))
            case "/api/v1/common/download-url":
                link = self.files.link(str(request.json().get("url", "")))
                return self._spoilt("link", link)
            case "/api/file-stream-upload":
                return self._spoilt("upload", self.files.take(request))
            case _:
                return Reply({"status": 404, "error": "Not Found"}, status=404)

    def _spoilt(self, operation: str, reply: Reply) -> Reply:
        fault = self.faults.take(operation)
        return fault.spoil(reply) if fault else reply

    def _create(self, request: Request) -> Reply:
        self.book.asked += 1
        fault = self.faults.take("create")
        if fault and not fault.accepted:
            return fault.spoil(said(500, "Internal server error"))
        wish = request.json()
        refused = self._refusal(wish)
        if refused:
            return refused
        entry = self._accept(wish)
        reply = said(200, "success", {"taskId": entry.job_id})
        return fault.spoil(reply) if fault else reply

    def _refusal(self, wish: dict[str, Any]) -> Reply | None:
        now = time.monotonic()
        while self._sent and now - self._sent[0] > PER_SECONDS:
            self._sent.popleft()
        if self.limited and len(self._sent) >= SENDS:
            return said(429, "Your call frequency is too high")
        wrong = wrong_with(str(wish.get("model")), wish.get("input"))
        if wrong:
            return said(422, wrong)
        if self.credits is not None and self.credits < CREDITS_PER_JOB:
            return said(402, "Credits insufficient")
        return None

    def _accept(self, wish: dict[str, Any]) -> Entry:
        self._sent.append(time.monotonic())
        if self.credits is not None:
            self.credits -= CREDITS_PER_JOB
        entry = self.jobs.accept(wish)
        if self.calls and entry.callback_url and self.jobs.pace_seconds is not None:
            self._soon(self._call_in_time(entry, self.jobs.pace_seconds))
        return entry

    def _look(self, job_id: str) -> Reply:
        fault = self.faults.take("look")
        entry = self.book.jobs.get(job_id)
        if entry is None:
            unknown = said(422, "recordInfo is null")
            return fault.spoil(unknown) if fault else unknown
        reply = said(200, "success", self.jobs.record(entry))
        entry.looks += 1
        reply = fault.spoil(reply) if fault else reply
        if isinstance(reply.body, dict) and isinstance(reply.body.get("data"), dict):
            entry.told.append(str(reply.body["data"].get("state")))
        return reply

    async def call_back(self, entry: Entry, form: str = "wrapped", **changes: Any) -> int:
        """Call now; `changes` are laid over the record. What the studio answers."""
        record = {**self.jobs.record(entry), **changes}
        at = int(time.time())
        made = call(entry.callback_url, record, form=form, key=self.webhook_key, at=at)
        return await made.make()

    async def _call_in_time(self, entry: Entry, pace_seconds: float) -> None:
        await asyncio.sleep(pace_seconds * len(STAGES) + self.late_seconds + 0.01)
        for form in self.calls:
            if self.faults.take("call") is None:
                await self._call_until_heard(entry, form)

    async def _call_until_heard(self, entry: Entry, form: str) -> None:
        for wait_seconds in (*AGAIN_SECONDS, None):
            status = await self.call_back(entry, form)
            if wait_seconds is None or 0 < status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return
            await asyncio.sleep(wait_seconds)

    def _soon(self, calling: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(calling)
        self._calling.add(task)
        task.add_done_callback(self._calling.discard)

    async def hush(self) -> None:
        for task in list(self._calling):
            task.cancel()
        await asyncio.gather(*self._calling, return_exceptions=True)

    def _control(self, request: Request) -> Reply:
        if request.path == "/twin/book":
            return Reply(self.book.report())
        if request.path == "/twin/script":
            self.read(request.json())
        elif request.path.startswith("/twin/jobs/"):
            self.jobs.end(request.path.rpartition("/")[2], **request.json())
        elif request.path == "/twin/calm":
            self.faults.clear()
        return Reply({"ok": True})

    def read(self, script: dict[str, Any]) -> None:
        """Faults, as Faults.read has them, and any of the dials by their names."""
        self.faults.read(script)
        self.jobs.ends.extend(script.get("ends", []))
        self.jobs.pace_seconds = script.get("pace_seconds", self.jobs.pace_seconds)
        self.files.film_seconds = script.get("film_seconds", self.files.film_seconds)
        for dial in ("credits", "limited", "webhook_key", "late_seconds"):
            setattr(self, dial, script.get(dial, getattr(self, dial)))
        self.calls = tuple(script.get("calls", self.calls))


def environment(port: int) -> dict[str, str]:
    """What a studio needs to take this twin for kie.ai."""
    return {
        "SORA_API_KEY": KEY,
        "SORA_API_URL": f"http://127.0.0.1:{port}/api/v1",
        "SORA_UPLOAD_URL": f"http://127.0.0.1:{port}",
        "VIDSTUDIO_EGRESS_ALLOW": f"127.0.0.1:{port}",
    }


@asynccontextmanager
async def kie_twin(port: int = 0) -> AsyncIterator[KieTwin]:
    twin = KieTwin()
    async with serving(twin, port) as opened:
        twin.open_at(opened)
        try:
            yield twin
        finally:
            await twin.hush()


_LOST = {"manner": "reset", "accepted": True}
SCRIPTS: dict[str, dict[str, Any]] = {
    "well": {"pace_seconds": 1.0, "calls": ["wrapped"], "limited": False},
    "chaos": {
        "pace_seconds": 0.2,
        "limited": False,
        "calls": ["wrapped", "flat"],
        "shares": {
            "create": [[0.01, _LOST], [0.01, {"manner": "drop"}], [0.02, {"status": 503}]],
            "look": [[0.05, {"manner": "reset"}], [0.02, {"status": 502, "manner": "html"}]],
            "file": [[0.03, {"manner": "cut"}], [0.02, {"status": 403}]],
            "call": [[0.2, {}]],
        },
    },
}


async def _serve(port: int, script: dict[str, Any]) -> None:
    async with kie_twin(port) as twin:
        twin.read(script)
        await asyncio.Event().wait()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--script", choices=SCRIPTS, default="well")
    chosen = options.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(chosen.port, SCRIPTS[chosen.script]))
