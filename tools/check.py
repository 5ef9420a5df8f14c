"""`make check`: everything that can be said about the code without running it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NamedTuple

from tools.environment import VENV, ensure_environment, python_in_venv
from tools.steps import BUILD, LOGS, ROOT, Log, say

AT_ONCE = 2
# The slow ones first, so that the short ones fill the gaps.
CHECKS: dict[str, Sequence[str]] = {
    "types": ("-m", "pyright"),
    "known vulnerabilities": ("-m", "tools.audit"),
    "migrations match the tables": ("-m", "tools.drift"),
    "floors": ("-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"),
    "requirements": ("-m", "deptry", "."),
    "lint": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "--quiet", "."),
    "sizes": ("-m", "tools.sizes"),
    "no registry or machine is named": ("-m", "tools.names"),
}
SPOKEN = frozenset(("known vulnerabilities",))  # says something even when all is well


class Verdict(NamedTuple):
    label: str
    passed: bool
    seconds: float
    output: str


def main() -> int:
    ensure_environment(Log("check"), dev=True)
    failed: list[str] = []
    for verdict in _verdicts():
        (LOGS / f"check-{verdict.label.replace(' ', '-')}.log").write_text(verdict.output)
        say(f"{'ok  ' if verdict.passed else 'FAIL'} {verdict.label} ({verdict.seconds:.0f} s)")
        if verdict.output and (not verdict.passed or verdict.label in SPOKEN):
            say("\n".join(f"     {line}" for line in verdict.output.splitlines()))
        if not verdict.passed:
            failed.append(verdict.label)
    say(f"{len(CHECKS) - len(failed)} checks passed, {len(failed)} failed" + _listed(failed))
    return 1 if failed else 0


def _verdicts() -> Iterator[Verdict]:
    """As they come in: two at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = [pool.submit(_judge, label) for label in CHECKS]
        yield from (finished.result() for finished in as_completed(running))


def _judge(label: str) -> Verdict:
    started = time.monotonic()
    done = subprocess.run(
        [python_in_venv(), *CHECKS[label]],
        cwd=ROOT,
        env=_environment(),
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return Verdict(label, done.returncode == 0, time.monotonic() - started, done.stdout.strip())


def _environment() -> dict[str, str]:
    return os.environ | {
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
        "VIDSTUDIO_DATA_DIR": str(BUILD / "check-data"),
        "NO_COLOR": "1",
    }


def _listed(failed: list[str]) -> str:
    return f": {', '.join(failed)}" if failed else ""


if __name__ == "__main__":
    sys.exit(main())
