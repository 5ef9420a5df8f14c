"""The virtual environment: made once, filled with the pinned requirements, skipped when unchanged.

Runs under the machine's own Python, so it uses the standard library only.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.steps import ROOT, Log, alone, complain

VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)
REQUIREMENTS = ROOT / "requirements.txt"
DEV_REQUIREMENTS = ROOT / "requirements-dev.txt"
UV_REQUIREMENT = ROOT / "tools" / "uv.txt"


def python_in_venv() -> Path:
    return VENV / "bin" / "python"


def ensure_environment(log: Log, *, dev: bool = False) -> None:
    """Afterwards `.venv` holds exactly the pins, with those of the guards and tests if `dev`."""
    with alone("environment"):
        if not _is_usable():
            _make(log)
        _install(log, REQUIREMENTS, "Installing packages")
        if dev:
            _install(log, DEV_REQUIREMENTS, "Installing test and guard tools")


def _is_usable() -> bool:
    """Made by this clone, at this place, for a Python that still starts."""
    marker = VENV / "made-at"
    if not marker.exists() or marker.read_text() != str(VENV):
        return False
    probe = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python_in_venv(), "-c", probe], check=False).returncode == 0
    except OSError:
        return False


def _make(log: Log) -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise complain(
            f"vidstudio needs Python 3.11 or newer; this is {sys.version.split()[0]}"
            " (choose another: make PYTHON=python3.12 …)"
        )
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise complain(f"Python's venv module is missing: apt install python{version}-venv")
    shutil.rmtree(VENV, ignore_errors=True)
    log.run("Making .venv", [sys.executable, "-m", "venv", VENV])
    (VENV / "made-at").write_text(str(VENV))


def _install(log: Log, requirements: Path, label: str) -> None:
    stamp = VENV / f"installed-{requirements.stem}"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    stamp.unlink(missing_ok=True)
    python = python_in_venv()
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pinned = ["--require-hashes", "-r"]
    has_uv = (VENV / "bin" / "uv").exists() or log.attempt(
        "Installing the installer", [*pip, *pinned, UV_REQUIREMENT]
    )
    uv = [python, "-m", "uv", "pip", "install", "--python", python]
    # pip reads configuration that uv does not (pip.conf, for one), so it gets the last word.
    if not (has_uv and log.attempt(label, [*uv, *pinned, requirements], _uv_environment())):
        log.run(f"{label} with pip", [*pip, *pinned, requirements])
    stamp.write_text(wanted)


def _uv_environment() -> dict[str, str]:
    return {"UV_NO_CONFIG": "0", "UV_NO_PROGRESS": "1", "UV_LINK_MODE": "copy", **os.environ}
