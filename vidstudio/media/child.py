"""Short media work in a child process, for callers on an event loop.

The child is killed when it takes too long and when its caller is cancelled.
"""

import asyncio
import json
import logging
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Any

from vidstudio.base.errors import (
    InvalidRequest,
    StorageFailed,
    TooLarge,
    VidstudioError,
)
from vidstudio.media.facts import ImageFacts, NotAVideo, VideoFacts
from vidstudio.media.renders import Renders, RenderStatus
from vidstudio.media.spawn import command, environment

__all__ = ["RenderStatus", "Renders", "inspect_video", "sanitise_image", "still_of"]

log = logging.getLogger(__name__)

INSPECT_SECONDS, IMAGE_SECONDS, FRAME_SECONDS = 60.0, 20.0, 30.0
CODED = {error.code: error for error in (NotAVideo, StorageFailed)}

Job = dict[str, Any]


async def inspect_video(video: Path, poster: Path) -> VideoFacts:
    """Facts of a whole, playable video, and its poster as WebP. NotAVideo if it is not one."""
    job = {"verb": "inspect", "video": str(video), "poster": str(poster)}
    heavy = NotAVideo("This video could not be checked in time.")
    return VideoFacts(**await _ask(job, INSPECT_SECONDS, heavy))


async def still_of(video: Path, target: Path, at_seconds: float | None) -> None:
    """The frame at `at_seconds` as PNG, None for the last one. NotAVideo if there is none."""
    job = {"verb": "frame", "video": str(video), "target": str(target), "at_seconds": at_seconds}
    await _ask(job, FRAME_SECONDS, NotAVideo("The frame could not be read in time."))


async def sanitise_image(source: Path, target: Path, thumbnail: Path) -> ImageFacts:
    """The picture written anew, with its thumbnail; errors as in `images.sanitise`."""
    paths = {"source": str(source), "target": str(target), "thumbnail": str(thumbnail)}
    sentence = "This picture takes too much work to open. Save it anew as JPEG and try again."
    heavy = InvalidRequest(sentence, "file", code="too_heavy")
    return ImageFacts(**await _ask({"verb": "image", **paths}, IMAGE_SECONDS, heavy))


async def _ask(job: Job, limit_seconds: float, heavy: VidstudioError) -> Job:
    """What the worker has done. `heavy` is raised when it crashed or ran into a limit."""
    process = await asyncio.create_subprocess_exec(
        *command("-"), stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment()
    )
    try:
        async with asyncio.timeout(limit_seconds):
            out, errors = await process.communicate(json.dumps(job).encode())
    except TimeoutError:
        raise heavy from None
    finally:
        await _kill(process)
    if errors:
        log.warning("media worker: %s", errors.decode(errors="replace").strip())
    answer: Job = json.loads(out) if out else {}
    if "error" in answer:
        raise _as_error(answer["error"])
    if "done" not in answer:
        raise heavy
    return answer["done"]


async def _kill(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _as_error(told: Job) -> VidstudioError:
    code, message, field = told["code"], told["message"], told["field"]
    if code in CODED:
        return CODED[code](message)
    if code == TooLarge.code:
        return TooLarge(message, field)
    return InvalidRequest(message, field, code=code) if field else VidstudioError(message)
