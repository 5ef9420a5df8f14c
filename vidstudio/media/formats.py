"""What a file is by its first bytes, in the words a person uses."""

from vidstudio.base.errors import InvalidRequest

SNIFFED_BYTES = 512
ACCEPTED = "Use a JPEG, PNG, WebP or HEIC picture."
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
AVIF_BRANDS = frozenset({b"avif", b"avis"})
BEGINNINGS = (
    (b"%PDF", "PDF"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP picture"),
    (b"II*\0", "TIFF picture"),
    (b"MM\0*", "TIFF picture"),
    (b"8BPS", "Photoshop file"),
    (b"PK\x03\x04", "zip archive or Office file"),
    (b"%!PS", "PostScript file"),
    (b"\x1aE\xdf\xa3", "video"),
)


def picture_format(head: bytes) -> str:
    """ "JPEG", "PNG", "WEBP" or "HEIF" (Pillow's names); InvalidRequest names anything else."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and _brands(head) & HEIC_BRANDS and not _brands(head) & AVIF_BRANDS:
        return "HEIF"
    raise InvalidRequest(f"{_verdict(head)} {ACCEPTED}", "file", code="not_a_picture")


def _brands(head: bytes) -> set[bytes]:
    """The major brand and the compatible ones of an ISO base media file."""
    end = min(int.from_bytes(head[:4]), len(head))
    return {head[8:12]} | {head[i : i + 4] for i in range(16, end, 4)}


def _verdict(head: bytes) -> str:
    if not head:
        return "The file is empty."
    for beginning, name in BEGINNINGS:
        if head.startswith(beginning):
            return f"This is a {name}."
    if head[4:8] == b"ftyp":
        return "This is an AVIF picture." if _brands(head) & AVIF_BRANDS else "This is a video."
    return _text_verdict(head)


def _text_verdict(head: bytes) -> str:
    text = head.lower()
    if b"<svg" in text:
        return "This is an SVG drawing."
    if b"<html" in text or b"<!doctype html" in text:
        return "This is a web page."
    if not head.translate(None, bytes(range(32, 256)) + b"\t\r\n\f"):
        return "This is a text file."
    return "This is not a picture."
