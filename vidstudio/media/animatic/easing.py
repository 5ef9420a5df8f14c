"""Curves from 0 to 1 that moves are timed with."""


def smooth(x: float) -> float:
    """Slow at both ends."""
    x = min(1.0, max(0.0, x))
    return x * x * (3 - 2 * x)


def settle(x: float) -> float:
    """Fast at first, coming to rest."""
    x = min(1.0, max(0.0, x))
    return 1.0 if x >= 1 else 1 - 2 ** (-10 * x)
