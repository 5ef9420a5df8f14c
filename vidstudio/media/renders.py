"""Films in the making, one directory and one child process each.

A film outlives even a kill of the process that started it. What is known of it stands in its
directory, for any later process to read: `job.json` what is made, `lock` held by the process
that makes it, `events.jsonl` what that process said, `video.mp4` the finished film.
"""

import asyncio
import fcntl
import json
import os
import signal
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from vidstudio.media.animatic.spec import AnimaticSpec
from vidstudio.media.spawn import command, environment

STOP_SECONDS, LOOK_SECONDS = 3.0, 0.02
# A film that brings its process down without a word is given up after this many starts.
MOST_STARTS = 5
GIVEN_UP = "The renderer stopped again and again on this film."

Event = dict[str, Any]


@dataclass(frozen=True)
class RenderStatus:
    """`absent`: nobody is at it and nothing came of it; it may be started (again).

    `progress` is a share from 0 to 1; `error` is a sentence when failed; `video` exists when done.
    """

    state: Literal["absent", "running", "done", "failed"]
    progress: float
    error: str | None
    video: Path


class Renders:
    """Starts, reads and stops films. The owner awaits `stop_all` before its loop ends."""

    def __init__(self) -> None:
        self._children: dict[Path, Process] = {}
        self._reapers: dict[Path, asyncio.Task[None]] = {}

    async def start(self, spec: AnimaticSpec, job_dir: Path) -> None:
        """Begins at the first frame; does nothing while anyone is at it.

        OSError when the directory cannot be written.
        """
        lock = await asyncio.to_thread(_prepare, spec, job_dir)
        if lock is None:
            return
        try:
            child = await _spawn(job_dir, lock)
        finally:
            os.close(lock)
        self._children[job_dir] = child
        self._reapers[job_dir] = asyncio.create_task(self._reap(job_dir, child))

    def read(self, job_dir: Path) -> RenderStatus:
        """Looks at the directory only: also true of films another process has started."""
        video, held = job_dir / "video.mp4", _is_held(job_dir / "lock")
        progress, last = 0.0, Event()
        for last in _events(job_dir / "events.jsonl"):
            progress = last.get("progress", progress)
        if "done" in last:
            return RenderStatus("done", 1.0, None, video)
        if "error" in last:
            return RenderStatus("failed", progress, last["error"]["message"], video)
        if held:
            return RenderStatus("running", progress, None, video)
        if _starts(job_dir) >= MOST_STARTS:
            return RenderStatus("failed", progress, GIVEN_UP, video)
        return RenderStatus("absent", progress, None, video)

    async def stop(self, job_dir: Path) -> None:
        """Ends the work, whoever started it, and removes what is half done.

        A finished film stays.
        """
        child = self._children.get(job_dir)
        if child:
            await _terminate(child)
        else:
            await asyncio.to_thread(_terminate_stranger, job_dir / "lock")
        if self.read(job_dir).state != "done":
            await asyncio.to_thread(_clear, job_dir)

    async def stop_all(self) -> None:
        """Stops the films this object has started, and waits until their processes are gone."""
        reapers = list(self._reapers.values())
        await asyncio.gather(*(self.stop(job_dir) for job_dir in list(self._children)))
        await asyncio.gather(*reapers)

    async def _reap(self, job_dir: Path, child: Process) -> None:
        await child.wait()
        if self._children.get(job_dir) is child:
            del self._children[job_dir], self._reapers[job_dir]


async def _spawn(job_dir: Path, lock: int) -> Process:
    """The child inherits the lock: there is no moment in which nobody holds it."""
    with _appended(job_dir / "events.jsonl") as events, _appended(job_dir / "log") as log:
        return await asyncio.create_subprocess_exec(
            *command(str(job_dir / "job.json"), str(lock)),
            stdin=DEVNULL,
            stdout=events,
            stderr=log,
            pass_fds=(lock,),
            env=environment(),
        )


@contextmanager
def _appended(path: Path) -> Generator[int]:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        yield file
    finally:
        os.close(file)


def _prepare(spec: AnimaticSpec, job_dir: Path) -> int | None:
    """A descriptor that holds the lock, with a fresh job written; None if it is taken."""
    job_dir.mkdir(parents=True, exist_ok=True)
    lock = os.open(job_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        starts = _starts(job_dir) % MOST_STARTS + 1
        _clear(job_dir)
        (job_dir / "video.mp4").unlink(missing_ok=True)
        os.ftruncate(lock, 0)
        _write_job(spec, job_dir, starts)
    except BlockingIOError:
        os.close(lock)
        return None
    except BaseException:
        os.close(lock)
        raise
    return lock


def _write_job(spec: AnimaticSpec, job_dir: Path, starts: int) -> None:
    fields = asdict(spec) | {"references": [str(path) for path in spec.references]}
    job = {
        "verb": "animatic",
        "spec": fields,
        "target": str(job_dir / "video.mp4"),
        "lock": str(job_dir / "lock"),
        "starts": starts,
    }
    (job_dir / "job.json").write_text(json.dumps(job), "utf-8")


def _starts(job_dir: Path) -> int:
    """How often the film was begun without coming to an end."""
    with suppress(FileNotFoundError, json.JSONDecodeError):
        return json.loads((job_dir / "job.json").read_text("utf-8"))["starts"]
    return 0


def _events(path: Path) -> Iterator[Event]:
    """Whole lines only: the last one may still be on its way."""
    with suppress(FileNotFoundError, json.JSONDecodeError):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)


def _is_held(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


async def _terminate(child: Process) -> None:
    with suppress(ProcessLookupError):
        child.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await child.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def _terminate_stranger(lock: Path) -> None:
    """The lock's holder has written its process id into it; only a held lock is believed."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + STOP_SECONDS
        signalled = False
        while _is_held(lock) and time.monotonic() < deadline:
            holder = lock.read_text("ascii")
            if holder and not signalled:
                signalled = True
                with suppress(ProcessLookupError):
                    os.kill(int(holder), number)
            time.sleep(LOOK_SECONDS)


def _clear(job_dir: Path) -> None:
    for name in ("video.mp4.part", "events.jsonl", "job.json", "log"):
        (job_dir / name).unlink(missing_ok=True)
