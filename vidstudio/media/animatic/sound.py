"""A quiet chord that breathes: about -26 LUFS, so that a film is never dead silent."""

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 48_000
LOUDNESS = 0.055
EDGE_SECONDS = 1.2
LOWEST_HERTZ = 110.0
PARTIALS = np.array([1.0, 1.5, 2.0, 2.5, 3.0])


class Chord:
    def __init__(self, duration_seconds: float, seed: int) -> None:
        chance = np.random.default_rng(seed + 1)
        semitone = int(chance.integers(0, 7))
        self.samples = int(duration_seconds * SAMPLE_RATE)
        self._seconds = duration_seconds
        order = np.arange(len(PARTIALS))
        detune = 1 + np.array([[-1.0], [1.0]]) * 0.0015 * (order + 1)
        self._turns = 2 * np.pi * LOWEST_HERTZ * 2 ** (semitone / 12) * PARTIALS * detune
        self._breaths = 2 * np.pi * (0.07 + 0.03 * order)
        self._phases, self._weights = order, LOUDNESS / (order + 1.6)

    def block(self, start: int, count: int) -> NDArray[np.int16]:
        """Interleaved stereo from sample `start`, at most to the end."""
        at = np.arange(start, min(start + count, self.samples)) / SAMPLE_RATE
        time = at[:, None, None]
        tones = np.sin(self._turns * time + self._phases)
        breath = 0.5 + 0.5 * np.sin(self._breaths * time + self._phases)
        mixed = (tones * breath * self._weights).sum(axis=2)
        edge = np.clip(np.minimum(at, self._seconds - at) / EDGE_SECONDS, 0, 1)
        return (mixed * edge[:, None] * 32767).astype(np.int16)
