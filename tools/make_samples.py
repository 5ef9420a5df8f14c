"""Makes the clips of the sample campaign anew: `python -m tools.make_samples`.

Six films by Animatic from the stills in assets/samples/stills, a poster for each, and
samples.toml, which describes them. The files are committed; run this after a change to Animatic.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from vidstudio.media.animatic import AnimaticSpec, frame_size, render
from vidstudio.media.poster import write_poster
from vidstudio.media.probe import probe

SAMPLES = Path(__file__).parent.parent / "assets" / "samples"
RESOLUTION, QUALITY, POSTER_WIDTH = "540p", 24, 480


@dataclass(frozen=True)
class Sample:
    name: str
    shot: str
    aspect_ratio: str
    duration_seconds: int
    seed: int
    stills: tuple[str, ...]
    prompt: str


CAMPAIGN = (
    Sample(
        "first-light",
        "First light",
        "9:16",
        6,
        41,
        ("cup-window",),
        "A stoneware cup on a worn oak table, steam curling up into warm window light. "
        "Slow push in, shallow focus.",
    ),
    Sample(
        "bag-at-dawn",
        "The bag at dawn",
        "9:16",
        8,
        482_113,
        ("bag-dawn", "bag-low"),
        "A matte black coffee bag stands on a worn oak table by a window, the paper label sharp "
        "and readable. Low dawn light from the left, warm rim on the bag. Steam from a stoneware "
        "cup drifts slowly left. Slow push in, shallow focus.",
    ),
    Sample(
        "northern-sky",
        "Northern sky",
        "16:9",
        6,
        77,
        ("aurora-wide",),
        "Green northern lights over a still fjord at night, one cabin lamp on the far shore, its "
        "reflection in the water. Slow drift to the right.",
    ),
    Sample(
        "from-above",
        "From above",
        "1:1",
        5,
        19,
        ("latte-sq",),
        "A latte from straight above on a wooden table, a fern poured in the foam. "
        "The camera sinks slowly.",
    ),
    Sample(
        "into-the-woods",
        "Into the woods",
        "16:9",
        6,
        5,
        ("forest-wide",),
        "Fog between larches at first sun, layers of trees fading into gold. "
        "Slow move between the trunks.",
    ),
    Sample(
        "last-cup",
        "Last cup",
        "4:5",
        6,
        23,
        ("cup-45",),
        "One cup of black coffee in evening light, a few beans on the table, steam rising. "
        "Slow push in.",
    ),
)


def make(sample: Sample) -> str:
    """Renders one film with its poster; its table for samples.toml."""
    width, height = frame_size(sample.aspect_ratio, RESOLUTION)
    spec = AnimaticSpec(
        sample.prompt,
        tuple(SAMPLES / "stills" / f"{still}.webp" for still in sample.stills),
        sample.duration_seconds,
        width,
        height,
        sample.seed,
        mark="",
        lettering=False,
        crf=QUALITY,
        grain=0.0,
    )
    video, poster = SAMPLES / f"{sample.name}.mp4", SAMPLES / f"{sample.name}.webp"
    render(spec, video, lambda _share: None)
    write_poster(video, poster, POSTER_WIDTH)
    facts = probe(video)
    sys.stdout.write(f"{video.name}: {facts.size_bytes / 1000:.0f} kB\n")
    return describe(sample, facts.width, facts.height, facts.size_bytes)


def describe(sample: Sample, width: int, height: int, size_bytes: int) -> str:
    fields = {
        "name": sample.name,
        "shot": sample.shot,
        "file": f"{sample.name}.mp4",
        "poster": f"{sample.name}.webp",
        "prompt": sample.prompt,
        "model": "animatic",
        "aspect_ratio": sample.aspect_ratio,
        "duration_seconds": sample.duration_seconds,
        "width": width,
        "height": height,
        "size_bytes": size_bytes,
        "seed": sample.seed,
        "references": [f"stills/{still}.webp" for still in sample.stills],
    }
    # Strings, numbers and lists of strings are written alike in JSON and TOML.
    lines = (f"{key} = {json.dumps(value)}" for key, value in fields.items())
    return "[[samples]]\n" + "\n".join(lines) + "\n"


def main() -> None:
    head = "# Written by tools/make_samples.py.\n\n"
    tables = [make(sample) for sample in CAMPAIGN]
    (SAMPLES / "samples.toml").write_text(head + "\n".join(tables), "utf-8")


if __name__ == "__main__":
    main()
