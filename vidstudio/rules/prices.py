"""What a model costs now: an admin's price, else the installation's setting, else the catalogue.

Pure: the rules come from the database as they are, with those still to come.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from vidstudio.rules.catalog import DEMO_PROVIDER, Catalog, ModelCard, Price

SORA = "sora-2"


@dataclass(frozen=True)
class Rule:
    """An admin's price from `effective_at` on; without one, back to what holds without admins."""

    model: str
    version: int
    price: Price | None
    effective_at: datetime


class PriceNow(BaseModel):
    """The price of a model at one moment, and the rule it comes from: "kling-3 v7"."""

    model_config = ConfigDict(frozen=True)

    model: str
    price: Price
    rule: str
    free: bool = False  # made on this machine: may cost nothing

    def covers(self, card: ModelCard) -> bool:
        """Whether everything that the card can be asked for has a price."""
        tables = [self.price.silent, *filter(None, (self.price.sound, self.price.pictures))]
        least = 0 if self.free else 1
        return all(table.get(one, -1) >= least for table in tables for one in card.resolutions)


class SoraPrices(NamedTuple):
    """The settings CREDITS_SORA_…; None: as in the catalogue."""

    text_standard: int | None = None
    text_hd: int | None = None
    image_standard: int | None = None
    image_hd: int | None = None

    def over(self, price: Price) -> Price:
        """The catalogue's price with what is set put in its place."""
        silent = {"720p": self.text_standard, "1080p": self.text_hd}
        pictures = {"720p": self.image_standard, "1080p": self.image_hd}
        return Price(
            unit=price.unit,
            silent=price.silent | _set(silent),
            sound=price.sound,
            pictures=(price.pictures or price.silent) | _set(pictures),
        )


def _set(wanted: Mapping[str, int | None]) -> dict[str, int]:
    return {name: credits for name, credits in wanted.items() if credits is not None}


def own_prices(catalog: Catalog, sora: SoraPrices) -> dict[str, Price]:
    """What the settings of this installation put in the place of the catalogue's prices."""
    if SORA not in catalog.cards or all(one is None for one in sora):
        return {}
    return {SORA: sora.over(catalog.cards[SORA].price)}


@dataclass(frozen=True)
class PriceBook:
    """Every rule there is, at one moment."""

    rules: tuple[Rule, ...]
    own: Mapping[str, Price]
    now: datetime

    def of(self, card: ModelCard) -> PriceNow:
        free = card.free and all(route.provider == DEMO_PROVIDER for route in card.routes)
        rule = newest(self.rules, card.id, self.now)
        if rule is not None and rule.price is not None:
            name = f"{card.id} v{rule.version}"
            return PriceNow(model=card.id, price=rule.price, rule=name, free=free)
        if card.id in self.own:
            return PriceNow(model=card.id, price=self.own[card.id], rule="settings", free=free)
        return PriceNow(model=card.id, price=card.price, rule=f"{card.id} catalogue", free=free)

    @property
    def stamp(self) -> str:
        """Changes when a price does."""
        models = sorted({rule.model for rule in self.rules})
        found = (newest(self.rules, model, self.now) for model in models)
        return " ".join(f"{rule.model}:{rule.version}" for rule in found if rule)


def newest(rules: Iterable[Rule], model: str, now: datetime) -> Rule | None:
    """Of the effective rules of a model, the last to become so."""
    effective = (rule for rule in rules if rule.model == model and rule.effective_at <= now)
    return max(effective, key=lambda rule: (rule.effective_at, rule.version), default=None)
