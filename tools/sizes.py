"""`python -m tools.sizes`: small files, small functions.

Docstrings and blank lines count, decorators do not. Migrations are exempt: they are history.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tools.steps import ROOT

FILE_LINES = 250
FUNCTION_LINES = 60
MEDIAN_LINES = 12
EXEMPT = "alembic/versions/"


class Function(NamedTuple):
    place: str
    name: str
    lines: int


def problems() -> list[str]:
    """One line each: files and functions over their limit, and the median where people work."""
    files = [ROOT / name for name in python_files()]
    functions = [function for file in files for function in functions_of(file)]
    ours = [f.lines for f in functions if f.place.startswith("vidstudio/")]
    return [*_long_files(files), *_long_functions(functions), *_median(ours)]


def python_files() -> list[str]:
    """Paths from the root of every Python file that is, or is about to be, committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True)
    names = sorted(set(listed.stdout.split("\n")) - {""})
    return [name for name in names if (ROOT / name).exists() and not name.startswith(EXEMPT)]


def functions_of(file: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            place = f"{file.relative_to(ROOT)}:{node.lineno}"
            yield Function(place, node.name, (node.end_lineno or node.lineno) - node.lineno + 1)


def _long_files(files: list[Path]) -> Iterator[str]:
    for file in files:
        lines = len(file.read_text().splitlines())
        if lines > FILE_LINES:
            yield f"{file.relative_to(ROOT)}: {lines} lines, at most {FILE_LINES}"


def _long_functions(functions: list[Function]) -> Iterator[str]:
    for place, name, lines in functions:
        if lines > FUNCTION_LINES:
            yield f"{place}: {name} has {lines} lines, at most {FUNCTION_LINES}"


def _median(lines: list[int]) -> Iterator[str]:
    if lines and median(lines) > MEDIAN_LINES:
        yield f"vidstudio/: the median function has {median(lines)} lines, at most {MEDIAN_LINES}"


if __name__ == "__main__":
    sys.exit("\n".join(problems()) or 0)
