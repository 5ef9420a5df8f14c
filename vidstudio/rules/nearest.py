"""The nearest value a model can make to one that was planned."""

import math
from collections.abc import Sequence


def nearest_ratio(wanted: str, able: Sequence[str]) -> str:
    """Of the aspect ratios `able`, in their order; the first where nothing was planned."""
    if not wanted or wanted in able:
        return wanted or able[0]
    return min(able, key=lambda ratio: abs(_shape(ratio) - _shape(wanted)))


def _shape(ratio: str) -> float:
    """The logarithm of width by height, so that upright and wide are equally far from square."""
    width, _, height = ratio.partition(":")
    try:
        return math.log(int(width) / int(height))
    except (ValueError, ZeroDivisionError):
        return 0.0
