"""The picture where there is no reference: slow colour fields and a travelling light.

They are computed on a tiny float grid and scaled up as floats, so that the grain added later
breaks the steps of a gradient instead of lying on top of them.
"""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from vidstudio.media.animatic.palette import Palette
from vidstudio.media.animatic.planes import Field, Samples, hex_to_rgb, to_yuv

GRID = 96
TURN = 2 * math.pi
BAND_STRENGTH, BAND_WIDTH, BAND_SPEED = 18, 0.13, 0.11


@dataclass(frozen=True)
class Glow:
    """One round field of colour on its own slow path; lengths in long sides of the frame."""

    colour: Field
    radius: float
    strength: float
    centre: tuple[float, float]
    reach: tuple[float, float]
    phase: float
    speed: float

    def at(self, seconds: float) -> tuple[float, float]:
        turn = self.speed * seconds
        return (
            self.centre[0] + self.reach[0] * math.sin(turn + self.phase),
            self.centre[1] + self.reach[1] * math.cos(0.8 * turn + self.phase),
        )


class Background:
    def __init__(
        self, size: tuple[int, int], palette: Palette, chance: np.random.Generator
    ) -> None:
        self._size = size
        long = max(size)
        self._columns, self._rows = (max(8, round(GRID * side / long)) for side in size)
        rows, columns = np.mgrid[0 : self._rows, 0 : self._columns].astype(np.float32)
        self._x, self._y = columns / np.float32(GRID), rows / np.float32(GRID)
        self._ground = hex_to_rgb(palette.ground)
        self._glows = _glows(palette, chance)
        angle = chance.uniform(0, TURN)
        self._band = self._x * np.float32(math.cos(angle)) + self._y * np.float32(math.sin(angle))

    def planes(self, seconds: float) -> tuple[Field, Samples, Samples]:
        """Y unrounded at full size; U and V at half size."""
        y, u, v = to_yuv(self._colours(seconds))
        half = (self._size[0] // 2, self._size[1] // 2)
        luma = Image.fromarray(y).resize(self._size, Image.Resampling.BICUBIC)
        return np.asarray(luma), _enlarged(u, half), _enlarged(v, half)

    def _colours(self, seconds: float) -> Field:
        colours: Field = np.empty((self._rows, self._columns, 3), np.float32)
        colours[:] = self._ground
        for glow in self._glows:
            x, y = glow.at(seconds)
            dx = self._x - np.float32(x * self._columns / GRID)
            dy = self._y - np.float32(y * self._rows / GRID)
            spread = np.float32(-2 / glow.radius**2)
            weight = np.float32(glow.strength) * np.exp((dx**2 + dy**2) * spread)
            colours += (glow.colour - colours) * weight[..., None]
        return colours + self._light(seconds)[..., None]

    def _light(self, seconds: float) -> Field:
        middle = (seconds * BAND_SPEED) % 2.4 - 0.7
        away = (self._band - np.float32(middle)) / np.float32(BAND_WIDTH)
        return np.float32(BAND_STRENGTH) * np.exp(-(away**2))


def _glows(palette: Palette, chance: np.random.Generator) -> list[Glow]:
    shapes = (
        (palette.low, 0.75, 0.95),
        (palette.mid, 0.52, 0.92),
        (palette.glow, 0.34, 0.80),
        (palette.low, 0.48, 0.75),
        (palette.mid, 0.36, 0.75),
    )
    return [
        Glow(
            hex_to_rgb(colour),
            radius,
            strength,
            centre=(chance.uniform(0.05, 0.95), chance.uniform(0.05, 0.95)),
            reach=(chance.uniform(0.10, 0.28), chance.uniform(0.08, 0.22)),
            phase=chance.uniform(0, TURN),
            speed=chance.choice([-1.0, 1.0]) * chance.uniform(0.35, 0.75),
        )
        for colour, radius, strength in shapes
    ]


def _enlarged(chroma: Field, size: tuple[int, int]) -> Samples:
    rounded = np.clip(chroma + np.float32(0.5), 0, 255).astype(np.uint8)
    return np.array(Image.fromarray(rounded).resize(size, Image.Resampling.BICUBIC))
