"""Steps of a command: one quiet line each, everything else in a log that is shown on failure."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
LOGS = BUILD / "logs"
SHOWN_LINES = 40


class StepFailed(SystemExit):
    """Ends the command with status 1; what went wrong has already been said."""

    def __init__(self) -> None:
        super().__init__(1)


def say(text: str) -> None:
    print(text, flush=True)


def complain(text: str) -> StepFailed:
    """Says `text` on standard error; raise what it returns."""
    print(text, file=sys.stderr, flush=True)
    return StepFailed()


def show_tail(log: Path) -> None:
    """The last lines of `log` on standard error, and where the whole of it is."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    for line in lines[-SHOWN_LINES:]:
        print(f"    {line}", file=sys.stderr)
    print(f"  The whole log: {shown(log)}", file=sys.stderr, flush=True)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


class Log:
    """Runs commands with their output in one file, new for every command a person typed."""

    def __init__(self, name: str) -> None:
        LOGS.mkdir(parents=True, exist_ok=True)
        self.path = LOGS / f"{name}.log"
        self.path.write_text("")

    def run(
        self, label: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None
    ) -> None:
        """Runs `command` under the line `label`; a failure shows the log and ends everything."""
        if not self.attempt(label, command, env):
            show_tail(self.path)
            raise complain(f"{label} failed.")

    def attempt(
        self, label: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None
    ) -> bool:
        """Like `run`, but tells whether it went well and leaves the rest to the caller."""
        print(f"{label}…", end="", flush=True)
        started = time.monotonic()
        with self.path.open("a") as out:
            out.write(f"\n$ {' '.join(map(str, command))}\n")
            out.flush()
            status = _run_whole_group(command, env, out)
        say(f" {time.monotonic() - started:.0f} s" if status == 0 else " failed")
        return status == 0


def _run_whole_group(
    command: Sequence[str | Path], env: Mapping[str, str] | None, out: IO[str]
) -> int:
    """Runs `command`; should this process be stopped meanwhile, its children's children go too."""
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=out,
        start_new_session=True,
    )
    try:
        return child.wait()
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        raise


@contextmanager
def alone(what: str) -> Generator[None]:
    """One command at a time may change `what` in this clone; others wait and say so."""
    BUILD.mkdir(exist_ok=True)
    descriptor = os.open(BUILD / f"{what}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another make in this directory…")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
