"""`make chaos`: kill -9, restarts of PostgreSQL, and the books compared afterwards.

`make chaos ARGS="--generations 300 --database sqlite"`; without arguments 10,000 on PostgreSQL.
"""

import subprocess
import sys

from tools.environment import ensure_environment, python_in_venv
from tools.frontend import ensure_frontend
from tools.postgres import ensure_programs
from tools.steps import ROOT, Log


def main() -> int:
    log = Log("chaos")
    ensure_environment(log, dev=True)
    ensure_frontend(log)
    ensure_programs(log)
    return subprocess.run(
        [python_in_venv(), "-m", "tests.chaos", *sys.argv[1:]], cwd=ROOT
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
