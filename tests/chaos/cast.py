"""Cast: the processes of one storm, each killed and started again under its own name."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tools.steps import ROOT


class Actor:
    """`python -m …`, in a process group of its own. Its output is kept over restarts."""

    def __init__(self, name: str, folder: Path, env: dict[str, str], *arguments: str) -> None:
        self.name, self._env, self._arguments = name, env, arguments
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self._arguments],
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def revive(self) -> None:
        """Start it again if it has ended by itself, as whoever watches over services does."""
        if self._process is not None and self._process.poll() is not None:
            self.start()

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """The whole group, and wait until it is gone."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, how)
            self._process.wait(30)
            self._process = None

    def log(self) -> str:
        return self._log.read_text(errors="replace")


def environment(folder: Path, **settings: object) -> dict[str, str]:
    """That of the machine without what it says of a studio, and `settings` on top."""
    named = ("VIDSTUDIO_", "SORA_", "CREDITS_", "POE_API_KEY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(named)}
    told = {name: str(value) for name, value in settings.items()}
    return {**kept, "VIDSTUDIO_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1", **told}
