from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from PIL import Image

from vidstudio.base.errors import InvalidRequest
from vidstudio.media.animatic import AnimaticSpec, frame_size, render
from vidstudio.media.animatic.film import Film
from vidstudio.media.probe import probe


def digest(spec: AnimaticSpec, target: Path) -> str:
    render(spec, target, lambda _share: None)
    return sha256(target.read_bytes()).hexdigest()


def references(folder: Path) -> tuple[Path, ...]:
    paths: list[Path] = []
    for name, size in (("tall", (90, 160)), ("wide", (320, 90)), ("square", (120, 120))):
        path = folder / f"{name}.png"
        Image.radial_gradient("L").resize(size).convert("RGB").save(path)
        paths.append(path)
    return tuple(paths)


@pytest.mark.parametrize("with_references", [False, True])
def test_the_same_seed_gives_the_same_bytes(
    small: AnimaticSpec, tmp_path: Path, with_references: bool
) -> None:
    spec = replace(small, references=references(tmp_path) if with_references else ())
    first, second = (digest(spec, tmp_path / name) for name in ("a.mp4", "b.mp4"))
    assert first == second
    assert digest(replace(spec, seed=8), tmp_path / "c.mp4") != first


def test_the_file_is_what_browsers_and_networks_expect(clip: Path) -> None:
    data = clip.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(clip)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.profile) == ("h264", "High")
        assert video.codec_context.pix_fmt == "yuv420p"
        assert (video.codec_context.colorspace, video.codec_context.color_range) == (1, 1)
        assert (video.codec_context.color_primaries, video.codec_context.color_trc) == (1, 1)
        assert audio.codec_context.name == "aac"
        assert video.frames == 30


@pytest.mark.parametrize("ratio", ["16:9", "9:16", "1:1", "4:5", "21:9"])
def test_every_ratio_keeps_its_size_and_length(
    small: AnimaticSpec, tmp_path: Path, ratio: str
) -> None:
    width, height = frame_size(ratio, "240p")
    spec = replace(small, width=width, height=height, references=references(tmp_path))
    render(spec, tmp_path / "film.mp4", lambda _share: None)
    facts = probe(tmp_path / "film.mp4")
    assert (facts.width, facts.height, facts.fps, facts.has_audio) == (width, height, 15.0, True)
    assert facts.duration_seconds == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize(
    ("ratio", "resolution", "size"),
    [
        ("16:9", "720p", (1280, 720)),
        ("9:16", "1080p", (1080, 1920)),
        ("1:1", "720p", (720, 720)),
        ("4:5", "1080p", (1080, 1350)),
        ("21:9", "720p", (1680, 720)),
        ("4:3", "1080p", (1440, 1080)),
        ("3:4", "720p", (720, 960)),
        ("16:9", "4K", (3840, 2160)),
    ],
)
def test_frame_sizes(ratio: str, resolution: str, size: tuple[int, int]) -> None:
    assert frame_size(ratio, resolution) == size


@pytest.mark.parametrize(
    ("ratio", "resolution", "field"),
    [
        ("auto", "720p", "aspect_ratio"),
        ("0:9", "720p", "aspect_ratio"),
        ("90:1", "720p", "aspect_ratio"),
        ("16:9", "huge", "resolution"),
        ("16:9", "9999p", "resolution"),
    ],
)
def test_a_size_that_is_none_names_its_field(ratio: str, resolution: str, field: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        frame_size(ratio, resolution)
    assert caught.value.field == field


def test_progress_only_grows_and_ends_at_one(small: AnimaticSpec, tmp_path: Path) -> None:
    heard: list[float] = []
    render(small, tmp_path / "film.mp4", heard.append)
    assert heard == sorted(heard)
    assert (len(heard), heard[-1]) == (small.frames + 1, 1.0)


def test_a_failure_leaves_no_file_behind(small: AnimaticSpec, tmp_path: Path) -> None:
    def fail(share: float) -> None:
        if share > 0.5:
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        render(small, tmp_path / "film.mp4", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_reference_that_is_no_picture_is_refused(small: AnimaticSpec, tmp_path: Path) -> None:
    (tmp_path / "notes.jpg").write_text("not a picture")
    spec = replace(small, references=(tmp_path / "notes.jpg",))
    with pytest.raises(InvalidRequest) as caught:
        render(spec, tmp_path / "film.mp4", lambda _share: None)
    assert caught.value.field == "references"


def test_references_are_shown_one_after_the_other(small: AnimaticSpec, tmp_path: Path) -> None:
    for name in ("red", "blue"):
        Image.new("RGB", (256, 144), name).save(tmp_path / f"{name}.png")
    paths = (tmp_path / "red.png", tmp_path / "blue.png")
    film = Film(replace(small, references=paths, duration_seconds=4.0, lettering=False, mark=""))
    first, last = film.frame(0), film.frame(59)
    assert first.v.mean() > 180 > first.u.mean()
    assert last.u.mean() > 180 > last.v.mean()


def test_the_picture_moves(small: AnimaticSpec, tmp_path: Path) -> None:
    for paths in ((), references(tmp_path)[:1]):
        film = Film(replace(small, references=paths, lettering=False, mark="", grain=0.0))
        before, after = (film.frame(index).y.astype(int) for index in (0, 29))
        assert np.abs(after - before).mean() > 1


def test_the_mark_stands_bottom_left_in_every_frame(small: AnimaticSpec) -> None:
    size = {"width": 1280, "height": 720, "lettering": False, "grain": 0.0}
    bare = Film(replace(small, mark="", **size))
    marked = Film(replace(small, mark="DEMO \u00b7 Kling 3", **size))
    for index in (0, 29):
        changed = bare.frame(index).y != marked.frame(index).y
        rows, columns = np.nonzero(changed)
        assert rows.min() > 720 * 0.8
        assert columns.max() < 1280 * 0.3
        assert marked.frame(index).y[changed].max() > 200


@pytest.mark.parametrize(
    "prompt", ["", "\u65e9\u6668\u7684\u5496\u5561", "\U0001f525\u2615", "[fail]"]
)
def test_with_nothing_to_set_the_film_shows_no_type(small: AnimaticSpec, prompt: str) -> None:
    spec = replace(small, prompt=prompt, grain=0.0)
    silent, bare = Film(spec), Film(replace(spec, lettering=False))
    for index in range(0, 30, 5):
        assert np.array_equal(silent.frame(index).y, bare.frame(index).y)


def test_type_stays_inside_the_frame_for_words_of_any_length(small: AnimaticSpec) -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapit\u00e4nsm\u00fctze"
    spec = replace(small, prompt=f"{word} {word}", width=144, height=256, grain=0.0, mark="")
    set_film, bare = Film(spec), Film(replace(spec, lettering=False))
    lighter = set_film.frame(15).y.astype(int) - bare.frame(15).y > 8
    assert lighter[:, 8:-8].any()
    assert not lighter[:, -8:].any()


def test_frames_can_be_made_in_any_order(small: AnimaticSpec) -> None:
    forward, backward = Film(small), Film(small)
    ahead = [forward.frame(index).y for index in (0, 10, 20)]
    behind = [backward.frame(index).y for index in (20, 10, 0)]
    assert all(map(np.array_equal, ahead, reversed(behind)))


def test_decoded_colours_are_those_of_the_reference(small: AnimaticSpec, tmp_path: Path) -> None:
    Image.new("RGB", (256, 144), (200, 120, 40)).save(tmp_path / "flat.png")
    spec = replace(small, references=(tmp_path / "flat.png",), lettering=False, mark="", grain=0.0)
    render(spec, tmp_path / "film.mp4", lambda _share: None)
    with av.open(str(tmp_path / "film.mp4")) as container:
        frame: VideoFrame = next(container.decode(video=0))
        middle = frame.to_ndarray(format="rgb24")[72, 128].astype(int)
    assert np.abs(middle - (200, 120, 40)).max() <= 6
