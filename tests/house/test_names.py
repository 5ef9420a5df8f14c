import subprocess
from pathlib import Path

import pytest

from tools import names


def test_no_committed_file_names_a_registry_or_a_machine() -> None:
    assert names.problems() == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("README.md", "pip install --index-url https://" + "pypi" + ".org/simple"),
        ("vidstudio/a.py", "PLACE = '/" + "root/somewhere'"),
        ("deploy/b.sh", "cd /" + "home/anna/vidstudio"),
        ("requirements.txt", "--extra-index-url https://mirror.example/simple"),
        ("reflex.lock/package-lock.json", '{"resolved": "https://mirror.example/react.tgz"}'),
    ],
)
def test_such_a_name_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, text: str
) -> None:
    monkeypatch.setattr(names, "ROOT", tmp_path)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(f"first line\n{text}\n")
    assert [problem.rsplit(": ", 1)[0] for problem in names.problems()] == [f"{file}:2"]
