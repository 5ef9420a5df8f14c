from pathlib import Path

import pytest

from tools import sizes


def test_files_and_functions_stay_small() -> None:
    assert sizes.problems() == []


def test_a_function_is_measured_from_def_to_its_last_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "ROOT", tmp_path)
    file = tmp_path / "example.py"
    file.write_text("@decorated\ndef three(\n    a):\n    return a\n\nasync def one(): ...\n")
    measured = {function.name: function.lines for function in sizes.functions_of(file)}
    assert measured == {"three": 3, "one": 1}
