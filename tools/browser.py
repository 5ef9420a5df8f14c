"""Chromium for the browser tests: the machine's own, or one from apt, or one from Playwright.

Runs under the virtual environment's Python or the machine's; standard library only.
"""

import os
import shutil
import subprocess
from pathlib import Path

from tools.environment import python_in_venv
from tools.steps import Log

GIVEN = "CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
MISSING = "Chromium is missing: install it, or name its program in CHROMIUM."


def find_chromium() -> Path | None:
    """A Chromium that starts, named by CHROMIUM, on the PATH, as an app, or Playwright's own."""
    if given := os.environ.get(GIVEN):
        return Path(given) if _starts(given) else None
    for candidate in (*map(shutil.which, NAMES), *APPLICATIONS, _from_playwright()):
        if candidate and _starts(candidate):
            return Path(candidate)
    return None


def ensure_chromium(log: Log) -> Path | None:
    """Like `find_chromium`, after an attempt to install one where there is none."""
    if found := find_chromium():
        return found
    if is_root() and shutil.which("apt-get") and not _is_ubuntu():
        install_by_apt(log, "Installing Chromium", "chromium")
    if found := find_chromium():
        return found
    command = [python_in_venv(), "-m", "playwright", "install", "chromium"]
    log.attempt("Installing Chromium by Playwright", command + ["--with-deps"] * is_root())
    return find_chromium()


def install_by_apt(log: Log, label: str, *packages: str) -> bool:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if log.attempt(label, install, env):
        return True
    return log.attempt("Reading the package lists", ["apt-get", "update"], env) and log.attempt(
        label, install, env
    )


def is_root() -> bool:
    return os.geteuid() == 0


def _is_ubuntu() -> bool:
    """Its `chromium` package is a snap, which no container and no root shell can start."""
    release = Path("/etc/os-release")
    return release.exists() and "ubuntu" in release.read_text().lower()


def _starts(program: str | Path) -> bool:
    command = [program, "--version", *(["--no-sandbox"] if is_root() else [])]
    try:
        return subprocess.run(command, capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _from_playwright() -> str | None:
    """Where Playwright keeps the Chromium of its own version, whether it is there or not."""
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium"
    command = [python_in_venv(), "-c", ask + ".executable_path)"]
    try:
        asked = subprocess.run(command, text=True, capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return asked.stdout.strip() or None


def launch_arguments() -> list[str]:
    """For Chromium under test: no calls home, and no sandbox where root could not have one."""
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return [*quiet, "--disable-sync", "--no-first-run", *(["--no-sandbox"] if is_root() else [])]
