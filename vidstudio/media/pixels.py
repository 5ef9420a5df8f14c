"""Frames of FFmpeg, pictures of Pillow, arrays of numpy: from one to the other.

The one place for calls whose types the libraries leave open.
"""

from typing import Any, cast

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFont


def frame_of(picture: Image.Image) -> av.VideoFrame:
    make = cast(Any, av.VideoFrame.from_image)  # pyright: ignore[reportUnknownMemberType]
    return cast(av.VideoFrame, make(picture))


def picture_of(frame: av.VideoFrame, size: tuple[int, int]) -> Image.Image:
    """RGB of `size`; scaled before the colours are converted, which is cheaper."""
    small = frame.reformat(width=size[0], height=size[1], format="rgb24")
    make = cast(Any, small.to_image)  # pyright: ignore[reportUnknownMemberType]
    return cast(Image.Image, make())


def plane_of(frame: av.VideoFrame, index: int) -> NDArray[np.uint8]:
    """Rows and columns of a plane of 8 bits at full size, without its padding."""
    plane = frame.planes[index]
    rows = np.frombuffer(cast(Any, plane), np.uint8).reshape(-1, plane.line_size)
    return np.ascontiguousarray(rows[: frame.height, : frame.width])


def glyph_of(letter: str, font: ImageFont.FreeTypeFont) -> bytes:
    return bytes(cast(Any, font.getmask(letter)))
