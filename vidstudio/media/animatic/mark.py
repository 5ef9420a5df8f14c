"""The tag at the bottom left that says what kind of picture this is."""

import numpy as np
from PIL import Image, ImageDraw

from vidstudio.media.animatic.fonts import can_draw, face
from vidstudio.media.animatic.lettering import margin
from vidstudio.media.animatic.planes import (
    BLACK,
    GREY,
    PAPER,
    Colour,
    Field,
    Planes,
    even,
    paint,
)

PIXELS_SHARE, WEIGHT = 0.03, 640
TRACKING = 0.04
PLATE_STRENGTH, INK_STRENGTH = 0.55, 0.94
PLATE = Colour(BLACK + 6, GREY, GREY)
OVERSAMPLING = 4


class Mark:
    def __init__(self, text: str, size: tuple[int, int]) -> None:
        self._text = "".join(letter for letter in text if can_draw(letter)).strip()
        pixels = max(12, round(min(size) * PIXELS_SHARE))
        self._ink = self._lettered(pixels)
        self._plate = _rounded(self._ink.shape)
        bottom = margin(size) * (1 if size[0] <= size[1] else 0.75)
        self._corner = (margin(size), even(size[1] - bottom - self._ink.shape[0]))

    def draw(self, planes: Planes) -> None:
        if self._text:
            paint(planes, self._plate, self._corner, PLATE)
            paint(planes, self._ink, self._corner, PAPER)

    def _lettered(self, pixels: int) -> Field:
        font, pad = face(pixels, WEIGHT), round(pixels * 0.7)
        step = pixels * TRACKING
        length = font.getlength(self._text) + step * len(self._text)
        sheet = Image.new("L", (even(length + 2 * pad) + 2, even(pixels * 1.9) + 2))
        pen, x = ImageDraw.Draw(sheet), float(pad)
        for letter in self._text:
            pen.text((x, sheet.height / 2), letter, font=font, fill=255, anchor="lm")
            x += font.getlength(letter) + step
        return np.asarray(sheet, np.float32) * np.float32(INK_STRENGTH / 255)


def _rounded(shape: tuple[int, ...]) -> Field:
    height, width = shape
    large = Image.new("L", (width * OVERSAMPLING, height * OVERSAMPLING))
    radius = height * OVERSAMPLING * 0.28
    ImageDraw.Draw(large).rounded_rectangle((0, 0, large.width, large.height), radius, fill=255)
    plate = large.resize((width, height), Image.Resampling.BOX)
    return np.asarray(plate, np.float32) * np.float32(PLATE_STRENGTH / 255)
