import tomllib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from vidstudio.media.probe import probe

SAMPLES = Path(__file__).parents[3] / "assets" / "samples"


def described() -> list[dict[str, Any]]:
    return tomllib.loads((SAMPLES / "samples.toml").read_text("utf-8"))["samples"]


@pytest.mark.parametrize("sample", described(), ids=lambda sample: sample["name"])
def test_each_clip_is_what_its_description_says(sample: dict[str, Any]) -> None:
    facts = probe(SAMPLES / sample["file"])
    assert (facts.width, facts.height) == (sample["width"], sample["height"])
    assert facts.duration_seconds == pytest.approx(sample["duration_seconds"], abs=0.01)
    assert facts.size_bytes == sample["size_bytes"]
    with Image.open(SAMPLES / sample["poster"]) as poster:
        assert poster.width == 480
    assert all((SAMPLES / still).is_file() for still in sample["references"])


def test_six_clips_in_four_ratios_fit_two_megabytes() -> None:
    samples = described()
    assert len(samples) == 6
    assert {sample["aspect_ratio"] for sample in samples} == {"9:16", "16:9", "1:1", "4:5"}
    assert sum(sample["size_bytes"] for sample in samples) <= 2_000_000
