"""One pricing function makes the estimate, the hold and the charge. Whole credits, rounded up."""

import math

from pydantic import BaseModel, ConfigDict

from vidstudio.base.errors import CapabilityMismatch
from vidstudio.rules.prices import PriceNow
from vidstudio.rules.requests import QUALITY_RESOLUTION, Parameters


class Quote(BaseModel):
    """A price frozen on the task: `amount_credits` = `per_unit_credits` × `units`."""

    model_config = ConfigDict(frozen=True)

    model: str
    unit: str
    units: int
    per_unit_credits: int
    amount_credits: int
    priced: str  # what was priced, in words: "8 s, 1080p"
    rule: str = ""  # which price it was: "kling-3 v7", "kling-3 catalogue", "settings"


def quote(price: PriceNow, parameters: Parameters) -> Quote:
    """What a video with these parameters costs. Raises CapabilityMismatch where no price is
    known: nothing is made for an amount that nobody has set."""
    try:
        per_unit = price.price.per_unit(
            parameters.resolution, audio=parameters.audio, pictures=bool(parameters.pictures)
        )
    except KeyError:
        per_unit = 0
    if per_unit < (0 if price.free else 1):
        raise CapabilityMismatch(
            f"No price is set for {parameters.resolution}. Ask an admin.", "model", code="no_price"
        )
    unit = price.price.unit
    units = parameters.duration_seconds if unit == "second" else 1
    return Quote(
        model=price.model,
        unit=unit,
        units=units,
        per_unit_credits=per_unit,
        amount_credits=per_unit * units,
        priced=_priced(price, parameters),
        rule=price.rule,
    )


_QUALITY = {resolution: word for word, resolution in QUALITY_RESOLUTION.items()}


def _priced(price: PriceNow, parameters: Parameters) -> str:
    """“standard quality” where a video has one price for each quality, else “8 s, 1080p”."""
    word = _QUALITY.get(parameters.resolution)
    if word and price.price.unit == "video" and not price.free:
        return f"{word} quality"
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
