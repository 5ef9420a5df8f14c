"""The catalogue: what people can choose, what it can do, and what it costs. Data, no I/O."""

import tomllib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from vidstudio.base.errors import InvalidRequest

Mode = Literal["text", "first_frame", "first_last", "references"]
Sound = Literal["none", "optional", "always"]
Switch = Literal["sora_2_served"]
DEMO_PROVIDER = "local"
# Demo rendering shows a model's typical time this many times faster.
DEMO_SPEED_UP = 12.0


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Durations(_Frozen):
    """Whole seconds from `min` to `max` in steps: the stops of the length slider."""

    min: int = Field(ge=1)
    max: int = Field(le=600)
    step: int = Field(1, ge=1)
    default: int = 8

    @cached_property
    def values(self) -> tuple[int, ...]:
        return tuple(range(self.min, self.max + 1, self.step))

    def nearest(self, seconds: int) -> int:
        return min(self.values, key=lambda value: (abs(value - seconds), value))


Credits = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class Price(_Frozen):
    """Whole credits per `unit`, by resolution.

    `silent` is the base; `sound` applies where sound costs otherwise, `pictures` where a
    request with a frame or reference does. `pictures` wins.
    """

    unit: Literal["second", "video"]
    silent: dict[str, Credits]
    sound: dict[str, Credits] = {}
    pictures: dict[str, Credits] = {}

    def per_unit(self, resolution: str, *, audio: bool, pictures: bool) -> int:
        if pictures and self.pictures:
            return self.pictures[resolution]
        return (self.sound if audio and self.sound else self.silent)[resolution]


class Lifecycle(_Frozen):
    state: Literal["active", "deprecated", "retired"] = "active"
    on: str | None = None
    successor: str | None = None


class Route(_Frozen):
    """One way to a model: a provider and that provider's name for it.

    What else is set replaces what the card says: a route's own limits rule. A route of
    `only_if` is there where the operator has switched that on.
    """

    provider: str
    model: str
    only_if: Switch | None = None
    modes: tuple[Mode, ...] | None = None
    durations: Durations | None = None
    aspect_ratios: tuple[str, ...] | None = None
    resolutions: tuple[str, ...] | None = None
    max_references: int | None = None
    reference_seconds: int | None = None
    negative_prompt: bool | None = None
    avoid_limit: int | None = None

    @property
    def limits(self) -> dict[str, Any]:
        return self.model_dump(exclude={"provider", "model", "only_if"}, exclude_none=True)


class ModelCard(_Frozen):
    id: str
    name: str
    vendor: str
    glyph: str = Field(min_length=1, max_length=2)
    good_at: str
    quality_stars: int = Field(ge=1, le=5)
    speed: Literal["fast", "medium", "slow"]
    modes: tuple[Mode, ...]
    durations: Durations
    aspect_ratios: tuple[str, ...]
    resolutions: tuple[str, ...]
    sound: Sound = "none"
    max_references: int = 0
    reference_seconds: int | None = None  # the longest clip that is made from references
    negative_prompt: bool = False
    avoid_limit: int = Field(1000, ge=1, le=1000)
    seed: bool = True
    prompt_limit: int = Field(5000, ge=1, le=5000)
    usual_seconds: int = Field(ge=1)
    new: bool = False  # to be pointed out in the picker
    usual_grows: bool = False  # with the length of the clip; `usual_seconds` is for the default
    price: Price
    lifecycle: Lifecycle = Lifecycle()
    routes: tuple[Route, ...] = ()

    @model_validator(mode="after")
    def _priced(self) -> "ModelCard":
        missing = [r for r in self.resolutions if r not in self.price.silent]
        if missing:
            raise ValueError(f"{self.id}: no price for {', '.join(missing)}")
        return self

    def by(self, route: Route) -> "ModelCard":
        """This card as that route can make it."""
        if not route.limits:
            return self
        return ModelCard.model_validate({**self.model_dump(), **route.limits})

    def usual(self, duration_seconds: int | None = None) -> float:
        """The typical wait in seconds for a clip of that length that is made for real."""
        if self.usual_grows and duration_seconds:
            return self.usual_seconds * duration_seconds / self.durations.default
        return float(self.usual_seconds)

    @property
    def free(self) -> bool:
        return not any((*self.price.silent.values(), *self.price.sound.values()))


class Choice(_Frozen):
    """A card with what this installation can do with it now."""

    card: ModelCard
    route: Route | None
    demo: bool
    unavailable_reason: str | None = None

    @property
    def available(self) -> bool:
        return self.route is not None

    def usual_seconds(self, duration_seconds: int | None = None) -> int:
        """The typical wait for a clip of that length, in whole seconds."""
        usual = self.card.usual(duration_seconds) / (DEMO_SPEED_UP if self.demo else 1.0)
        return max(2, round(usual))


class Catalog:
    """All cards in the order of the file; `default` is the first.

    `switches` open the routes that ask for them. `own_prices` are those of this installation's
    settings, by model id.
    """

    def __init__(
        self, cards: Iterable[ModelCard], switches: frozenset[Switch] = frozenset()
    ) -> None:
        self.cards = {card.id: _open(card, switches) for card in cards}
        self.own_prices: dict[str, Price] = {}
        for card in self.cards.values():
            successor = card.lifecycle.successor
            if successor and successor not in self.cards:
                raise ValueError(f"{card.id}: unknown successor {successor}")

    @classmethod
    def load(cls, path: Path, switches: frozenset[Switch] = frozenset()) -> "Catalog":
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls((ModelCard(id=key, **row) for key, row in data["models"].items()), switches)

    def card(self, model_id: str) -> ModelCard:
        try:
            return self.cards[model_id]
        except KeyError:
            raise InvalidRequest(
                f"There is no model “{model_id[:60]}”.", "model", code="unknown_model"
            ) from None

    def choice(self, model_id: str, providers: frozenset[str], *, demo: bool) -> Choice:
        """The route this card would take, given the configured providers, and its limits."""
        card = self.card(model_id)
        for route in card.routes:
            if route.provider in providers:
                return Choice(card=card.by(route), route=route, demo=False)
        if demo:
            stand_in = Route(provider=DEMO_PROVIDER, model="animatic")
            return Choice(card=card, route=stand_in, demo=True)
        return Choice(
            card=card, route=None, demo=False, unavailable_reason=_reason(card, providers)
        )

    def choices(self, providers: frozenset[str], *, demo: bool) -> tuple[Choice, ...]:
        return tuple(self.choice(model_id, providers, demo=demo) for model_id in self.cards)


def _open(card: ModelCard, switches: frozenset[Switch]) -> ModelCard:
    """Without the routes that nobody has switched on."""
    routes = tuple(route for route in card.routes if route.only_if in {None, *switches})
    return card if routes == card.routes else card.model_copy(update={"routes": routes})


def _reason(card: ModelCard, providers: frozenset[str]) -> str:
    if card.lifecycle.state == "retired":
        return "Retired"
    others = providers - {DEMO_PROVIDER}
    return "No connected provider has it" if others else "No provider connected"
