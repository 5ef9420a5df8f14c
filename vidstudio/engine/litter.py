"""What processes that were killed, and takes that were cancelled, have left in the work folder."""

import asyncio
import shutil
from contextlib import suppress
from datetime import timedelta

from vidstudio.rules import lifecycle
from vidstudio.studio import Studio

# Nothing is worked on for longer than this.
KEEP = lifecycle.DEADLINE_CAP + timedelta(hours=24)


async def clear(studio: Studio) -> None:
    """Remove what has lain there untouched for two days."""
    await asyncio.to_thread(_clear, studio)


def _clear(studio: Studio) -> None:
    oldest = (studio.clock.now() - KEEP).timestamp()
    for folder in studio.work_dir.iterdir():
        with suppress(FileNotFoundError):  # whoever works there has just tidied up
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
