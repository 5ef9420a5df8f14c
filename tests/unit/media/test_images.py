# The stubs of the libraries leave some types open.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import io
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from vidstudio.base.errors import InvalidRequest, TooLarge
from vidstudio.media.images import sanitise, write_thumbnail

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_bomb(width: int, height: int) -> bytes:
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(width // 8 + 1)) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", rows + packer.flush()) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    sheet = io.BytesIO()
    picture.save(sheet, kind, **options)
    return sheet.getvalue()


def written(tmp_path: Path, data: bytes, name: str = "upload.bin") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def refusal(tmp_path: Path, data: bytes, name: str = "upload.jpg") -> InvalidRequest:
    source, target = written(tmp_path, data, name), tmp_path / "clean"
    with pytest.raises(InvalidRequest) as caught:
        sanitise(source, target)
    assert caught.value.field == "file"
    assert not target.exists()
    return caught.value


def cleaned(tmp_path: Path, data: bytes) -> Image.Image:
    facts = sanitise(written(tmp_path, data), tmp_path / "clean")
    with Image.open(tmp_path / "clean") as picture:
        picture.load()
        assert (facts.width, facts.height) == picture.size
        assert facts.mime == f"image/{str(picture.format).lower()}"
    assert facts.size_bytes == (tmp_path / "clean").stat().st_size
    return picture


def colour(picture: Image.Image, at: tuple[int, int]) -> str:
    red, green, blue = (
        int(level) for level in picture.convert("RGB").crop((*at, at[0] + 1, at[1] + 1)).tobytes()
    )
    return max((red, "red"), (green, "green"), (blue, "blue"))[1]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7\n%\xe2\xe3", "This is a PDF."),
        (b"GIF89a" + bytes(40), "This is a GIF."),
        (b"dear diary, this is no picture", "This is a text file."),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "This is an SVG drawing."),
        (b"<!DOCTYPE html><html></html>", "This is a web page."),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "This is a PostScript file."),
        (b"PK\x03\x04" + bytes(40), "This is a zip archive or Office file."),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "This is a video."),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "This is an AVIF picture."),
        (b"\x01\x02\x03\x04" * 20, "This is not a picture."),
    ],
)
def test_what_is_no_picture_is_named(tmp_path: Path, data: bytes, sentence: str) -> None:
    error = refusal(tmp_path, data)
    assert str(error) == f"{sentence} Use a JPEG, PNG, WebP or HEIC picture."
    assert error.code == "not_a_picture"


def test_a_bomb_is_refused_from_its_header(tmp_path: Path) -> None:
    data = png_bomb(12_000, 12_000)
    assert len(data) < 20_000
    start = time.perf_counter()
    error = refusal(tmp_path, data)
    assert time.perf_counter() - start < 0.5
    assert str(error) == "12 000 \u00d7 12 000 is 144 megapixels. 40 is the most."
    assert error.code == "too_many_pixels"


def test_a_far_larger_bomb_is_refused_too(tmp_path: Path) -> None:
    assert refusal(tmp_path, png_bomb(60_000, 30_000)).code == "too_many_pixels"


def test_sixty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.jpg"
    with path.open("wb") as file:
        file.truncate(60_000_000)
    with pytest.raises(TooLarge, match=r"This file is 60 MB\. 25 MB is the most\."):
        sanitise(path, tmp_path / "clean")


def test_a_tiny_picture_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, saved(Image.new("RGB", (40, 300)), "PNG"))
    assert (error.code, str(error)[:8]) == ("too_small", "40 \u00d7 300")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_picture_is_refused(tmp_path: Path, photo: Image.Image, kind: str) -> None:
    whole = saved(Image.effect_noise(photo.size, 90).convert("RGB"), kind)
    assert refusal(tmp_path, whole[: len(whole) // 2]).code == "broken_picture"
    assert refusal(tmp_path, whole[:40]).code == "broken_picture"


def test_a_phone_photo_is_turned_and_tells_nothing(tmp_path: Path, photo: Image.Image) -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "ACME"
    exif.get_ifd(GPS).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    data = saved(photo.rotate(90, expand=True), "JPEG", exif=exif, comment=b"secret")
    assert b"ACME" in data
    clean = cleaned(tmp_path, data)
    assert clean.size == photo.size
    assert (colour(clean, (200, 20)), colour(clean, (200, 280))) == ("red", "blue")
    assert (dict(clean.getexif()), dict(clean.getexif().get_ifd(GPS))) == ({}, {})
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(clean.info)


def test_heic_is_read_by_content_and_turned_once(tmp_path: Path, photo: Image.Image) -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "ACME"
    data = saved(photo.rotate(90, expand=True), "HEIF", exif=exif.tobytes())
    assert data[4:12] == b"ftypheic"
    assert b"irot" in data
    clean = cleaned(tmp_path, data)
    assert (clean.format, clean.size) == ("JPEG", photo.size)
    assert (colour(clean, (200, 20)), colour(clean, (200, 280))) == ("red", "blue")
    assert dict(clean.getexif()) == {}


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("P", "PNG"), ("1", "PNG"), ("LA", "PNG"), ("RGB", "WEBP")],
)
def test_every_colour_mode_comes_out_as_an_opaque_jpeg(
    tmp_path: Path, photo: Image.Image, mode: str, kind: str
) -> None:
    clean = cleaned(tmp_path, saved(photo.convert(mode), kind))
    assert (clean.format, clean.mode, clean.size) == ("JPEG", "RGB", (400, 300))
    if mode in {"CMYK", "P", "RGB"}:
        assert (colour(clean, (200, 20)), colour(clean, (200, 280))) == ("red", "blue")


def test_sixteen_bits_keep_their_brightness(tmp_path: Path) -> None:
    clean = cleaned(tmp_path, saved(Image.new("I;16", (100, 100), 128 << 8), "PNG"))
    assert clean.convert("L").getpixel((50, 50)) == pytest.approx(128, abs=2)


def test_what_can_be_seen_through_stays_so(tmp_path: Path, photo: Image.Image) -> None:
    photo.putalpha(Image.radial_gradient("L").resize(photo.size))
    clean = cleaned(tmp_path, saved(photo, "PNG"))
    assert (clean.format, clean.mode) == ("WEBP", "RGBA")
    assert clean.getchannel("A").getextrema() == (0, 255)


def test_an_alpha_channel_that_hides_nothing_is_dropped(tmp_path: Path, photo: Image.Image) -> None:
    assert cleaned(tmp_path, saved(photo.convert("RGBA"), "PNG")).format == "JPEG"


def test_the_longest_side_is_4096(tmp_path: Path) -> None:
    clean = cleaned(tmp_path, saved(Image.new("RGB", (6000, 600), "red"), "JPEG"))
    assert clean.size == (4096, 410)


def test_colours_of_another_profile_become_srgb(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"xxxx", 1).replace(b"gXYZ", b"rXYZ", 1)
    swapped = swapped.replace(b"xxxx", b"gXYZ", 1)
    data = saved(Image.new("RGB", (100, 100), (220, 0, 0)), "PNG", icc_profile=swapped)
    clean = cleaned(tmp_path, data)
    assert colour(clean, (50, 50)) == "green"
    assert "icc_profile" not in clean.info


def test_a_broken_profile_does_not_cost_the_upload(tmp_path: Path, photo: Image.Image) -> None:
    clean = cleaned(tmp_path, saved(photo, "PNG", icc_profile=b"not a profile"))
    assert colour(clean, (200, 20)) == "red"


def test_thumbnails_are_small_webps_and_never_larger(tmp_path: Path, photo: Image.Image) -> None:
    source = written(tmp_path, saved(photo, "JPEG"))
    for width, size in ((320, (320, 240)), (900, (400, 300))):
        write_thumbnail(source, tmp_path / "thumb.webp", width)
        with Image.open(tmp_path / "thumb.webp") as thumbnail:
            assert (thumbnail.format, thumbnail.size) == ("WEBP", size)
