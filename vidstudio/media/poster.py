"""The still that stands for a film."""

import io
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray
from PIL import Image

from vidstudio.media.facts import NotAVideo
from vidstudio.media.pixels import picture_of
from vidstudio.media.probe import OPEN_OPTIONS

LOOKS = (0.12, 0.3, 0.5, 0.7, 0.88)
LARGEST_BYTES = 40_000
QUALITIES = (82, 74, 66, 58, 50, 40, 30, 20, 10, 0)
JUDGED_SIZE = (160, 90)
DARKEST, BRIGHTEST, PENALTY = 25, 225, 0.3
DETAIL_WEIGHT = 4
QUARTER_TURN = 90


def write_poster(video: Path, target: Path, width: int = 480) -> None:
    """WebP of at most 40 kB, `width` pixels wide: the liveliest of five moments, no black one.

    NotAVideo when no frame can be decoded.
    """
    with av.open(str(video), options=OPEN_OPTIONS, metadata_errors="ignore") as container:
        container.streams.video[0].thread_type = "AUTO"
        stills = [still for share in LOOKS if (still := _still(container, share, width))]
    if not stills:
        raise NotAVideo
    target.write_bytes(_small_webp(max(stills, key=_liveliness)))


def _still(container: InputContainer, share: float, width: int) -> Image.Image | None:
    """The first frame at or after `share` of the film, or the last one before."""
    stream = container.streams.video[0]
    wanted = (container.duration or 0) / av.time_base * share
    container.seek(int(wanted * av.time_base))
    found: av.VideoFrame | None = None
    for frame in container.decode(stream):
        found = frame
        if (frame.time or 0) >= wanted:
            break
    return _scaled(found, width) if found else None


def _scaled(frame: av.VideoFrame, width: int) -> Image.Image:
    turned = frame.rotation % (2 * QUARTER_TURN) == QUARTER_TURN
    ratio = frame.width / frame.height if turned else frame.height / frame.width
    size = (width, max(2, round(width * ratio / 2) * 2))
    wide, high = (size[1], size[0]) if turned else size
    small = picture_of(frame, (wide, high))
    return small.rotate(frame.rotation, expand=True) if frame.rotation else small


def _liveliness(still: Image.Image) -> float:
    grey: NDArray[np.float32] = np.asarray(still.convert("L").resize(JUDGED_SIZE), np.float32)
    detail = float(np.abs(np.diff(grey)).mean())
    score = float(grey.std()) + DETAIL_WEIGHT * detail
    return score if DARKEST < float(grey.mean()) < BRIGHTEST else score * PENALTY


def _small_webp(still: Image.Image) -> bytes:
    data = b""
    for quality in QUALITIES:
        sheet = io.BytesIO()
        still.save(sheet, "WEBP", quality=quality, method=4)
        data = sheet.getvalue()
        if len(data) <= LARGEST_BYTES:
            break
    return data
