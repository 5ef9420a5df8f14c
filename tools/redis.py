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


@contextmanager
def throwaway_redis(program: Path) -> Generator[str]:
    """A running server that keeps nothing on disk; yields its address."""
    with tempfile.TemporaryDirectory(prefix="vidstudio-redis-") as directory:
        port = free_port()
        options = ("--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--port", str(port))
        server = subprocess.Popen(
            [program, *options], cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        )
        try:
            _wait(port)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


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
