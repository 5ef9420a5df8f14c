"""Animatic, 8 s in 720p, through its own child process."""

import asyncio
import statistics
import time
from pathlib import Path

from vidstudio.media.animatic.spec import AnimaticSpec, frame_size
from vidstudio.media.renders import Renders

RUNS = 3
SECONDS = 8
PROMPT = "A stoneware cup at dawn. Steam rises slowly. The first coffee of autumn."


async def animatic(folder: Path) -> list[str]:
    stills = sorted((Path(__file__).parents[1] / "assets/samples/stills").glob("*.webp"))[:3]
    return [
        await _timed(folder, "no references", ()),
        await _timed(folder, "3 references", tuple(stills)),
    ]


async def _timed(folder: Path, words: str, references: tuple[Path, ...]) -> str:
    width, height = frame_size("16:9", "720p")
    waits: list[float] = []
    for run in range(RUNS):
        renders, job = Renders(), folder / f"{len(references)}-{run}"
        spec = AnimaticSpec(PROMPT, references, SECONDS, width, height, seed=run)
        started = time.perf_counter()
        await renders.start(spec, job)
        while renders.read(job).state == "running":  # noqa: ASYNC110  another process
            await asyncio.sleep(0.02)
        assert renders.read(job).state == "done"
        waits.append(time.perf_counter() - started)
    seconds = statistics.median(waits)
    return f"{seconds:.1f} s for {SECONDS} s of 720p, {words}: {SECONDS / seconds:.1f} x real time"
