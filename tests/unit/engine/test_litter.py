"""What a kill -9 leaves on the disk does not stay there for ever."""

import os

from tests.unit.engine.rig import Rig
from vidstudio.engine import litter


async def test_old_litter_goes_and_what_is_in_use_stays(rig: Rig) -> None:
    now = rig.time.time.timestamp()
    for name, age_hours in (("upload-old", 49), ("take-old", 72), ("take-new", 47)):
        folder = rig.studio.work_dir / name
        folder.mkdir()
        (folder / "output.mp4").write_bytes(b"film")
        os.utime(folder, (now, now - age_hours * 3600))
    await litter.clear(rig.studio)
    assert [path.name for path in rig.studio.work_dir.iterdir()] == ["take-new"]


async def test_the_engine_clears_on_its_rounds(rig: Rig) -> None:
    folder = rig.studio.work_dir / "take-old"
    folder.mkdir()
    os.utime(folder, (0, 0))
    await rig.engine._sweep()
    assert not folder.exists()
