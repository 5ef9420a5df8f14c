"""What is known of a media file. Free of decoders, so that a web process can import it."""

from dataclasses import dataclass

from vidstudio.base.errors import VidstudioError


class NotAVideo(VidstudioError):
    """The file is something else, or broken. `str(error)` says which."""

    code = "not_a_video"
    message = "This video cannot be read."


@dataclass(frozen=True)
class VideoFacts:
    """`width` and `height` as seen, turned by the file's rotation; `codec` as FFmpeg names it."""

    duration_seconds: float
    width: int
    height: int
    codec: str
    fps: float
    size_bytes: int
    has_audio: bool


@dataclass(frozen=True)
class ImageFacts:
    """Of the file written, not of the upload. `mime` is image/jpeg or image/webp."""

    width: int
    height: int
    mime: str
    size_bytes: int
