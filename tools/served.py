"""The built app in a process of its own, on a free port, for browser tests and figures.

The front end must have been built. Runs inside the virtual environment.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from alembic import command
from alembic.config import Config

from tools.run import Address, answers
from tools.steps import ROOT

READY_SECONDS = 60.0
OWNER_EMAIL, OWNER_PASSWORD = "mira@nordlicht.coffee", "three good words here"


class Served:
    """One installation in `data_dir`: start, stop, kill, and start again."""

    def __init__(self, data_dir: Path, port: int | None = None, **settings: str) -> None:
        self.data_dir, self.port = data_dir, port or free_port()
        self._settings = {
            "VIDSTUDIO_OWNER_EMAIL": OWNER_EMAIL,
            "VIDSTUDIO_OWNER_PASSWORD": OWNER_PASSWORD,
            "VIDSTUDIO_DISK_RESERVE_BYTES": "0",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def env(self) -> dict[str, str]:
        own = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "VIDSTUDIO_DATA_DIR": str(self.data_dir),
        }
        named = ("VIDSTUDIO_", "POE_API_KEY", "SORA_", "CREDITS_SORA_")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(named)}
        return {**kept, **own, **self._settings, "PYTHONUNBUFFERED": "1"}

    def start(self, path: str = "/readyz") -> Self:
        """Migrate, start, and return once the page and `path` answer."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        config = Config(toml_file=ROOT / "pyproject.toml")
        with _environment(self.env):
            command.upgrade(config, "head")
        with (self.data_dir / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "vidstudio.serve"],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._wait(path)
        except BaseException:
            self.kill()
            raise
        return self

    def kill(self) -> None:
        """kill -9, the whole process group: nothing has time to tidy up."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> float:
        """SIGTERM; the seconds until everything is gone."""
        if self._process is None or self._process.poll() is not None:
            return 0.0
        started = time.monotonic()
        self._process.terminate()
        self._process.wait(timeout=30)
        return time.monotonic() - started

    def log(self) -> str:
        return (self.data_dir / "server.log").read_text(errors="replace")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _wait(self, path: str) -> None:
        deadline, here = time.monotonic() + READY_SECONDS, Address("127.0.0.1", self.port)
        while not (answers(here, path) and answers(here, "/")):
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{self.log()}")
            time.sleep(0.02)


class _environment:  # noqa: N801  reads as a statement
    """The migration reads its settings from the environment."""

    def __init__(self, env: dict[str, str]) -> None:
        self._env, self._before = env, dict(os.environ)

    def __enter__(self) -> None:
        os.environ.update(self._env)

    def __exit__(self, *_: object) -> None:
        os.environ.clear()
        os.environ.update(self._before)


def free_port() -> int:
    """Free now; somebody else may take it before it is used."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
