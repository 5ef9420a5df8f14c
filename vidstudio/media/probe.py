"""Is this file a whole, playable video, and what are its facts?

Decoders are forgiving: a picture named .mp4 opens as a film of one frame, and a file cut in
half still claims its full length. So the file is judged in three looks: its first bytes, its
box structure (MP4), and frames decoded at the start and at the end.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from vidstudio.media.facts import NotAVideo, VideoFacts

__all__ = ["NotAVideo", "VideoFacts", "probe"]

CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"
OPEN_OPTIONS = {"format_whitelist": CONTAINERS, "protocol_whitelist": "file"}
HEAD_BYTES = 64
BOX_HEAD_BYTES, LONG_BOX_HEAD_BYTES = 8, 16
TAIL_FROM, TAIL_REACHED = 0.97, 0.93
QUARTER_TURN = 90

FOREIGN = (
    ((b"<!doctype", b"<html"), "This is a web page, not a video."),
    ((b"{", b"["), "This is a JSON answer, not a video."),
    ((b"<",), "This is a text, not a video."),
    ((b"\xff\xd8", b"\x89png", b"gif8", b"bm"), "This is a picture, not a video."),
    ((b"%pdf",), "This is a PDF, not a video."),
)
UNREADABLE = NotAVideo.message
CUT_OFF = "This video is cut off: the file ends too early."


def probe(path: Path) -> VideoFacts:
    """NotAVideo for anything but a whole MP4, MOV, WebM or Matroska file with a picture."""
    size_bytes = path.stat().st_size
    _check_head(path, size_bytes)
    try:
        with av.open(str(path), options=OPEN_OPTIONS, metadata_errors="ignore") as container:
            return _facts(container, size_bytes)
    except (FFmpegError, StopIteration, UnicodeDecodeError) as error:
        raise NotAVideo(UNREADABLE) from error


def _check_head(path: Path, size_bytes: int) -> None:
    if not size_bytes:
        raise NotAVideo("The file is empty.")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        for beginnings, sentence in FOREIGN:
            if start.startswith(beginnings):
                raise NotAVideo(sentence)
        if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
            raise NotAVideo("This is a picture, not a video.")
        if head[4:8] == b"ftyp":
            _check_boxes(file, size_bytes)


def _check_boxes(file: BinaryIO, size_bytes: int) -> None:
    """Every top-level box must end inside the file, and one of them must be the index."""
    names: set[bytes] = set()
    for name, end in _boxes(file, size_bytes):
        if end > size_bytes:
            raise NotAVideo(CUT_OFF)
        names.add(name)
    if b"moov" not in names:
        raise NotAVideo(CUT_OFF)


def _boxes(file: BinaryIO, size_bytes: int) -> Iterator[tuple[bytes, int]]:
    """Name and end of each top-level box (ISO/IEC 14496-12 §4.2)."""
    position = 0
    while position + BOX_HEAD_BYTES <= size_bytes:
        file.seek(position)
        head = file.read(LONG_BOX_HEAD_BYTES)
        length = int.from_bytes(head[:4])
        if length == 1:
            length = int.from_bytes(head[8:16])
        elif length == 0:
            length = size_bytes - position
        if length < BOX_HEAD_BYTES:
            raise NotAVideo(UNREADABLE)
        position += length
        yield head[4:8], position


def _facts(container: InputContainer, size_bytes: int) -> VideoFacts:
    if not container.streams.video:
        raise NotAVideo("This file has sound but no picture.")
    stream = container.streams.video[0]
    first = next(container.decode(stream))
    fps = float(stream.average_rate or stream.guessed_rate or 0)
    duration_seconds = _checked_duration(container, stream, fps)
    sides = (first.width, first.height)
    if first.rotation % (2 * QUARTER_TURN) == QUARTER_TURN:
        sides = (first.height, first.width)
    return VideoFacts(
        duration_seconds=round(duration_seconds, 3),
        width=sides[0],
        height=sides[1],
        codec=stream.codec_context.name,
        fps=round(fps, 3),
        size_bytes=size_bytes,
        has_audio=bool(container.streams.audio),
    )


def _checked_duration(container: InputContainer, stream: VideoStream, fps: float) -> float:
    claimed = _claimed_duration(container, stream)
    container.seek(int(claimed * TAIL_FROM * av.time_base))
    last = -1.0
    for frame in container.decode(stream):
        last = max(last, frame.time or 0.0)
    reached = last + (1 / fps if fps else 0)
    if last < 0 or reached < claimed * TAIL_REACHED:
        raise NotAVideo(CUT_OFF)
    return claimed or reached


def _claimed_duration(container: InputContainer, stream: VideoStream) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base
