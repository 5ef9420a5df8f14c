"""Every word people read is in the catalogue, once, and every text of the catalogue is read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from vidstudio.base.texts import catalogue

ROOT = Path(__file__).resolve().parents[2]
UI = sorted((ROOT / "vidstudio" / "ui").rglob("*.py"))
SCRIPTS = sorted((ROOT / "assets" / "js").glob("*.js"))
SHOWN = {"aria_label", "title", "placeholder", "alt", "label", "note"}
READERS = {"text", "counted", "filled", "counted_var"}
HOLE = "[a-z_0-9.-]+"
# In a script: `text("file.name")`, and a name put together: `text(`file.${name}`)`.
IN_SCRIPT = re.compile(r"""["'`]([a-z_]+\.[a-z_.$\{\}]+)["'`]""")


def words(node: ast.expr) -> Iterator[ast.Constant]:
    """Literals with letters in them: two or more in a row, outside of what is filled in."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    for part in parts:
        if (
            isinstance(part, ast.Constant)
            and isinstance(part.value, str)
            and re.search(r"[^\W\d_]{2,}", part.value.replace("https://", ""))
        ):
            yield part


def is_element(call: ast.Call) -> bool:
    """`rx.el.p(…)`, `rx.cond(…)` with words to show, or one of our own that passes words on."""
    return ast.unparse(call.func).startswith("rx.el.")


def literals(tree: ast.Module) -> Iterator[ast.Constant]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        if is_element(call):
            for child in call.args:
                yield from words(child)
        if ast.unparse(call.func) == "toast":
            for said in call.args[:1]:
                yield from words(said)
        for argument in call.keywords:
            if argument.arg in SHOWN:
                yield from words(argument.value)


@pytest.mark.parametrize("file", UI, ids=lambda file: file.stem)
def test_no_page_has_words_of_its_own(file: Path) -> None:
    name = str(file.relative_to(ROOT / "vidstudio" / "ui"))
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = [f"{name}:{one.lineno}: {one.value}" for one in literals(tree)]
    assert found == []


def trees() -> Iterator[tuple[str, ast.Module]]:
    for file in (ROOT / "vidstudio").rglob("*.py"):
        yield file.name, ast.parse(file.read_text(encoding="utf-8"))


def reads_texts(tree: ast.Module) -> bool:
    """Whether its `text` is the catalogue's: SQLAlchemy has one too."""
    froms = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return bool(froms & {"vidstudio.base.texts", "vidstudio.ui.parts.words"})


def asked_for() -> Iterator[tuple[str, str]]:
    """Where a text is read by its whole key: file and reader, and the key."""
    for name, tree in trees():
        if not reads_texts(tree):
            continue
        for call in ast.walk(tree):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in READERS
                and call.args
                and isinstance(call.args[0], ast.Constant)
            ):
                yield f"{name} {call.func.id}", str(call.args[0].value)


def patterns() -> set[str]:
    """What the code can ask for: its literals, and with holes where a name is put in."""
    found = set[str]()
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                found.add("".join(pattern(part) for part in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
    for file in SCRIPTS:
        for literal in IN_SCRIPT.findall(file.read_text(encoding="utf-8")):
            found.add(re.sub(r"\\\$\\\{[^}]*\\\}", HOLE, re.escape(literal)))
    return {one for one in found if "\\." in one and not one.startswith(HOLE)}


def pattern(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else HOLE


def known(key: str, reader: str) -> bool:
    texts = catalogue()
    return f"{key}.other" in texts if reader.startswith("counted") else key in texts


def test_every_text_that_is_asked_for_exists() -> None:
    missing = [f"{where}: {key}" for where, key in asked_for() if not known(key, where.split()[1])]
    assert missing == []


def test_counted_texts_have_both_forms() -> None:
    texts = catalogue()
    lone = [
        key
        for key in texts
        if key.endswith(".other") and key.removesuffix(".other") + ".one" not in texts
    ]
    assert lone == []


def test_every_text_of_the_catalogue_is_read() -> None:
    known = re.compile("|".join(patterns()))
    unread = {
        key
        for key in catalogue()
        if not any(known.fullmatch(name) for name in (key, *other_names(key)))
    }
    assert sorted(unread) == []


def other_names(key: str) -> tuple[str, str]:
    """Without its count form; and as page scripts ask for it, without the table `script`."""
    plain = re.sub(r"\.(one|other)$", "", key)
    return plain, plain.replace(".script.", ".")
