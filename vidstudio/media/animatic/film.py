"""The film as a pure function of the frame's number."""

import numpy as np
from PIL import Image

from vidstudio.media.animatic import palette
from vidstudio.media.animatic.background import Background
from vidstudio.media.animatic.easing import smooth
from vidstudio.media.animatic.lettering import Beat
from vidstudio.media.animatic.mark import Mark
from vidstudio.media.animatic.planes import (
    BLACK,
    WHITE,
    Field,
    Layers,
    Planes,
    Samples,
    hex_to_colour,
)
from vidstudio.media.animatic.scenes import (
    CROSSFADE_SECONDS,
    MOST_REFERENCES,
    Shot,
    open_reference,
    plan,
)
from vidstudio.media.animatic.spec import AnimaticSpec
from vidstudio.media.animatic.words import cues

VIGNETTE, PHOTO_VIGNETTE, VIGNETTE_CURVE = 0.34, 0.16, 1.2
SCRIM, BRIGHT_SCRIM, SCRIM_FROM, SCRIM_CURVE = 0.45, 0.4, 0.5, 1.1
GRAIN_ROOM = 128


class Film:
    """`frame(i)` may be called from several threads at once and in any order."""

    def __init__(self, spec: AnimaticSpec) -> None:
        self._spec, self._size = spec, (spec.width, spec.height)
        chance = np.random.default_rng(spec.seed)
        self._palette = palette.choose(chance)
        self._shots = self._open_shots(chance)
        self._background = Background(self._size, self._palette, chance)
        self._beats = self._set_beats()
        self._mark = Mark(spec.mark, self._size)
        self._gain = self._light_falloff()
        self._grain = self._noise(chance)
        self._grain_at = chance.integers(0, GRAIN_ROOM, (spec.frames, 2))

    def frame(self, index: int) -> Planes:
        seconds = index / self._spec.fps
        planes = self._picture(index, seconds)
        for beat in self._beats:
            beat.draw(planes, seconds)
        self._mark.draw(planes)
        return planes

    def _open_shots(self, chance: np.random.Generator) -> list[Shot]:
        references = self._spec.references[:MOST_REFERENCES]
        if not references:
            return []
        most = (self._spec.width * 2, self._spec.height * 2)
        pictures = [open_reference(path, most, self._palette.low) for path in references]
        slots = plan(len(pictures), self._spec.duration_seconds)
        return [Shot(pictures[slot.reference], self._size, slot, chance) for slot in slots]

    def _set_beats(self) -> list[Beat]:
        if not self._spec.lettering:
            return []
        accent, title = hex_to_colour(self._palette.accent), not self._shots
        times = cues(self._spec.prompt, self._spec.duration_seconds)
        return [Beat(cue, self._size, accent, title) for cue in times]

    def _light_falloff(self) -> Field:
        """Darker corners; under captions a darker foot too, the more so in bright pictures."""
        width, height = self._size
        x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
        y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
        vignette = PHOTO_VIGNETTE if self._shots else VIGNETTE
        gain = 1 - vignette * np.clip((x**2 + y**2) * 2, 0, 1) ** VIGNETTE_CURVE
        if self._shots and self._beats:
            depth = np.clip((y + 0.5 - SCRIM_FROM) / (1 - SCRIM_FROM), 0, 1)
            bright = max(shot.foot_brightness for shot in self._shots)
            gain = gain * (1 - (SCRIM + BRIGHT_SCRIM * bright) * depth**SCRIM_CURVE)
        return gain.astype(np.float32)

    def _noise(self, chance: np.random.Generator) -> Field:
        shape = (self._spec.height + GRAIN_ROOM, self._spec.width + GRAIN_ROOM)
        noise = chance.standard_normal(shape, np.float32)
        clumped = noise + np.roll(noise, 1, 0) * 0.5 + np.roll(noise, 1, 1) * 0.5
        return (clumped * (self._spec.grain / 1.22)).astype(np.float32)

    def _picture(self, index: int, seconds: float) -> Planes:
        if not self._shots:
            luma, u, v = self._background.planes(seconds)
            return Planes(self._finished(luma, index), u, v)
        layers = self._mixed(seconds)
        luma = np.asarray(layers.y, np.float32)
        return Planes(self._finished(luma, index), np.array(layers.u), np.array(layers.v))

    def _mixed(self, seconds: float) -> Layers:
        seen = [s for s in self._shots if s.slot.starts_at_seconds <= seconds]
        seen = [s for s in seen if seconds < s.slot.ends_at_seconds] or self._shots[-1:]
        first = seen[0].layers(seconds)
        if len(seen) == 1:
            return first
        share = smooth((seconds - seen[1].slot.starts_at_seconds) / CROSSFADE_SECONDS)
        pairs = zip(first, seen[1].layers(seconds), strict=True)
        y, u, v = (Image.blend(under, over, share) for under, over in pairs)
        return Layers(y, u, v)

    def _finished(self, luma: Field, index: int) -> Samples:
        """Light falls off, grain goes on, and only then are the steps of 8 bits taken."""
        down, right = self._grain_at[index]
        height, width = luma.shape
        lit = (luma - BLACK) * self._gain
        lit += self._grain[down : down + height, right : right + width]
        lit += np.float32(BLACK + 0.5)
        return np.clip(lit, BLACK, WHITE, out=lit).astype(np.uint8)
