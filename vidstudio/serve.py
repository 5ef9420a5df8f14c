"""`python -m vidstudio.serve`: the built app on one port, page and API together, without node.

The front end must have been built (`make run` does). There is one worker process;
the supervisor above it only starts and stops it.
"""

import errno
import fcntl
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vidstudio.base.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 25


class PortTaken(Exception):
    """Somebody else listens there already. `str(error)` says what to do."""


def require_free_port(host: str, port: int) -> None:
    """Raises PortTaken unless the port can be had alone.

    granian binds with SO_REUSEPORT: a second copy would start without a word and share the
    requests. A bind without that option finds out.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(_refusal(error, host, port)) from error


def _refusal(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return _in_use(port)
    return f"{host} port {port} cannot be listened on: {error.strerror}"


def _in_use(port: int) -> str:
    return f"Port {port} is already in use. Stop what runs there, or: PORT={port + 1} make run"


def main() -> None:
    settings = Settings()
    try:
        require_free_port(settings.host, settings.port)
        _hold_port(settings.port)
    except PortTaken as error:
        sys.exit(str(error))
    if "--stop-with-stdin" in sys.argv:
        _in_background(_stop_with_stdin)
    _arrange(settings)
    _serve(settings)


def _hold_port(port: int) -> None:
    """Raises PortTaken for the later of two copies that found the port free at the same moment."""
    try:
        (ROOT / ".build").mkdir(exist_ok=True)
        descriptor = os.open(ROOT / ".build" / f"port-{port}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        return  # A read-only installation; the bind above has to do.
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # Held until this process ends.
    except BlockingIOError as error:
        raise PortTaken(_in_use(port)) from error


def _arrange(settings: Settings) -> None:
    """Fixes what Reflex reads from its surroundings, whatever directory this was started in."""
    os.environ["VIDSTUDIO_DATA_DIR"] = str(settings.data_dir.absolute())
    os.environ.setdefault("REFLEX_DIR", str(ROOT / ".build" / "reflex"))
    os.chdir(ROOT)


def _serve(settings: Settings) -> None:
    from reflex.utils import exec as reflex_exec
    from reflex.utils import prerequisites
    from reflex_base import constants
    from reflex_base.config import get_config
    from reflex_base.environment import environment

    environment.REFLEX_ENV_MODE.set(constants.Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    environment.REFLEX_BACKEND_PORT.set(settings.port)
    # State lives in the memory of the process, so there is one, whatever the machine has.
    os.environ["GRANIAN_WORKERS"] = "1"
    get_config()
    # Imported above the fork, so that the worker shares these pages of memory.
    prerequisites.get_app()
    reflex_exec.run_granian_backend_prod(
        settings.host, settings.port, constants.LogLevel.WARNING, f"{__name__}:worker_app"
    )


def worker_app() -> Any:
    """The ASGI app, made in a worker process, which will not outlive its supervisor."""
    from reflex.utils import prerequisites

    supervisor = multiprocessing.parent_process()
    if supervisor is not None:
        _in_background(lambda: (supervisor.join(), _stop_myself()))
    return prerequisites.get_app().app()


def _stop_with_stdin() -> None:
    """Whoever started this holds the other end of standard input; its death closes it."""
    while os.read(0, 4096):
        pass
    _stop_myself()


def _stop_myself() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Timer(STOP_SECONDS, os._exit, (1,)).start()


def _in_background(target: Callable[[], object]) -> None:
    threading.Thread(target=target, daemon=True).start()


if __name__ == "__main__":
    main()
