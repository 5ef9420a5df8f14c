"""A line is for people, or one JSON object for a machine."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from vidstudio.base import logs
from vidstudio.base.settings import Settings


@pytest.fixture(autouse=True)
def own_handlers() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in before[0]:
            handler.close()
    root.handlers[:], root.level = before


def written(tmp_path: Path, form: str) -> str:
    file = tmp_path / "studio.log"
    settings = Settings.model_validate({"log_file": str(file), "log_format": form})
    logs.configure(settings)
    told = {"task_id": "t-1", "provider": "kie"}
    logging.getLogger("vidstudio.engine").info("Deducted %d credits", 20, extra=told)
    return file.read_text("utf-8")


def test_a_machine_reads_an_object_with_everything_in_it(tmp_path: Path) -> None:
    line = json.loads(written(tmp_path, "json"))
    assert line.pop("ts").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "vidstudio.engine",
        "event": "Deducted 20 credits",
        "task_id": "t-1",
        "provider": "kie",
    }


def test_a_person_reads_a_line(tmp_path: Path) -> None:
    assert written(tmp_path, "text").endswith("INFO vidstudio.engine Deducted 20 credits\n")


def test_an_error_keeps_its_traceback_in_one_line(tmp_path: Path) -> None:
    written(tmp_path, "json")
    try:
        raise ValueError("no")
    except ValueError:
        logging.getLogger("vidstudio.engine").exception("failed")
    last = (tmp_path / "studio.log").read_text("utf-8").splitlines()[-1]
    assert "ValueError: no" in json.loads(last)["exception"]
