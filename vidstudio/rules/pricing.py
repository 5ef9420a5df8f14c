"""One pricing function makes the estimate, the hold and the charge. Whole credits, rounded up."""

import math

from pydantic import BaseModel, ConfigDict

from vidstudio.rules.catalog import ModelCard
from vidstudio.rules.requests import QUALITY_RESOLUTION, Parameters

_QUALITIES = {resolution: name for name, resolution in QUALITY_RESOLUTION.items()}


class Quote(BaseModel):
    """A price frozen on the task: `amount_credits` = `per_unit_credits` × `units`."""

    model_config = ConfigDict(frozen=True)

    model: str
    unit: str
    units: int
    per_unit_credits: int
    amount_credits: int
    priced: str  # what was priced, in words: "8 s, 1080p", "hd quality"


def quote(card: ModelCard, parameters: Parameters) -> Quote:
    per_unit = card.price.per_unit(
        parameters.resolution, audio=parameters.audio, pictures=bool(parameters.pictures)
    )
    units = parameters.duration_seconds if card.price.unit == "second" else 1
    return Quote(
        model=card.id,
        unit=card.price.unit,
        units=units,
        per_unit_credits=per_unit,
        amount_credits=per_unit * units,
        priced=_in_words(card, parameters),
    )


def _in_words(card: ModelCard, parameters: Parameters) -> str:
    """What the price hangs on: of a video its quality, else length and resolution."""
    quality = _QUALITIES.get(parameters.resolution)
    if card.price.unit == "video" and quality:
        return f"{quality} quality"
    return f"{parameters.duration_seconds} s, {parameters.resolution}"


# A container's last frame may end a little before or after the second that was bought.
DURATION_TOLERANCE_SECONDS = 0.25


def charge(price: Quote, delivered_seconds: float) -> int:
    """What a delivered video costs: per-second models the seconds that arrived, rounded up.

    Never above the quote.
    """
    if price.unit != "second":
        return price.amount_credits
    seconds = max(1, math.ceil(delivered_seconds - DURATION_TOLERANCE_SECONDS))
    return min(price.amount_credits, price.per_unit_credits * seconds)
