"""Redis for the tests: its program, and a throw-away server.

Runs under the machine's own Python too, so it uses the standard library only.
"""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tools.browser import install_by_apt, is_root
from tools.postgres import free_port
from tools.steps import Log

MISSING = "Redis is missing: install its server program (redis-server)."
_NAMES = ("redis-server", "valkey-server")
_START_SECONDS = 20


def find_program() -> Path | None:
    return next((Path(found) for name in _NAMES if (found := shutil.which(name))), None)


def ensure_program(log: Log) -> Path | None:
    """Like `find_program`, after an attempt to install it where there is none."""
    if found := find_program():
        return found
    if is_root() and shutil.which("apt-get"):
        install_by_apt(log, "Installing Redis", "redis-server")
    return find_program()


class Server:
    """On a port of its own; keeps nothing on disk, so it comes back empty after a `stop`."""

    def __init__(self, program: Path, directory: Path, *options: str) -> None:
        self.port = free_port()
        own = ("--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--port", str(self.port))
        self._command, self._directory = [program, *own, *options], directory
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Until it says PONG."""
        self._process = subprocess.Popen(
            self._command,
            cwd=self._directory,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        _wait(self.port)

    def empty(self) -> None:
        """FLUSHALL: what was there is gone, at once and for everybody."""
        self.tell("FLUSHALL")

    def tell(self, command: str) -> None:
        """A command that Redis answers with OK."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(f"{command}\r\n".encode())
            answer = line.recv(200)
        if not answer.startswith(b"+OK"):
            raise RuntimeError(f"{command}: {answer!r}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def throwaway_server(program: Path, *options: str) -> Generator[Server]:
    """A running one that may be stopped and started again."""
    with tempfile.TemporaryDirectory(prefix="vidstudio-redis-") as directory:
        server = Server(program, Path(directory), *options)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def throwaway_redis(program: Path) -> Generator[str]:
    """Yields the address of a running one."""
    with throwaway_server(program) as server:
        yield server.url


def _wait(port: int) -> None:
    """Until it says PONG."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                if line.recv(16).startswith(b"+PONG"):
                    return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
