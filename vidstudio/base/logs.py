"""Where log lines go: standard output, or a file. Lines stay greppable; secrets never get in."""

import logging
import sys
from pathlib import Path

from vidstudio.base.settings import Settings

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# Libraries that tell of every tick and every request.
_QUIET = (
    "apscheduler",
    "httpx",
    "httpcore",
    "httpx2",
    "openai",
    "alembic",
    "PIL",
    "websockets",
    "engineio",
    "socketio",
)


def configure(settings: Settings) -> None:
    """Our own lines from INFO on, other people's from WARNING on. Calling it again is harmless."""
    handler: logging.Handler = logging.StreamHandler(sys.stdout)
    if settings.log_file:
        Path(settings.log_file).expanduser().parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(Path(settings.log_file).expanduser(), encoding="utf-8")
    logging.basicConfig(level=logging.WARNING, format=_FORMAT, handlers=[handler], force=True)
    logging.getLogger("vidstudio").setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
