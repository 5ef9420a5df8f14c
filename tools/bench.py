"""`make bench`: builds what is needed, then prints the figures of `python -m bench`."""

import subprocess
import sys

from tools.environment import ensure_environment, python_in_venv
from tools.frontend import ensure_frontend
from tools.steps import ROOT, Log


def main() -> int:
    log = Log("bench")
    ensure_environment(log, dev=True)
    ensure_frontend(log)
    return subprocess.run([python_in_venv(), "-m", "bench", *sys.argv[1:]], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
