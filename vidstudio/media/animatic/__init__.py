"""Films made on this machine from a prompt and reference pictures."""

from collections.abc import Callable
from pathlib import Path

from vidstudio.media.animatic.spec import AnimaticSpec, frame_size

__all__ = ["AnimaticSpec", "frame_size", "render"]


def render(spec: AnimaticSpec, target: Path, on_progress: Callable[[float], None]) -> None:
    """Writes the whole film beside `target` as `.part`, then puts it in its place.

    `on_progress` hears shares from 0 to 1, once a frame. If anything fails, neither file stays.
    InvalidRequest for a reference that is no picture; OSError for a full disk.
    """
    # FFmpeg and numpy come into the process of whoever renders, not of whoever asks for a film.
    from vidstudio.media.animatic import encode

    encode.render(spec, target, on_progress)
