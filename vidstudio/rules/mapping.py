"""Fits a wish to another model: what it cannot do moves to the nearest thing it can."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from vidstudio.rules.catalog import ModelCard
from vidstudio.rules.nearest import nearest_ratio
from vidstudio.rules.requests import TaskRequest

UNKNOWN_LINES = 720


class Mapped(NamedTuple):
    """`changes` are sentences: what the model makes instead of what was asked for."""

    request: TaskRequest
    changes: tuple[str, ...]


def map_request(request: TaskRequest, card: ModelCard) -> Mapped:
    """The nearest request the card can make, of the same prompt and seed."""
    moves = [
        _length(request, card),
        _ratio(request, card),
        _quality(request, card),
        _sound(request, card),
        _pictures(request, card),
    ]
    values: dict[str, Any] = {"model": card.id}
    for found, _ in moves:
        values |= found
    return Mapped(request.model_copy(update=values), tuple(said for _, said in moves if said))


Move = tuple[dict[str, Any], str]


def _length(request: TaskRequest, card: ModelCard) -> Move:
    asked, able = request.duration_seconds, card.durations.values
    most = card.reference_seconds if "references" in card.modes and request.pictures else None
    if most is not None and _pictures(request, card)[0].get("references", request.references):
        able = tuple(value for value in able if value <= most)
    if asked is None or asked in able:
        return {}, ""
    nearest = nearest_length(asked, able)
    return {"duration_seconds": nearest}, f"{nearest} s instead of {asked} s."


def _ratio(request: TaskRequest, card: ModelCard) -> Move:
    asked = request.aspect_ratio
    if asked is None or asked in card.aspect_ratios:
        return {}, ""
    nearest = nearest_ratio(asked, card.aspect_ratios)
    return {"aspect_ratio": nearest}, f"{nearest} instead of {asked}."


def _quality(request: TaskRequest, card: ModelCard) -> Move:
    asked = request.resolution
    if asked is None or asked in card.resolutions:
        return {}, ""
    nearest = nearest_resolution(asked, card.resolutions)
    return {"resolution": nearest}, f"{nearest} instead of {asked}."


def _sound(request: TaskRequest, card: ModelCard) -> Move:
    if request.audio and card.sound == "none":
        return {"audio": None}, "No sound."
    if request.audio is False and card.sound == "always":
        return {}, "With sound."
    return {}, ""


def _pictures(request: TaskRequest, card: ModelCard) -> Move:
    """Pictures keep a part to play if the model knows any."""
    if request.mode in card.modes:
        most = card.max_references
        if request.mode != "references" or len(request.references) <= most:
            return {}, ""
        return {"references": request.references[:most]}, f"The first {most} references only."
    none: dict[str, Any] = {"references": (), "first_frame": None, "last_frame": None}
    if "references" in card.modes:
        kept = request.pictures[: card.max_references]
        return none | {"references": kept}, "The pictures are references, not frames."
    if "first_frame" in card.modes and request.pictures:
        return none | {"first_frame": request.pictures[0]}, "One picture only, as the first frame."
    return none, "From words alone, without the pictures."


def nearest_resolution(resolution: str, able: Iterable[str]) -> str:
    wanted = lines_of(resolution)
    return min(able, key=lambda name: abs(lines_of(name) - wanted))


def nearest_length(seconds: int, able: Sequence[int]) -> int:
    return min(able, key=lambda value: (abs(value - seconds), value))


def lines_of(resolution: str) -> int:
    """The short side in pixels: "720p" is 720, "4k" is 2160."""
    digits = resolution.lower().removesuffix("p").removesuffix("k")
    if not digits.isdigit():
        return UNKNOWN_LINES
    return int(digits) * 540 if resolution.lower().endswith("k") else int(digits)
