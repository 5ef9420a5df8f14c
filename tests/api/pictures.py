"""Files that people upload, and those they should not."""

import io
import struct
import zlib

from PIL import Image
from pillow_heif import from_pillow  # pyright: ignore[reportUnknownVariableType]

GPS_TAG, ORIENTATION_TAG, SHOT_FROM_THE_SIDE = 0x8825, 0x0112, 6


def photo(kind: str = "JPEG", size: tuple[int, int] = (120, 80)) -> bytes:
    """A picture of that Pillow format, its left half red."""
    picture = Image.new("RGB", size, (20, 40, 200))
    picture.paste((220, 20, 20), (0, 0, size[0] // 2, size[1]))
    sheet = io.BytesIO()
    if kind == "HEIF":
        from_pillow(picture).save(sheet)  # pyright: ignore[reportUnknownMemberType]
    else:
        picture.save(sheet, kind)
    return sheet.getvalue()


def phone_photo() -> bytes:
    """A JPEG that lies on its side and tells where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = SHOT_FROM_THE_SIDE
    exif.get_ifd(GPS_TAG)[1] = "N"
    sheet = io.BytesIO()
    Image.new("RGB", (120, 80), (220, 20, 20)).save(sheet, "JPEG", exif=exif)
    return sheet.getvalue()


def bomb(side: int = 12_000) -> bytes:
    """A PNG of `side` squared pixels in a few kilobytes."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    lines = zlib.compress(b"\0" * ((side // 8 + 1) * side), 9)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", lines) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
