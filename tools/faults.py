"""`python -m tools.faults`: writes docs/faults.md, which test proves which row of the fault model.

A test names its rows: `@pytest.mark.fault("F-17", "F-21")`, on a function, a class or, as
`pytestmark`, on a module. Marks are found by reading the files, not by importing them.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.fault_rows import LAST_REQUIRED, OPEN, ROWS, SECTIONS
from tools.steps import ROOT

PAGE = ROOT / "docs" / "faults.md"
HEAD = """# What may go wrong, and the test that proves it does no harm

Written by `python -m tools.faults` from the tests' marks, `@pytest.mark.fault("F-17")`.
Tests that open a studio run on SQLite and on PostgreSQL.
"""


class Proof(NamedTuple):
    path: str  # from the root of the repository
    name: str  # of the test, or the class or module that is marked as a whole


def proofs() -> dict[str, list[Proof]]:
    """Rows and the tests that name them, in the order of the files."""
    found = defaultdict[str, list[Proof]](list)
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for row, name in _marks(ast.parse(path.read_text("utf-8")), path.stem):
            proof = Proof(path.relative_to(ROOT).as_posix(), name)
            if proof not in found[row]:
                found[row].append(proof)
    return dict(found)


def _marks(tree: ast.AST, owner: str) -> Iterator[tuple[str, str]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ((row, node.name) for row in _rows(decorator))
            if isinstance(node, ast.ClassDef):
                yield from _marks(node, node.name)
        elif isinstance(node, ast.Assign | ast.Expr):
            yield from ((row, owner) for row in _rows(node))


def _rows(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault":
            yield from (str(ast.literal_eval(argument)) for argument in node.args)


def complaints(found: dict[str, list[Proof]]) -> list[str]:
    """What is wrong with marks and OPEN; empty when every row is proven or named as open."""
    wrong = [f"{row} is no row of the fault model" for row in found if row not in _known()]
    wrong += [f"{row} has tests by now: take it out of OPEN" for row in OPEN if row in found]
    wrong += [
        f"{row} ({title}) has neither a test nor a reason in OPEN"
        for row, title in ROWS.items()
        if int(row[2:]) <= LAST_REQUIRED and row not in found and row not in OPEN
    ]
    return wrong


def _known() -> set[str]:
    return {f"F-{number:02}" for section in SECTIONS.values() for number in section}


def page(found: dict[str, list[Proof]]) -> str:
    parts = [HEAD]
    for title, numbers in SECTIONS.items():
        rows = [f"F-{number:02}" for number in numbers]
        shown = [row for row in rows if row in found or int(row[2:]) <= LAST_REQUIRED]
        if shown:
            parts.append(f"\n## {title}\n\n| row | what goes wrong | proven by |\n|---|---|---|\n")
            parts += [f"| {row} | {ROWS.get(row, '')} | {_proven(row, found)} |\n" for row in shown]
    return "".join(parts)


def _proven(row: str, found: dict[str, list[Proof]]) -> str:
    if row not in found:
        return f"**open**: {OPEN.get(row, 'nobody has said why')}"
    by_file = defaultdict[str, list[str]](list)
    for proof in found[row]:
        by_file[proof.path].append(proof.name.removeprefix("test_"))
    return "<br>".join(
        f"[{Path(path).name}](../{path}): {', '.join(names)}" for path, names in by_file.items()
    )


def main() -> None:
    found = proofs()
    PAGE.write_text(page(found), "utf-8")
    for sentence in complaints(found):
        print(sentence)


if __name__ == "__main__":
    main()
