"""`make run`: from a fresh clone to a running studio, and only what is not done yet.

Runs under the machine's own Python, so it uses the standard library only.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from tools.environment import ensure_environment, python_in_venv
from tools.frontend import ensure_frontend
from tools.steps import BUILD, LOGS, ROOT, Log, complain, say, show_tail

START_SECONDS = 120
STOP_SECONDS = 25
SERVER_LOG = LOGS / "server.log"
START_CODE = "Start code"


class Address(NamedTuple):
    """Where a browser on this machine finds the studio."""

    host: str
    port: int

    @property
    def reachable_host(self) -> str:
        every_interface = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  only named here
        return every_interface.get(self.host, self.host)

    def __str__(self) -> str:
        host = f"[{self.reachable_host}]" if ":" in self.host else self.reachable_host
        return f"http://{host}:{self.port}"


class Stopped(Exception):
    """Somebody asked this command to stop."""


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        return _run()
    except Stopped:
        say("Stopped.")
        return 0


def _run() -> int:
    log = Log("run")
    env = _environment()
    ensure_environment(log)
    address = _prepare(env)
    ensure_frontend(log)
    server = _start(env)
    try:
        _wait_until_ready(server, address)
        say(f"vidstudio is at {address}")
        _show_start_code()
        status = server.wait()
        show_tail(SERVER_LOG)
        say(f"vidstudio ended by itself with status {status}.")
        return 1
    finally:
        _end(server)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def _environment() -> dict[str, str]:
    """The environment of the server: the person's own, with the data directory made absolute."""
    env = {"REFLEX_DIR": str(BUILD / "reflex"), "PYTHONUNBUFFERED": "1", **os.environ}
    if given := env.get("VIDSTUDIO_DATA_DIR"):
        env["VIDSTUDIO_DATA_DIR"] = str(Path(given).expanduser().absolute())
    return env


def _prepare(env: dict[str, str]) -> Address:
    """Settings, port and database, in one process of the virtual environment."""
    done = subprocess.run(
        [python_in_venv(), "-m", "tools.prepare"],
        cwd=ROOT,
        env=env,
        text=True,
        capture_output=True,
    )
    (LOGS / "prepare.log").write_text(done.stderr + done.stdout)
    if done.returncode:
        raise complain(done.stderr.strip() or "The database could not be prepared.")
    found = json.loads(done.stdout.splitlines()[-1])
    return Address(found["host"], found["port"])


def _start(env: dict[str, str]) -> subprocess.Popen[bytes]:
    """The server in a session of its own, so that Ctrl-C reaches it once, through `_end`.

    It holds our pipe as standard input: should this process be killed, the server stops too.
    """
    with SERVER_LOG.open("w") as out:
        return subprocess.Popen(
            [python_in_venv(), "-m", "vidstudio.serve", "--stop-with-stdin"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def _show_start_code() -> None:
    """Creating the owner account from another machine needs it."""
    for line in SERVER_LOG.read_text(errors="replace").splitlines():
        if START_CODE in line:
            say(line[line.index(START_CODE) :])


def _wait_until_ready(server: subprocess.Popen[bytes], address: Address) -> None:
    """Both the page and the API answer; the page may come a moment after the API."""
    deadline = time.monotonic() + START_SECONDS
    while not all(answers(address, path) for path in ("/readyz", "/")):
        if server.poll() is not None:
            show_tail(SERVER_LOG)
            raise complain("vidstudio did not start.")
        if time.monotonic() > deadline:
            show_tail(SERVER_LOG)
            raise complain(f"vidstudio did not answer within {START_SECONDS} s.")
        time.sleep(0.1)


def answers(address: Address, path: str) -> bool:
    """Whether a GET is answered with anything but an error."""
    connection = http.client.HTTPConnection(address.reachable_host, address.port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < http.HTTPStatus.BAD_REQUEST
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end(server: subprocess.Popen[bytes]) -> None:
    """Nothing of the server is left afterwards, within STOP_SECONDS."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if server.poll() is None:
        say("\nStopping…")
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            say("Stopping took too long; killing it.")
    try:
        os.killpg(server.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    server.wait()


if __name__ == "__main__":
    sys.exit(main())
