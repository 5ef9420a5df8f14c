"""What one animatic is asked for, and the frame sizes on offer."""

import re
from dataclasses import dataclass
from pathlib import Path

from vidstudio.base.errors import InvalidRequest

LARGE_SIDES = {"2k": 1440, "4k": 2160}
SMALLEST_SIDE, LARGEST_SIDE = 240, 2160
WIDEST_RATIO = 4.0


@dataclass(frozen=True)
class AnimaticSpec:
    """Everything that decides the film: equal specs and equal reference files give equal bytes.

    `width` and `height` are even. `references` are local pictures, shown in this order; the
    first four count. `mark` is the tag at the bottom left, empty for none. `lettering` sets the
    prompt in the picture. `crf` is x264's, `grain` the noise's deviation in steps of luma.
    """

    prompt: str
    references: tuple[Path, ...]
    duration_seconds: float
    width: int
    height: int
    seed: int
    fps: int = 30
    mark: str = "ANIMATIC"
    lettering: bool = True
    crf: int = 21
    grain: float = 2.2

    @property
    def frames(self) -> int:
        return max(1, round(self.duration_seconds * self.fps))


def frame_size(aspect_ratio: str, resolution: str) -> tuple[int, int]:
    """Width and height in even pixels; the short side is what `resolution` names ("720p", "4k").

    InvalidRequest for anything that is not "w:h" between 1:4 and 4:1, or not a resolution.
    """
    short = _short_side(resolution)
    wide, high = _ratio(aspect_ratio)
    scale = short / min(wide, high)
    return round(wide * scale / 2) * 2, round(high * scale / 2) * 2


def _short_side(resolution: str) -> int:
    name = resolution.strip().lower()
    digits = re.fullmatch(r"(\d{3,4})p?", name)
    side = LARGE_SIDES.get(name) or (int(digits[1]) if digits else 0)
    if not SMALLEST_SIDE <= side <= LARGEST_SIDE:
        raise InvalidRequest(f"{resolution!r} is not a resolution such as 720p.", "resolution")
    return side


def _ratio(aspect_ratio: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*([1-9]\d{0,3})\s*:\s*([1-9]\d{0,3})\s*", aspect_ratio)
    wide, high = (int(found[1]), int(found[2])) if found else (0, 1)
    if not 1 / WIDEST_RATIO <= wide / high <= WIDEST_RATIO:
        raise InvalidRequest(f"{aspect_ratio!r} is not a ratio such as 16:9.", "aspect_ratio")
    return wide, high
