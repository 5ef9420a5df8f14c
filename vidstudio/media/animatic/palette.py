"""Colour sets tuned by hand: deep ground, two middle tones, one glow, one accent for type."""

from typing import NamedTuple

import numpy as np


class Palette(NamedTuple):
    ground: str
    low: str
    mid: str
    glow: str
    accent: str


PALETTES = (
    Palette("#0b1026", "#1d2f6f", "#6a3fa0", "#ff6f61", "#ffd166"),
    Palette("#071a1a", "#0e4d4a", "#1f8a70", "#bedb39", "#f4ffb8"),
    Palette("#160a1e", "#4a1942", "#893168", "#ff9b71", "#ffe0b5"),
    Palette("#070d1f", "#123a75", "#1f8fc4", "#7df0e3", "#a8fff0"),
    Palette("#1a0a12", "#7a1f3d", "#e0562f", "#ffb14a", "#ffd98a"),
    Palette("#0c0e1c", "#2c2f63", "#8c4f83", "#f49a8f", "#ffd2bd"),
)


def choose(chance: np.random.Generator) -> Palette:
    return PALETTES[int(chance.integers(len(PALETTES)))]
