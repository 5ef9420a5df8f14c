"""The built front end: rebuilt when something that can reach the browser has changed.

Runs under the machine's own Python, so it uses the standard library only.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.environment import VENV, python_in_venv
from tools.steps import BUILD, ROOT, Log, StepFailed, alone, complain, show_tail, shown

WEB = ROOT / ".web"
LOCK = ROOT / "reflex.lock"
STAMP = WEB / "build" / "vidstudio-sources"
PAGE = WEB / "build" / "client" / "index.html"
# Rooms whose code no page is made from; a change there needs no new build.
UNSEEN = {
    *("api", "db", "engine", "media", "providers", "store"),
    *("doctor.py", "invariants.py", "journal.py", "ledger.py", "llm.py", "serve.py"),
    *("transitions.py", "worker.py"),
}


def ensure_frontend(log: Log) -> None:
    """Afterwards `.web/build` holds the front end of these sources, and reflex.lock is unchanged.

    Where the build would resolve other packages than reflex.lock says, it fails: then
    `python -m tools.frontend` writes the lock anew.
    """
    with alone("frontend"):
        wanted = _hash_of_sources()
        if STAMP.exists() and STAMP.read_text() == wanted and PAGE.exists():
            return
        committed = _read_lock()
        _build(log)
        if committed and (resolved := _read_lock()) != committed:
            _write_lock(committed)
            if os.environ.get("CI") and _parsed(resolved) != _parsed(committed):
                raise complain("reflex.lock is out of date: run python -m tools.frontend.")
        STAMP.write_text(wanted if committed else _hash_of_sources())


def relock(log: Log) -> None:
    """Builds from scratch, so that reflex.lock says what is needed today and names no host."""
    with alone("frontend"):
        shutil.rmtree(WEB, ignore_errors=True)
        shutil.rmtree(LOCK, ignore_errors=True)
        _build(log)
        STAMP.write_text(_hash_of_sources())


def _build(log: Log) -> None:
    env = _build_environment()
    label = "Building the front end"
    command = [python_in_venv(), "-m", "tools.export_frontend"]
    if log.attempt(label, command, env) and PAGE.exists():
        return
    # A half-installed .web/node_modules, left by an interrupted build, is not worth repairing.
    if (WEB / "node_modules").exists():
        shutil.rmtree(WEB, ignore_errors=True)
        if log.attempt(f"{label} from scratch", command, env) and PAGE.exists():
            return
    show_tail(log.path)
    raise StepFailed


def _build_environment() -> dict[str, str]:
    """The person's own environment, less vidstudio's settings: one build fits all of them."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VIDSTUDIO_", "REFLEX_"))}
    path = f"{VENV / 'bin'}{os.pathsep}{kept.get('PATH', '')}"
    env = kept | {
        "PATH": path,
        "VIDSTUDIO_DATA_DIR": str(BUILD / "frontend-data"),
        "REFLEX_DIR": str(BUILD / "reflex"),
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
        "npm_config_fetch_retries": "3",
        "npm_config_prefer_offline": "true",
        "npm_config_omit_lockfile_registry_resolved": "true",
    }
    # Reflex would otherwise time two registries of its own choice and write one into .npmrc.
    return env | {"NPM_CONFIG_REGISTRY": _configured_registry(env)}


def _configured_registry(env: dict[str, str]) -> str:
    command = ["npm", "config", "get", "registry"]
    asked = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True)
    if asked.returncode:
        raise complain(f"npm does not start: {asked.stderr.strip()}")
    return asked.stdout.split()[-1]


def _read_lock() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in LOCK.glob("*.json")}


def _parsed(files: dict[str, bytes]) -> dict[str, object]:
    """What the files say; npm does not care in which order, and writes it as it comes."""
    return {name: json.loads(content) for name, content in files.items()}


def _write_lock(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (LOCK / name).write_bytes(content)


def _hash_of_sources() -> str:
    digest = hashlib.sha256()
    for file in sorted(_sources()):
        digest.update(f"{shown(file)}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield from (ROOT / name for name in ("rxconfig.py", "requirements.txt"))
    yield from (ROOT / "tools" / name for name in ("frontend.py", "export_frontend.py"))
    yield from LOCK.glob("*.json")
    yield from (file for file in (ROOT / "assets").rglob("*") if file.is_file())
    package = ROOT / "vidstudio"
    for file in (*package.rglob("*.py"), *package.rglob("*.toml")):
        if file.relative_to(package).parts[0] not in UNSEEN:
            yield file


if __name__ == "__main__":
    relock(Log("frontend"))
