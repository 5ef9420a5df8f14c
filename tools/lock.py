"""`python -m tools.lock [--upgrade]`: pins the requirements, with hashes and without any index.

The pins are made for Python 3.11 and newer on every platform at once, so that one file serves
Linux and macOS. tools/uv.txt pins the installer itself.
"""

import subprocess
import sys

from tools.environment import ROOT, python_in_venv

TARGETS = (
    ("requirements.in", "requirements.txt"),
    ("requirements-dev.in", "requirements-dev.txt"),
    ("tools/uv.in", "tools/uv.txt"),
    ("tools/postgres.in", "tools/postgres.txt"),
)
COMPILE = (
    *("-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--fork-strategy", "fewest", "--generate-hashes", "--no-emit-index-url", "--no-header"),
)


def main() -> None:
    for source, target in TARGETS:
        command = [str(python_in_venv()), *COMPILE, *sys.argv[1:], "-o", target, source]
        subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
