"""Inter, the face that ships with the package (SIL Open Font License, see fonts/LICENSE)."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from vidstudio.media.pixels import glyph_of

FONT_FILE = Path(__file__).parent.parent / "fonts" / "InterVariable.woff2"
SAMPLE_PIXELS, SAMPLE_WEIGHT = 40, 600
DISPLAY_FROM_PIXELS = 28
NOWHERE = "\U0010ffff"


@lru_cache(maxsize=64)
def face(pixels: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FONT_FILE), pixels)
    optical_size = 32 if pixels > DISPLAY_FROM_PIXELS else 14
    font.set_variation_by_axes([optical_size, weight])
    return font


@lru_cache(maxsize=4096)
def can_draw(letter: str) -> bool:
    """Inter covers Latin, Greek, Cyrillic and Vietnamese; for the rest it draws a box."""
    if letter.isspace() or not letter.isprintable():
        return letter.isspace()
    return _drawn(letter) != _drawn(NOWHERE)


@lru_cache(maxsize=4096)
def _drawn(letter: str) -> bytes:
    return glyph_of(letter, face(SAMPLE_PIXELS, SAMPLE_WEIGHT))
