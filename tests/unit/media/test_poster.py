# The stubs of the libraries leave some types open.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageStat

from vidstudio.media.poster import LARGEST_BYTES, write_poster


def film(path: Path, frames: list[np.ndarray]) -> None:
    height, width, _ = frames[0].shape
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"crf": "8"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for index, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def noise(size: tuple[int, int], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 255, (*size, 3), np.uint8)


def test_the_poster_is_a_small_webp_of_the_wanted_width(clip: Path, tmp_path: Path) -> None:
    write_poster(clip, tmp_path / "poster.webp")
    with Image.open(tmp_path / "poster.webp") as poster:
        assert (poster.format, poster.size) == ("WEBP", (480, 270))
    assert (tmp_path / "poster.webp").stat().st_size <= LARGEST_BYTES


def test_black_moments_are_passed_over(tmp_path: Path) -> None:
    black, scene = np.zeros((90, 160, 3), np.uint8), noise((90, 160), 1)
    film(tmp_path / "film.mp4", [black] * 13 + [scene] * 4 + [black] * 13)
    write_poster(tmp_path / "film.mp4", tmp_path / "poster.webp", width=160)
    with Image.open(tmp_path / "poster.webp") as poster:
        assert ImageStat.Stat(poster.convert("L")).mean[0] > 80


def test_even_pure_noise_stays_below_the_limit(tmp_path: Path) -> None:
    film(tmp_path / "film.mp4", [noise((270, 480), seed) for seed in range(5)])
    write_poster(tmp_path / "film.mp4", tmp_path / "poster.webp")
    assert (tmp_path / "poster.webp").stat().st_size <= LARGEST_BYTES
