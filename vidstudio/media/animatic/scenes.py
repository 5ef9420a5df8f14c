"""Camera moves over still pictures.

A shot is kept a little larger than the frame; each frame is one resize with a fractional box,
so that slow moves glide between pixels instead of stepping.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter, ImageOps, ImageStat, UnidentifiedImageError

from vidstudio.base.errors import InvalidRequest
from vidstudio.media.animatic.easing import smooth
from vidstudio.media.animatic.planes import WHITE, Layers, even, layers_of

MOST_REFERENCES = 4
SHOT_SECONDS, SHORTEST_SHOT_SECONDS, MOST_SHOTS = 5, 1.2, 12
CROSSFADE_SECONDS = 0.7
ROOM = 1.18
CLOSE = 1.34
NEAR, FAR = 1.03, ROOM
UNLIKE = 1.55
FILL_SHRINK, FILL_BLUR, FILL_DARK = 8, 7, 0.42
INSET = 0.9
SHADOW, SHADOW_BLUR = 200, 4

Point = tuple[float, float]
Size = tuple[int, int]


@dataclass(frozen=True)
class Slot:
    """When a shot is seen, crossfades included, and which reference it shows."""

    reference: int
    starts_at_seconds: float
    ends_at_seconds: float
    close: bool


def plan(references: int, duration_seconds: float) -> list[Slot]:
    """Every reference once where time allows; in long films again, then closer."""
    wanted = max(references, min(MOST_SHOTS, round(duration_seconds / SHOT_SECONDS)))
    count = min(wanted, max(1, int(duration_seconds / SHORTEST_SHOT_SECONDS)))
    step, lap = duration_seconds / count, CROSSFADE_SECONDS / 2
    return [
        Slot(
            index % references,
            starts_at_seconds=index * step - (lap if index else 0),
            ends_at_seconds=(index + 1) * step + lap,
            close=(index // references) % 2 == 1,
        )
        for index in range(count)
    ]


def open_reference(path: Path, most: Size, ground: str) -> Image.Image:
    """Upright RGB; see-through parts stand on `ground`. InvalidRequest if it is no picture."""
    try:
        with Image.open(path) as picture:
            picture.draft("RGB", most)
            upright = ImageOps.exif_transpose(picture)
            if not upright.has_transparency_data:
                return upright.convert("RGB")
            sheet = Image.new("RGBA", upright.size, ground)
            return Image.alpha_composite(sheet, upright.convert("RGBA")).convert("RGB")
    except (UnidentifiedImageError, OSError) as error:
        sentence = "A reference picture cannot be read."
        raise InvalidRequest(sentence, "references", code="broken_picture") from error


class Shot:
    """One reference, and the move over it from the first to the last moment of its slot."""

    def __init__(
        self, picture: Image.Image, frame: Size, slot: Slot, chance: np.random.Generator
    ) -> None:
        self.slot, self._frame = slot, frame
        self._layers = layers_of(_prepared(picture, frame, CLOSE if slot.close else 1.0))
        self._zooms = (FAR, NEAR) if chance.integers(2) else (NEAR, FAR)
        self._centres = self._path(chance)
        foot = self._layers.y.crop((0, self._layers.y.height // 2, *self._layers.y.size))
        self.foot_brightness = ImageStat.Stat(foot).mean[0] / WHITE

    def layers(self, seconds: float) -> Layers:
        along = self._along(seconds)
        zoom = self._zooms[0] + (self._zooms[1] - self._zooms[0]) * along
        (x0, y0), (x1, y1) = self._centres
        box = self._box((x0 + (x1 - x0) * along, y0 + (y1 - y0) * along), zoom)
        half = (box[0] / 2, box[1] / 2, box[2] / 2, box[3] / 2)
        small, smooth_scale = (self._frame[0] // 2, self._frame[1] // 2), Image.Resampling.BILINEAR
        return Layers(
            self._layers.y.resize(self._frame, smooth_scale, box=box),
            self._layers.u.resize(small, smooth_scale, box=half),
            self._layers.v.resize(small, smooth_scale, box=half),
        )

    def _along(self, seconds: float) -> float:
        length = self.slot.ends_at_seconds - self.slot.starts_at_seconds
        share = (seconds - self.slot.starts_at_seconds) / length
        return 0.5 * share + 0.5 * smooth(share)

    def _path(self, chance: np.random.Generator) -> tuple[Point, Point]:
        """A pan along the side where the picture has most to spare, else a slight drift."""
        (width, height), (full_width, full_height) = self._frame, self._layers.y.size
        spare_x, spare_y = full_width - width * ROOM, full_height - height * ROOM
        drift_x = spare_x * 0.35 if spare_x > width * 0.01 else width * 0.018
        drift_y = spare_y * 0.35 if spare_y > height * 0.01 else height * 0.012
        way_x, way_y = (float(way) for way in chance.choice([-1.0, 1.0], 2))
        x, y = full_width / 2, full_height / 2
        return (
            (x - way_x * drift_x, y - way_y * drift_y),
            (x + way_x * drift_x, y + way_y * drift_y),
        )

    def _box(self, centre: Point, zoom: float) -> tuple[float, float, float, float]:
        full_width, full_height = self._layers.y.size
        width = min(self._frame[0] * zoom, full_width)
        height = min(self._frame[1] * zoom, full_height)
        left = min(max(centre[0] - width / 2, 0), full_width - width)
        top = min(max(centre[1] - height / 2, 0), full_height - height)
        return left, top, left + width, top + height


def _prepared(picture: Image.Image, frame: Size, closeness: float) -> Image.Image:
    ratio, wanted = picture.width / picture.height, frame[0] / frame[1]
    if max(ratio / wanted, wanted / ratio) > UNLIKE:
        return _whole_on_its_own_blur(picture, frame)
    canvas = (even(frame[0] * ROOM * closeness), even(frame[1] * ROOM * closeness))
    scale = max(canvas[0] / picture.width, canvas[1] / picture.height)
    size = (
        max(canvas[0], even(round(picture.width * scale))),
        max(canvas[1], even(round(picture.height * scale))),
    )
    return picture.resize(size, Image.Resampling.LANCZOS)


def _whole_on_its_own_blur(picture: Image.Image, frame: Size) -> Image.Image:
    canvas = (even(frame[0] * ROOM), even(frame[1] * ROOM))
    tiny = (canvas[0] // FILL_SHRINK, canvas[1] // FILL_SHRINK)
    fill = ImageOps.fit(picture, tiny, Image.Resampling.BILINEAR)
    fill = fill.filter(ImageFilter.GaussianBlur(FILL_BLUR))
    fill = fill.resize(canvas, Image.Resampling.BICUBIC)
    fill = Image.blend(fill, Image.new("RGB", canvas, (10, 10, 14)), FILL_DARK)
    inner = (round(frame[0] * INSET), round(frame[1] * INSET))
    front = ImageOps.contain(picture, inner, Image.Resampling.LANCZOS)
    corner = ((canvas[0] - front.width) // 2, (canvas[1] - front.height) // 2)
    fill = _with_shadow(fill, front.size, corner)
    fill.paste(front, corner)
    return fill


def _with_shadow(canvas: Image.Image, size: Size, corner: Size) -> Image.Image:
    small = (canvas.width // FILL_SHRINK, canvas.height // FILL_SHRINK)
    left, top = corner[0] // FILL_SHRINK, (corner[1] + FILL_SHRINK) // FILL_SHRINK
    shadow = Image.new("L", small)
    shadow.paste(SHADOW, (left, top, left + size[0] // FILL_SHRINK, top + size[1] // FILL_SHRINK))
    soft = shadow.filter(ImageFilter.GaussianBlur(SHADOW_BLUR))
    return Image.composite(
        Image.new("RGB", canvas.size), canvas, soft.resize(canvas.size, Image.Resampling.BICUBIC)
    )
