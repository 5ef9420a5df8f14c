"""How the worker process is started."""

import os
import sys
from pathlib import Path

import vidstudio

WORKER = "vidstudio.media.worker"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", WORKER, *arguments]


def environment() -> dict[str, str]:
    """Only what finds our code: keys and secrets stay out of the process that decodes files."""
    home = Path(vidstudio.__file__).parent.parent
    places = [str(home), *(place for place in sys.path if place)]
    return {
        "PYTHONPATH": os.pathsep.join(places),
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
