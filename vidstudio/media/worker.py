"""The child process that does one piece of media work: `python -m vidstudio.media.worker JOB`.

JOB is a JSON file, or "-" for standard input: {"verb": "animatic" | "inspect" | "image" |
"frame", …}
with the fields of `jobs`. Standard output carries one JSON object a line: {"progress": 0.42},
at last {"done": {…}} or {"error": {"code", "message", "field"}}.

A film also holds its job's lock until it ends; LOCK may name an inherited descriptor of it.
Exit codes: 0 said done or error, 3 somebody else holds the lock, 143 told to stop.
"""

import errno
import fcntl
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

from vidstudio.base.errors import StorageFailed, VidstudioError
from vidstudio.base.problems import problem

NICENESS = 15
STOPPED, LOCKED = 143, 3
SAY_EVERY_SECONDS = 0.1
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
IMAGE_SECONDS, IMAGE_BYTES = 10, 3_000_000_000
FRAME_SECONDS = 20

Job = dict[str, Any]


def main(arguments: list[str]) -> int:
    os.nice(NICENESS)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    job = _read_job(arguments[0])
    work = WORK[job["verb"]]
    inherited = int(arguments[1]) if len(arguments) > 1 else None
    if "lock" in job and not _hold(Path(job["lock"]), inherited):
        return LOCKED
    try:
        _say({"done": work(job)})
    except Exception as error:
        _say({"error": _told(error)})
        if not isinstance(error, VidstudioError):
            traceback.print_exc()
    return 0


def _told(error: Exception) -> Job:
    full = isinstance(error, OSError) and error.errno in DISK_FULL
    found = problem(StorageFailed() if full else error)
    return {"code": found.code, "message": found.detail, "field": found.field}


def _stop(_number: int, _frame: FrameType | None) -> None:
    """Unwinds, so that half-written files are removed on the way out."""
    sys.exit(STOPPED)


def _read_job(name: str) -> Job:
    text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    job: Job = json.loads(text)
    return job


def _say(event: Job) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def _hold(lock: Path, inherited: int | None) -> bool:
    """Until this process ends; the descriptor is left open on purpose. Notes who holds it."""
    held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600) if inherited is None else inherited
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    os.ftruncate(held, 0)
    os.pwrite(held, str(os.getpid()).encode(), 0)
    return True


def _animatic(job: Job) -> Job:
    from vidstudio.media.animatic import AnimaticSpec, render

    fields = job["spec"] | {"references": tuple(Path(path) for path in job["spec"]["references"])}
    target = Path(job["target"])
    last_said = 0.0

    def say_progress(share: float) -> None:
        nonlocal last_said
        now = time.monotonic()
        if now - last_said >= SAY_EVERY_SECONDS:
            last_said = now
            _say({"progress": round(share, 3)})

    render(AnimaticSpec(**fields), target, say_progress)
    return {"size_bytes": target.stat().st_size}


def _inspect(job: Job) -> Job:
    from vidstudio.media.poster import write_poster
    from vidstudio.media.probe import probe

    video = Path(job["video"])
    facts = probe(video)
    write_poster(video, Path(job["poster"]))
    return asdict(facts)


def _image(job: Job) -> Job:
    _limit(resource.RLIMIT_CPU, IMAGE_SECONDS)
    _limit(resource.RLIMIT_AS, IMAGE_BYTES)
    from vidstudio.media.images import sanitise, write_thumbnail

    target = Path(job["target"])
    facts = sanitise(Path(job["source"]), target)
    write_thumbnail(target, Path(job["thumbnail"]))
    return asdict(facts)


def _frame(job: Job) -> Job:
    _limit(resource.RLIMIT_CPU, FRAME_SECONDS)
    _limit(resource.RLIMIT_AS, IMAGE_BYTES)
    from vidstudio.media.still import write_still

    write_still(Path(job["video"]), Path(job["target"]), job["at_seconds"])
    return {}


def _limit(what: int, most: int) -> None:
    """macOS refuses some limits; the parent's wall clock still holds there."""
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (most, most))


WORK: dict[str, Callable[[Job], Job]] = {
    "animatic": _animatic,
    "inspect": _inspect,
    "image": _image,
    "frame": _frame,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
