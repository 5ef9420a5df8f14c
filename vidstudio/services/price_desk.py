"""Prices as admins look at them: in force, without admins, and beside the providers' bills."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, cast

from sqlmodel import Session, col, select

from vidstudio import pricelist
from vidstudio.db.tables import Task
from vidstudio.rules.catalog import ModelCard, Price
from vidstudio.rules.prices import PriceBook
from vidstudio.rules.pricing import Quote
from vidstudio.rules.requests import Parameters
from vidstudio.services.guards import require_admin
from vidstudio.studio import Studio, Who
from vidstudio.views.prices import PricedModelView

BILLS_DAYS = 90
_NEWEST = 5000
Bills = dict[str, dict[str, list[float]]]  # microdollars for a unit, by model and resolution


async def models(studio: Studio, who: Who) -> tuple[PricedModelView, ...]:
    """Every model that is not retired, in the order of the catalogue."""
    require_admin(who)
    now = studio.clock.now()

    def look(session: Session) -> tuple[PricedModelView, ...]:
        # Not the kept ones: an admin sees what was just saved.
        book = PriceBook(pricelist.rules(session), studio.catalog.own_prices, now)
        bills = _bills(session, now)
        cards = studio.catalog.cards.values()
        here = [card for card in cards if card.lifecycle.state != "retired"]
        return tuple(_view(card, book, bills.get(card.id, {})) for card in here)

    return await studio.db.read(look)


def _bills(session: Session, now: datetime) -> Bills:
    """Of the newest takes that a provider has billed."""
    parameters, quote = cast(Any, Task.parameters), cast(Any, Task.quote)
    query: Any = (
        select(Task.model, parameters, quote, Task.cost_microdollars)
        .where(
            col(Task.cost_microdollars).is_not(None),
            col(Task.terminal_at) >= now - timedelta(days=BILLS_DAYS),
        )
        .order_by(col(Task.terminal_at).desc())
        .limit(_NEWEST)
    )
    bills: Bills = defaultdict(lambda: defaultdict(list))
    found = cast(list[tuple[str, Any, Any, int]], session.exec(query).all())  # pyright: ignore[reportUnknownMemberType] JSON columns
    for model, wanted, frozen, cost in found:
        units = Quote.model_validate(frozen).units
        if cost > 0 and units > 0:
            bills[model][Parameters.model_validate(wanted).resolution].append(cost / units)
    return bills


def _view(card: ModelCard, book: PriceBook, bills: dict[str, list[float]]) -> PricedModelView:
    now = book.of(card)
    to_come = [
        r.effective_at for r in book.rules if r.model == card.id and r.effective_at > book.now
    ]
    return PricedModelView(
        id=card.id,
        name=card.name,
        vendor=card.vendor,
        glyph=card.glyph,
        resolutions=card.resolutions,
        usual_seconds=card.durations.default,
        sound=card.sound == "optional",
        pictures=set(card.modes) != {"text"},
        unit=now.price.unit,
        rule=_rule(now.rule),
        prices=_tables(now.price),
        own=_tables(book.own.get(card.id, card.price)),
        free=now.free,
        complete=now.covers(card),
        to_come_at=min(to_come, default=None),
        costs_microdollars={
            resolution: round(sum(found) / len(found)) for resolution, found in bills.items()
        },
        takes=sum(len(found) for found in bills.values()),
    )


def _rule(name: str) -> str:
    """“kling-3 v7” is “v7” beside the model's name."""
    return name.rpartition(" ")[2]


def _tables(price: Price) -> dict[str, Any]:
    return {"silent": price.silent, "sound": price.sound, "pictures": price.pictures}
