"""Uploaded pictures made safe: judged by content, decoded once, written anew.

Only pixels survive: no EXIF, place, XMP, comments, profile or preview. Meant for a child
process with limits on memory and time (vidstudio.media.worker).
"""

import io
import math
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from PIL import Image, ImageCms, ImageOps
from pillow_heif import (
    register_heif_opener,  # pyright: ignore[reportUnknownVariableType]
)

from vidstudio.base.errors import InvalidRequest, TooLarge
from vidstudio.media.facts import ImageFacts
from vidstudio.media.formats import SNIFFED_BYTES, picture_format

__all__ = ["ImageFacts", "sanitise", "write_thumbnail"]

LARGEST_BYTES = 25_000_000
MOST_MEGAPIXELS = 40
SMALLEST_SIDE, LARGEST_SIDE = 64, 4096
JPEG_QUALITY, WEBP_QUALITY, THUMBNAIL_QUALITY = 90, 90, 80
OPAQUE = 255

BROKEN = "This picture is damaged and cannot be read."

register_heif_opener()  # pyright: ignore[reportUnknownMemberType]


def sanitise(source: Path, target: Path) -> ImageFacts:
    """Writes `source` anew as `target`: upright, sRGB, longest side at most 4096.

    JPEG, or WebP where something can be seen through. InvalidRequest (field "file") for every
    refusal, TooLarge for more than 25 MB; the sentence names the limit.
    """
    size_bytes = source.stat().st_size
    if size_bytes > LARGEST_BYTES:
        megabytes = math.ceil(size_bytes / 1e5) / 10
        raise TooLarge(f"This file is {megabytes:g} MB. 25 MB is the most.", "file")
    with source.open("rb") as file:
        kind = picture_format(file.read(SNIFFED_BYTES))
    pixels = _pixels(source, kind)
    mime, data = _encoded(pixels)
    target.write_bytes(data)
    return ImageFacts(pixels.width, pixels.height, mime, len(data))


def write_thumbnail(source: Path, target: Path, width: int = 320) -> None:
    """WebP of a picture that `sanitise` has written; never larger than the picture."""
    with Image.open(source) as picture:
        height = round(picture.height * width / picture.width)
        picture.draft("RGB", (width, height))
        picture.thumbnail((width, max(1, height)), Image.Resampling.LANCZOS)
        picture.save(target, "WEBP", quality=THUMBNAIL_QUALITY, method=4)


def _pixels(source: Path, kind: str) -> Image.Image:
    try:
        with _opened(source, kind) as picture:
            _check_size(picture.width, picture.height)
            if kind == "JPEG":
                picture.draft(None, (LARGEST_SIDE, LARGEST_SIDE))
            profile = picture.info.get("icc_profile")
            upright = ImageOps.exif_transpose(picture)
            return _bare(_in_srgb(upright, profile))
    except InvalidRequest:
        raise
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise InvalidRequest(BROKEN, "file", code="broken_picture") from error


def _opened(source: Path, kind: str) -> Image.Image:
    """Reads the header only. Pillow's own guess of a bomb gives way to `_check_size`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(source, formats=[kind])
        except Image.DecompressionBombError as error:
            sentence = f"This picture has far more than {MOST_MEGAPIXELS} megapixels, the most."
            raise InvalidRequest(sentence, "file", code="too_many_pixels") from error


def _check_size(width: int, height: int) -> None:
    size = f"{_spaced(width)} \u00d7 {_spaced(height)}"
    megapixels = width * height / 1e6
    if megapixels > MOST_MEGAPIXELS:
        rounded = math.ceil(megapixels * 10) / 10
        sentence = f"{size} is {rounded:g} megapixels. {MOST_MEGAPIXELS} is the most."
        raise InvalidRequest(sentence, "file", code="too_many_pixels")
    if min(width, height) < SMALLEST_SIDE:
        sentence = f"{size} pixels is too small. Each side needs at least {SMALLEST_SIDE}."
        raise InvalidRequest(sentence, "file", code="too_small")


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _in_srgb(picture: Image.Image, profile: Any) -> Image.Image:
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if mode == "RGBA" or picture.mode not in {"CMYK", "L"}:
        picture = picture.convert(mode)
    if profile:
        # A broken profile, or one for other channels, costs exact colours, not the upload.
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(picture, own, _srgb(), outputMode=mode)
            picture = made or picture
    return picture.convert(mode)


def _srgb() -> ImageCms.ImageCmsProfile:
    make = cast(Any, ImageCms.createProfile)  # pyright: ignore[reportUnknownMemberType]
    return ImageCms.ImageCmsProfile(make("sRGB"))


def _bare(picture: Image.Image) -> Image.Image:
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (OPAQUE, OPAQUE):
        picture = picture.convert("RGB")
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _encoded(picture: Image.Image) -> tuple[str, bytes]:
    sheet = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(sheet, "WEBP", quality=WEBP_QUALITY, method=2)
        return "image/webp", sheet.getvalue()
    picture.save(sheet, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return "image/jpeg", sheet.getvalue()
