"""Words that slide up from behind an edge, one after the other, on a soft shadow."""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from vidstudio.media.animatic.easing import settle, smooth
from vidstudio.media.animatic.lines import Block, Setting, fit
from vidstudio.media.animatic.planes import (
    BLACK,
    PAPER,
    Colour,
    Field,
    Planes,
    even,
    paint,
)
from vidstudio.media.animatic.words import Cue

LINE_HEIGHT = 1.12
ENTER_SECONDS, LEAVE_SECONDS, STAGGER_SECONDS = 0.75, 0.32, 0.07
SHADE_SECONDS, SHADE_STRENGTH = 0.5, 0.62
CAPTION_SHADE_STRENGTH = 0.78
RULE_SECONDS = 0.7
ACCENT_LETTERS = 5
WIDE_MARGIN, TALL_MARGIN = 0.065, 0.085
WIDE_CAPTION_BOTTOM, TALL_CAPTION_BOTTOM = 0.19, 0.18


@dataclass(frozen=True)
class Word:
    mask: Field
    corner: tuple[int, int]
    colour: Colour


@dataclass(frozen=True)
class Shade:
    mask: Field
    corner: tuple[int, int]


def margin(size: tuple[int, int]) -> int:
    wide = size[0] > size[1]
    return even(size[0] * (WIDE_MARGIN if wide else TALL_MARGIN))


class Beat:
    """One cue, drawn once; `title` sets it large in the middle, else it is a caption below."""

    def __init__(self, cue: Cue, size: tuple[int, int], accent: Colour, title: bool) -> None:
        self._cue, self._accent, self._title = cue, accent, title
        setting = fit(cue.text, _block(size, title))
        self._line_height = round(setting.pixels * LINE_HEIGHT)
        top = self._top(size, self._line_height * len(setting.lines))
        self._words = self._drawn(setting, size, (margin(size), even(top)))
        strength = SHADE_STRENGTH if title else CAPTION_SHADE_STRENGTH
        self._shade = _shade(self._words, size, setting.pixels, strength)
        self._rule = self._rule_mask(setting.pixels)
        self._rule_corner = (margin(size), even(max(0, top - setting.pixels * 0.42)))

    def draw(self, planes: Planes, seconds: float) -> None:
        if not self._cue.starts_at_seconds <= seconds < self._cue.ends_at_seconds:
            return
        since = seconds - self._cue.starts_at_seconds
        staying = smooth((self._cue.ends_at_seconds - seconds) / LEAVE_SECONDS)
        _darken(planes, self._shade, smooth(since / SHADE_SECONDS) * staying)
        width = even(self._rule.shape[1] * settle(since / RULE_SECONDS) * staying)
        if width:
            paint(planes, self._rule[:, :width], self._rule_corner, self._accent)
        for index, word in enumerate(self._words):
            entered = settle((since - STAGGER_SECONDS * index) / ENTER_SECONDS)
            if entered > 0:
                _draw_word(planes, word, entered, staying)

    def _top(self, size: tuple[int, int], height: int) -> float:
        if self._title:
            return (size[1] - height) / 2
        wide = size[0] > size[1]
        bottom = WIDE_CAPTION_BOTTOM if wide else TALL_CAPTION_BOTTOM
        return size[1] * (1 - bottom) - height

    def _drawn(
        self, setting: Setting, size: tuple[int, int], corner: tuple[int, int]
    ) -> list[Word]:
        accented = self._accented(" ".join(setting.lines).split())
        words: list[Word] = []
        for row, line in enumerate(setting.lines):
            parts = line.split()
            for at, text in enumerate(parts):
                before = setting.font.getlength(" ".join([*parts[:at], ""]))
                x, y = even(corner[0] + before), even(corner[1] + row * self._line_height)
                mask = _word_mask(text, setting)[: even(size[1] - y), : even(size[0] - x)]
                colour = self._accent if len(words) == accented else PAPER
                words.append(Word(mask, (x, y), colour))
        return words

    def _accented(self, words: list[str]) -> int:
        """The last of the longest words in a title; -1 for none."""
        lengths = [len(word.strip(".,!?\u2026")) for word in words]
        if not self._title or len(words) == 1 or max(lengths) < ACCENT_LETTERS:
            return -1
        return max(range(len(words)), key=lambda index: (lengths[index], index))

    def _rule_mask(self, pixels: int) -> Field:
        return np.ones((max(2, even(pixels / 14)), even(pixels * 0.9)), np.float32)


def _block(size: tuple[int, int], title: bool) -> Block:
    width, height = size
    wide = width > height
    pixels = round(min(width, height) * (0.135 if title else 0.075))
    free = width - 2 * margin(size) - (width * 0.16 if wide else 0)
    lines = 3 if wide or not title else 5
    return Block(int(free), lines, min(pixels, int(height * 0.12)), 780 if title else 700)


def _word_mask(text: str, setting: Setting) -> Field:
    ascent, descent = setting.font.getmetrics()
    width = math.ceil(setting.font.getlength(text)) + 4
    picture = Image.new("L", (width + width % 2, ascent + descent + (ascent + descent) % 2))
    ImageDraw.Draw(picture).text((1, 0), text, font=setting.font, fill=255)
    return np.asarray(picture, np.float32) / np.float32(255)


def _shade(words: list[Word], size: tuple[int, int], pixels: int, strength: float) -> Shade:
    sheet = Image.new("L", size)
    for word in words:
        ink = Image.fromarray((word.mask * 255).astype(np.uint8))
        sheet.paste(255, word.corner, ink)
    box = sheet.getbbox() or (0, 0, 2, 2)
    radius = max(4, pixels // 4)
    reach = 3 * radius
    left, top = even(max(0, box[0] - reach)), even(max(0, box[1] - reach))
    right, bottom = even(min(size[0], box[2] + reach)), even(min(size[1], box[3] + reach))
    soft = sheet.crop((left, top, right, bottom))
    for _ in range(2):
        soft = soft.filter(ImageFilter.BoxBlur(radius))
    return Shade(np.asarray(soft, np.float32) * np.float32(strength / 255), (left, top))


def _darken(planes: Planes, shade: Shade, strength: float) -> None:
    (x, y), (height, width) = shade.corner, shade.mask.shape
    region = planes.y[y : y + height, x : x + width]
    kept = np.float32(1) - shade.mask * np.float32(strength)
    region[:] = (BLACK + (region.astype(np.float32) - BLACK) * kept).astype(np.uint8)


def _draw_word(planes: Planes, word: Word, entered: float, staying: float) -> None:
    height = word.mask.shape[0]
    shift = (1 - entered) * height * 0.9 - (1 - staying) * height * 0.25
    mask = _shifted(word.mask, shift) * np.float32(min(1.0, entered * 1.4) * staying)
    paint(planes, mask, word.corner, word.colour)


def _shifted(mask: Field, down: float) -> Field:
    """Moved down by a fraction of pixels within its own box, which hides the rest."""
    whole = math.floor(down)
    part = np.float32(down - whole)
    upper, lower = _moved(mask, whole), _moved(mask, whole + 1)
    return np.asarray(upper + (lower - upper) * part, np.float32)


def _moved(mask: Field, rows: int) -> Field:
    moved = np.zeros_like(mask)
    if 0 <= rows < len(mask):
        moved[rows:] = mask[: len(mask) - rows]
    elif -len(mask) < rows < 0:
        moved[:rows] = mask[-rows:]
    return moved
