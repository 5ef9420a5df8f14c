"""Where log lines go: standard output, or a file. Lines stay greppable; secrets never get in.

As JSON, a line is an object: `ts` (UTC), `level`, `logger`, `event` (the greppable words), and
what was given as `extra`: task_id, provider and the like.
"""

import logging
import sys
from pathlib import Path

import structlog

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
    handler.setFormatter(_json() if settings.log_format == "json" else logging.Formatter(_FORMAT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("vidstudio").setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _json() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
    )
