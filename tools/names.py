"""`python -m tools.names`: no committed file names a package registry or somebody's machine.

The pins must install from whatever registry the reader has configured, and no path may exist on
one machine only.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.steps import ROOT

# In pieces, so that this file passes its own test.
HOSTS = ("pypi" r"\.org", "pythonhosted" r"\.org", r"registry\." r"(npmjs|yarnpkg|npmmirror)")
PATHS = r"(?<![\w.~/-])/(?:root|work|home/\w+|Users/\w+|tmp/vs)" r"/"
FORBIDDEN = re.compile("|".join((*HOSTS, PATHS)))
# A lock file may name no address to download from at all.
LOCK_ADDRESS = re.compile(r'"resolved"|--(extra-)?index-url|--find-links|^\S+ @ ', re.MULTILINE)
LOCKS = ("requirements.txt", "requirements-dev.txt", "package-lock.json")


def problems() -> list[str]:
    """`file:line: what was found`, for every file that is, or is about to be, committed."""
    return [problem for name in _committed() for problem in _problems_in(name)]


def _committed() -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True)
    return sorted(name for name in listed.stdout.split("\0") if (ROOT / name).is_file())


def _problems_in(name: str) -> Iterator[str]:
    try:
        text = (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    patterns = [FORBIDDEN, LOCK_ADDRESS] if Path(name).name in LOCKS else [FORBIDDEN]
    for pattern in patterns:
        for found in pattern.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield f"{name}:{line}: {found[0].strip()}"


if __name__ == "__main__":
    sys.exit("\n".join(problems()) or 0)
