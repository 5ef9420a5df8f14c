"""`make test`: everything, the browser tests included.

What a test needs of the machine is installed where that can be done without asking, and named in
one line where it cannot. With CI=true anything missing is an error.
"""

import os
import sys
from typing import NoReturn

from tools.browser import MISSING as NO_CHROMIUM
from tools.browser import ensure_chromium
from tools.environment import VENV, ensure_environment, python_in_venv
from tools.frontend import ensure_frontend
from tools.postgres import MISSING as NO_POSTGRES
from tools.postgres import ensure_programs
from tools.redis import MISSING as NO_REDIS
from tools.redis import ensure_program
from tools.steps import ROOT, Log, complain, say


def main() -> NoReturn:
    """`make test ARGS="-k ledger"` hands its arguments to pytest."""
    log = Log("test")
    ensure_environment(log, dev=True)
    ensure_frontend(log)
    for found, sentence in (
        (ensure_chromium(log), NO_CHROMIUM),
        (ensure_programs(log), NO_POSTGRES),
        (ensure_program(log), NO_REDIS),
    ):
        if found is None:
            _miss(sentence)
    env = os.environ | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    os.chdir(ROOT)
    # In place of this process, so that whoever stops it stops the tests.
    os.execve(python_in_venv(), ["python", "-m", "pytest", *sys.argv[1:]], env)


def _miss(sentence: str) -> None:
    if os.environ.get("CI"):
        raise complain(sentence)
    say(f"{sentence} Its tests are skipped.")


if __name__ == "__main__":
    main()
