import os
import re
import subprocess
from pathlib import Path

import pytest

from tools.steps import ROOT

COMMANDS = ("run", "test", "check", "bench", "chaos", "fmt")


@pytest.mark.parametrize("command", COMMANDS)
def test_make_knows_the_command(command: str) -> None:
    done = subprocess.run(["make", "--dry-run", command], cwd=ROOT, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert f"-m tools.{command}" in done.stdout


def test_make_alone_lists_every_command() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, text=True, capture_output=True, check=True).stdout
    assert re.findall(r"^make (\w+)", listed, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_readme_mentions_the_command(command: str) -> None:
    assert f"make {command}" in (ROOT / "README.md").read_text()


def test_ci_runs_by_itself() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "tools/uv", "tools/postgres"])
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    wanted = _names((ROOT / f"{name}.in").read_text())
    pins = (ROOT / f"{name}.txt").read_text().replace("\\\n", "").splitlines()
    pinned = {_key(pin.split("==")[0]) for pin in pins if "==" in pin and "--hash=" in pin}
    assert wanted, f"{name}.in is empty"
    assert wanted <= pinned


def test_every_requirement_says_why() -> None:
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (ROOT / name).read_text().splitlines():
            assert not line.strip() or line.startswith("-c") or re.search(r"# *\S", line), line


def test_the_front_end_lock_is_there() -> None:
    assert {file.name for file in Path(ROOT / "reflex.lock").iterdir()} == {
        "package.json",
        "package-lock.json",
    }


def _names(requirements: str) -> set[str]:
    found = re.findall(r"^([A-Za-z][\w.-]*)", requirements, re.MULTILINE)
    return {_key(name) for name in found}


def _key(name: str) -> str:
    return name.strip().partition("[")[0].lower().replace("_", "-")
