"""Prices as admins set them."""

from datetime import datetime
from typing import Any

from vidstudio.views.base import View


class PriceRuleView(View):
    """One price of a model; `price` None goes back to the catalogue's. `by` is a name."""

    model: str
    version: int
    price: dict[str, Any] | None
    effective_at: datetime
    reason: str
    by: str
    to_come: bool


class PricedModelView(View):
    """A model with its price in force, and what its providers bill, where that is known.

    `own` is the price without admins: the settings' or the catalogue's. `costs_microdollars` is
    the mean bill for a unit, by resolution. `sound` and `pictures` say whether such a price can be.
    """

    id: str
    name: str
    vendor: str
    glyph: str
    resolutions: tuple[str, ...]
    usual_seconds: int  # of a clip
    sound: bool
    pictures: bool
    unit: str
    rule: str
    prices: dict[str, dict[str, int]]
    own: dict[str, dict[str, int]]
    free: bool
    complete: bool  # everything that can be asked for has a price
    to_come_at: datetime | None
    costs_microdollars: dict[str, int]
    takes: int  # that are behind these costs
