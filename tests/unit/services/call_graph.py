"""Which functions a function may come to, read from the source: every name it mentions counts.

Methods on values are not followed by type: a class that is mentioned counts with all its methods.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from tools.steps import ROOT

PACKAGE = ROOT / "vidstudio"


def reachable(modules: Iterable[str]) -> set[str]:
    """`module.name` of all that code in these modules mentions, directly or through others."""
    waiting = [f"{module}.{name}" for module in modules for name in _mentions(module)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        module, _, function = name.rpartition(".")
        waiting += _mentions(module).get(function, ())
    return seen


@cache
def _mentions(module: str) -> dict[str, tuple[str, ...]]:
    """By top-level name of a module of ours, what it mentions, as `module.name`."""
    file = _file(module)
    if file is None:
        return {}
    tree = ast.parse(file.read_text())
    known = _imported(tree) | {name: f"{module}.{name}" for name, _ in _tops(tree)}
    return {name: tuple(set(_names(node, known))) for name, node in _tops(tree)}


def _file(module: str) -> Path | None:
    if module.split(".")[0] != PACKAGE.name:
        return None
    place = ROOT.joinpath(*module.split("."))
    files = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in files if file.is_file()), None)


def _tops(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((t.id, node) for t in targets if isinstance(t, ast.Name))


def _imported(tree: ast.Module) -> dict[str, str]:
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            known |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.Import):
            known |= {a.asname or a.name: a.name for a in node.names}
    return known


def _names(node: ast.AST, known: dict[str, str]) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id in known:
            yield known[part.id]
        elif (
            isinstance(part, ast.Attribute)
            and isinstance(part.value, ast.Name)
            and part.value.id in known
        ):
            yield f"{known[part.value.id]}.{part.attr}"
