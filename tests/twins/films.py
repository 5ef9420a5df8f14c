"""Small real films, made in no time, and what only looks like one."""

import io
from functools import cache

import av
import numpy as np

FRAMES_PER_SECOND = 8
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d4944415478da63fcffff3f030005fe02fea7356981"
    "0000000049454e44ae426082"
)


@cache
def film(seconds: float, width: int = 128, height: int = 72) -> bytes:
    """An MP4 of that length; even frame sizes."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for n in range(max(1, round(seconds * FRAMES_PER_SECOND))):
            picture = np.full((height, width, 3), (n * 16) % 256, dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return target.getvalue()
