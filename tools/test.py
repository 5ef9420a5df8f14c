"""`make test`: everything, the browser tests included.

What a test needs of the machine is installed where that can be done without asking, and named in
one line where it cannot. With CI=true anything missing is an error.
"""

import os
import subprocess
import sys

from tools.browser import MISSING as NO_CHROMIUM
from tools.browser import ensure_chromium
from tools.environment import VENV, ensure_environment, python_in_venv
from tools.frontend import ensure_frontend
from tools.postgres import MISSING as NO_POSTGRES
from tools.postgres import ensure_programs
from tools.steps import ROOT, Log, complain, say


def main() -> int:
    """`make test ARGS="-k ledger"` hands its arguments to pytest."""
    log = Log("test")
    ensure_environment(log, dev=True)
    ensure_frontend(log)
    for found, sentence in (
        (ensure_chromium(log), NO_CHROMIUM),
        (ensure_programs(log), NO_POSTGRES),
    ):
        if found is None:
            _miss(sentence)
    env = os.environ | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    return subprocess.run(
        [python_in_venv(), "-m", "pytest", *sys.argv[1:]], cwd=ROOT, env=env
    ).returncode


def _miss(sentence: str) -> None:
    if os.environ.get("CI"):
        raise complain(sentence)
    say(f"{sentence} Its tests are skipped.")


if __name__ == "__main__":
    sys.exit(main())
