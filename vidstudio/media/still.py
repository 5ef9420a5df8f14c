"""One frame of a film as a picture of its own."""

from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from PIL import Image

from vidstudio.media.facts import NotAVideo
from vidstudio.media.pixels import picture_of
from vidstudio.media.probe import OPEN_OPTIONS

HALF_FRAME_SECONDS = 0.02
TAIL_SECONDS = 1.0


def write_still(video: Path, target: Path, at_seconds: float | None) -> None:
    """The frame shown at `at_seconds` as PNG at full size; None is the last frame.

    A moment after the end is the last frame. NotAVideo when no frame can be decoded.
    """
    try:
        with av.open(str(video), options=OPEN_OPTIONS, metadata_errors="ignore") as container:
            frame = _frame(container, at_seconds)
    except FFmpegError as error:
        raise NotAVideo from error
    if frame is None:
        raise NotAVideo
    picture = picture_of(frame, (frame.width, frame.height))
    upright: Image.Image = picture.rotate(frame.rotation, expand=True)
    upright.save(target, "PNG", compress_level=3)


def _frame(container: InputContainer, at_seconds: float | None) -> av.VideoFrame | None:
    stream = container.streams.video[0]
    length = (container.duration or 0) / av.time_base
    wanted = length if at_seconds is None else at_seconds
    container.seek(int(max(0.0, min(wanted, length - TAIL_SECONDS)) * av.time_base))
    found: av.VideoFrame | None = None
    for frame in container.decode(stream):
        if found is not None and (frame.time or 0) > wanted + HALF_FRAME_SECONDS:
            break
        found = frame
    return found
