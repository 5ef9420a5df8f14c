"""Setting a beat: the size and the line breaks that fit a block best."""

import math
import re
from dataclasses import dataclass
from itertools import combinations, pairwise

from PIL import ImageFont

from vidstudio.media.animatic.fonts import face
from vidstudio.media.animatic.words import leans

STEP = 0.94
SMALLEST_SHARE, SPLIT_SHARE, SMALLEST_PIXELS = 0.4, 0.72, 14
LEANING_PENALTY = 40
REACH = 5
VOWELS = "aeiouy\u00e4\u00f6\u00fc\u00e9\u00e8"
ONSET = re.compile(rf"(sch|ch|st|[^\W\d_{VOWELS}])(?=[{VOWELS}])", re.IGNORECASE)
KEPT_TOGETHER = frozenset({"sc", "ch", "ck", "ph", "th", "st", "qu"})


@dataclass(frozen=True)
class Block:
    """Room for a beat: the width in pixels, the most lines, size and weight to start from."""

    width: int
    lines: int
    pixels: int
    weight: int


@dataclass(frozen=True)
class Setting:
    lines: tuple[str, ...]
    pixels: int
    font: ImageFont.FreeTypeFont


def fit(text: str, block: Block) -> Setting:
    """The largest size that fits; words wider than the block are split once it gets small."""
    pixels = block.pixels
    while True:
        words = text.split()
        font = face(pixels, block.weight)
        smallest = max(SMALLEST_PIXELS, block.pixels * SMALLEST_SHARE)
        if pixels <= max(smallest, block.pixels * SPLIT_SHARE):
            words = [part for word in words for part in split_word(word, font, block.width)]
        lines = break_lines(words, font, block)
        if lines or pixels <= smallest:
            return Setting(tuple(lines or words[: block.lines]), pixels, font)
        pixels = int(pixels * STEP)


def split_word(word: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    count = math.ceil(font.getlength(word + "-") / width)
    if count <= 1:
        return [word]
    at = _syllable(word, math.ceil(len(word) / count))
    return [word[:at] + "-", *split_word(word[at:], font, width)]


def _syllable(word: str, wanted: int) -> int:
    """The start of a syllable at or shortly before `wanted`: a consonant that opens a vowel."""
    for at in range(wanted, max(2, wanted - REACH), -1):
        if ONSET.match(word, at) and word[at - 1 : at + 1].lower() not in KEPT_TOGETHER:
            return at
    return wanted


def break_lines(words: list[str], font: ImageFont.FreeTypeFont, block: Block) -> list[str]:
    """As few lines as possible, as even as possible; empty when the block is too small."""
    widths, space = [font.getlength(word) for word in words], font.getlength(" ")
    needed = _lines_needed(widths, space, block.width)
    if max(widths) > block.width or needed > block.lines:
        return []
    best: tuple[float, list[str]] | None = None
    for breaks in combinations(range(1, len(words)), needed - 1):
        edges = list(pairwise((0, *breaks, len(words))))
        lengths = [sum(widths[a:b]) + space * (b - a - 1) for a, b in edges]
        if max(lengths) > block.width:
            continue
        leaning = sum(leans(words[at - 1]) for at in breaks)
        badness = max(lengths) - min(lengths) + LEANING_PENALTY * leaning
        if best is None or badness < best[0]:
            best = (badness, [" ".join(words[a:b]) for a, b in edges])
    return best[1] if best else []


def _lines_needed(widths: list[float], space: float, width: int) -> int:
    lines, used = 1, 0.0
    for word in widths:
        if used and used + space + word > width:
            lines, used = lines + 1, word
        else:
            used += word + (space if used else 0)
    return lines
