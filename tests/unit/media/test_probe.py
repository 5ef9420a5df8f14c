# The stubs of the libraries leave some types open.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

import json
import struct
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from vidstudio.media.animatic import AnimaticSpec, render
from vidstudio.media.poster import write_poster
from vidstudio.media.probe import NotAVideo, probe

QUARTER_TURN_CLOCKWISE = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
TKHD_MATRIX_AT = 44


def test_facts_of_a_whole_film(clip: Path) -> None:
    facts = probe(clip)
    assert (facts.width, facts.height, facts.codec, facts.fps) == (256, 144, "h264", 15.0)
    assert facts.duration_seconds == pytest.approx(2.0, abs=0.01)
    assert (facts.size_bytes, facts.has_audio) == (clip.stat().st_size, True)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n<!DOCTYPE html><title>504</title>", "This is a web page, not a video."),
        (b"<html><body>Sign in</body></html>", "This is a web page, not a video."),
        (json.dumps({"error": "expired"}).encode(), "This is a JSON answer, not a video."),
        (b'<?xml version="1.0"?><Error/>', "This is a text, not a video."),
        (b"%PDF-1.7 and so on", "This is a PDF, not a video."),
        (bytes(range(256)) * 40, "This video cannot be read."),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "This video is cut off: the file ends too early."),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42\0\0\0\x02moov", "This video cannot be read."),
    ],
)
def test_what_is_no_video_is_named(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "video.mp4"
    path.write_bytes(content)
    with pytest.raises(NotAVideo) as caught:
        probe(path)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_a_picture_named_mp4_is_a_picture(tmp_path: Path, kind: str) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "video.mp4", kind)
    with pytest.raises(NotAVideo, match="picture"):
        probe(tmp_path / "video.mp4")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95, 0.999])
def test_a_file_cut_off_anywhere_is_found_out(clip: Path, tmp_path: Path, share: float) -> None:
    data = clip.read_bytes()
    (tmp_path / "cut.mp4").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(NotAVideo, match="cut off"):
        probe(tmp_path / "cut.mp4")


def test_lost_frames_are_found_though_every_box_is_whole(clip: Path, tmp_path: Path) -> None:
    data = bytearray(clip.read_bytes())
    start = data.index(b"mdat") + 4
    data[start + (len(data) - start) // 3 :] = bytes(len(data) - start - (len(data) - start) // 3)
    (tmp_path / "holes.mp4").write_bytes(data)
    with pytest.raises(NotAVideo):
        probe(tmp_path / "holes.mp4")


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48_000, layout="stereo")
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(NotAVideo, match="sound but no picture"):
        probe(path)


def test_webm_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "film.webm"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libvpx-vp9", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for index in range(20):
            frame = av.VideoFrame(64, 48, "yuv420p")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    facts = probe(path)
    assert (facts.codec, facts.width, facts.height, facts.has_audio) == ("vp9", 64, 48, False)
    assert facts.duration_seconds == pytest.approx(2.0, abs=0.11)


def test_a_turned_film_has_the_sides_and_poster_that_people_see(
    small: AnimaticSpec, tmp_path: Path
) -> None:
    picture = Image.new("RGB", (256, 144), "black")
    picture.paste("white", (0, 0, 128, 144))
    picture.save(tmp_path / "halves.png")
    film = tmp_path / "film.mp4"
    spec = replace(small, references=(tmp_path / "halves.png",), lettering=False, mark="")
    render(spec, film, lambda _share: None)
    data = bytearray(film.read_bytes())
    at = data.index(b"tkhd") + TKHD_MATRIX_AT
    data[at : at + 36] = QUARTER_TURN_CLOCKWISE
    film.write_bytes(data)
    facts = probe(film)
    assert (facts.width, facts.height) == (144, 256)
    write_poster(film, tmp_path / "poster.webp", width=90)
    with Image.open(tmp_path / "poster.webp") as poster:
        assert poster.size == (90, 160)
        above, below = (poster.convert("L").getpixel((45, y)) for y in (20, 140))
    assert isinstance(above, int)
    assert isinstance(below, int)
    assert above > 150
    assert below < 60
