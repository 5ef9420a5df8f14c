"""From frames to a file: H.264 High, yuv420p, BT.709, AAC, index in front (faststart)."""

# The stubs of av leave the parameter of Packet open.
# pyright: reportUnknownMemberType=false

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream

from vidstudio.media.animatic.film import Film
from vidstudio.media.animatic.planes import Planes, Samples
from vidstudio.media.animatic.sound import SAMPLE_RATE, Chord
from vidstudio.media.animatic.spec import AnimaticSpec

# x264 cuts its work by thread count: another count, other bytes.
ENCODER_THREADS = 4
FRAME_THREADS = 2
KEY_FRAME_SECONDS = 2
SOUND_BLOCK, SOUND_BITS = 1024, 64_000
BT709 = 1
LIMITED_RANGE = 1


def render(spec: AnimaticSpec, target: Path, on_progress: Callable[[float], None]) -> None:
    """Writes the whole film beside `target` as `.part`, then puts it in its place.

    `on_progress` hears shares from 0 to 1, once a frame. If anything fails, neither file stays.
    InvalidRequest for a reference that is no picture; OSError for a full disk.
    """
    part = target.with_name(target.name + ".part")
    try:
        _write(spec, part, on_progress)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    on_progress(1.0)


def _write(spec: AnimaticSpec, part: Path, on_progress: Callable[[float], None]) -> None:
    film, chord = Film(spec), Chord(spec.duration_seconds, spec.seed)
    options = {"movflags": "+faststart"}
    with av.open(str(part), "w", format="mp4", options=options) as container:
        picture, sound = _picture_stream(container, spec), _sound_stream(container)
        heard = 0
        for index, planes in enumerate(_frames(film, spec.frames)):
            container.mux(picture.encode(_video_frame(planes, index, spec.fps)))
            until = min(chord.samples, (index + 1) * SAMPLE_RATE // spec.fps)
            while heard < until:
                container.mux(sound.encode(_audio_frame(chord, heard)))
                heard += SOUND_BLOCK
            on_progress((index + 1) / spec.frames * 0.99)
        container.mux(picture.encode(None))
        container.mux(sound.encode(None))


def _frames(film: Film, count: int) -> Iterator[Planes]:
    """In order, a few ahead: making a frame and encoding one overlap."""
    with ThreadPoolExecutor(FRAME_THREADS) as pool:
        waiting: deque[Future[Planes]] = deque()
        try:
            for index in range(count):
                waiting.append(pool.submit(film.frame, index))
                if len(waiting) > FRAME_THREADS + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _picture_stream(container: OutputContainer, spec: AnimaticSpec) -> VideoStream:
    options = {"preset": "veryfast", "crf": str(spec.crf), "profile": "high"}
    stream = container.add_stream("libx264", rate=spec.fps, options=options)
    stream.width, stream.height, stream.pix_fmt = spec.width, spec.height, "yuv420p"
    context = stream.codec_context
    context.time_base = Fraction(1, spec.fps)
    context.gop_size = spec.fps * KEY_FRAME_SECONDS
    context.thread_count = ENCODER_THREADS
    context.color_range = LIMITED_RANGE
    context.colorspace = context.color_primaries = context.color_trc = BT709
    return stream


def _sound_stream(container: OutputContainer) -> AudioStream:
    stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
    stream.bit_rate = SOUND_BITS
    return stream


def _video_frame(planes: Planes, index: int, fps: int) -> av.VideoFrame:
    height, width = planes.y.shape
    frame = av.VideoFrame(width, height, "yuv420p")
    for plane, samples in zip(frame.planes, planes, strict=True):
        plane.update(_padded(samples, plane.line_size).tobytes())
    frame.pts, frame.time_base = index, Fraction(1, fps)
    frame.colorspace = BT709
    frame.color_range = LIMITED_RANGE
    return frame


def _padded(samples: Samples, line_size: int) -> Samples:
    height, width = samples.shape
    if width == line_size:
        return np.ascontiguousarray(samples)
    padded = np.zeros((height, line_size), np.uint8)
    padded[:, :width] = samples
    return padded


def _audio_frame(chord: Chord, start: int) -> av.AudioFrame:
    block = np.ascontiguousarray(chord.block(start, SOUND_BLOCK)).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(block, format="s16", layout="stereo")
    frame.sample_rate, frame.pts = SAMPLE_RATE, start
    frame.time_base = Fraction(1, SAMPLE_RATE)
    return frame
