"""The wall of sample clips beside the sign-in form: muted and pausable.

Still where motion is unwanted. signin.js starts the clips; a phone shows only the form.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import reflex as rx

from vidstudio.base.texts import text
from vidstudio.ui.parts.icons import icon

SAMPLES = Path(__file__).resolve().parents[3] / "assets" / "samples"
# How the wall is hung: clips by their name in samples.toml, between them stills of the wall folder.
COLUMNS = (
    ("cup-blue", "from-above", "first-light", "forest-tall"),
    ("last-cup", "bag-at-dawn", "northern-sky", "cup-wide"),
    ("bag-cream", "into-the-woods", "bag-night", "aurora-tall"),
)


@dataclass(frozen=True)
class Clip:
    file: str
    poster: str


def _clips() -> dict[str, Clip]:
    listed = tomllib.loads((SAMPLES / "samples.toml").read_text())["samples"]
    return {row["name"]: Clip(row["file"], row["poster"]) for row in listed}


def reel() -> rx.Component:
    clips = _clips()
    return rx.el.section(
        rx.el.div(
            *(rx.el.div(*(_tile(name, clips) for name in names)) for names in COLUMNS),
            class_name="reel-wall",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.div(
            rx.el.span(text("entrance.reel.made"), class_name="grow"),
            rx.el.button(
                icon("pause", "solid when-playing"),
                icon("play", "solid when-still"),
                type="button",
                class_name="reel-pause",
                aria_label=text("entrance.reel.pause"),
                custom_attrs={"data-pauses-reel": "", "aria-pressed": "false"},
            ),
            class_name="reel-foot",
        ),
        class_name="reel",
        aria_label=text("entrance.reel.label"),
    )


def _tile(name: str, clips: dict[str, Clip]) -> rx.Component:
    if name not in clips:
        return rx.el.img(src=f"/wall/{name}.webp", alt="", class_name="reel-tile")
    clip = clips[name]
    return rx.el.video(
        src=f"/samples/{clip.file}",
        poster=f"/samples/{clip.poster}",
        class_name="reel-tile",
        preload="none",
        muted=True,
        loop=True,
        plays_inline=True,
        custom_attrs={"tabIndex": -1},
    )
