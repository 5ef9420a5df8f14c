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
