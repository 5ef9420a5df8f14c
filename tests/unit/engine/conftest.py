from pathlib import Path

import pytest

from tests.studio_fixtures import Home, Timepiece
from tests.unit.engine.rig import Rig
from vidstudio.base.clock import Clock
from vidstudio.media.animatic import AnimaticSpec, render
from vidstudio.studio import Studio


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"running_takes": 100, "creates_per_minute": 1000}


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Real films by their length in seconds. Copy before changing."""
    folder = tmp_path_factory.mktemp("films")
    for seconds in (1, 2, 4):
        spec = AnimaticSpec("A cup at dawn.", (), float(seconds), 256, 144, seed=7, fps=12)
        render(spec, folder / f"{seconds}.mp4", lambda _share: None)
    return {seconds: folder / f"{seconds}.mp4" for seconds in (1, 2, 4)}


@pytest.fixture
def rig(studio: Studio, home: Home, timepiece: Timepiece, films: dict[int, Path]) -> Rig:
    return Rig(studio, home, timepiece, films[2])
