from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from vidstudio.media.animatic import AnimaticSpec, render

SMALL = AnimaticSpec("A cup at dawn, steam rises.", (), 2.0, 256, 144, seed=7, fps=15)


@pytest.fixture
def small() -> AnimaticSpec:
    """Two seconds at a size that renders in a blink."""
    return SMALL


@pytest.fixture
def endless(small: AnimaticSpec) -> AnimaticSpec:
    """A film that is still being made whenever a test looks."""
    return replace(small, duration_seconds=60.0, width=1280, height=720, fps=30)


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole film; copy it before changing it."""
    target = tmp_path_factory.mktemp("clip") / "clip.mp4"
    render(SMALL, target, lambda _share: None)
    return target


@pytest.fixture
def photo() -> Image.Image:
    """Upright 400 x 300: red above, blue below, so that turns and mirrors show."""
    picture = Image.new("RGB", (400, 300), (200, 30, 30))
    ImageDraw.Draw(picture).rectangle((0, 150, 400, 300), fill=(20, 40, 200))
    return picture
