"""The one door to prices: what is shown, estimated, held and charged comes from here."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, func, select

from vidstudio import pricelist
from vidstudio.base.errors import InvalidRequest, NotAllowed
from vidstudio.db.session import one_at_a_time
from vidstudio.db.tables import PriceRule, User
from vidstudio.rules import pricing
from vidstudio.rules.catalog import ModelCard, Price
from vidstudio.rules.prices import PriceBook, PriceNow, Rule, newest
from vidstudio.rules.pricing import Quote
from vidstudio.rules.requests import Parameters
from vidstudio.services import audit
from vidstudio.studio import Studio, Who
from vidstudio.views import PriceRuleView

_PAST = timedelta(minutes=5)  # "now" by the clock of an admin's form
_SHOWN = 100


class PriceRequest(BaseModel):
    """A price from `effective_on` on; None goes back to the catalogue's."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    model: str = Field(max_length=60)
    price: Price | None
    effective_on: datetime
    reason: str = Field(min_length=1, max_length=200)


async def book(studio: Studio) -> PriceBook:
    """The prices of this moment."""
    there = pricelist.kept(studio.catalog, studio.clock.now())
    return there or await studio.db.read(lambda session: book_in(session, studio))


def book_in(session: Session, studio: Studio) -> PriceBook:
    """The same inside a transaction."""
    return pricelist.book(session, studio.catalog, studio.clock.now())


async def current(studio: Studio) -> dict[str, PriceNow]:
    """The price of every model now, by its id."""
    prices = await book(studio)
    return {card.id: prices.of(card) for card in studio.catalog.cards.values()}


def quote(prices: PriceBook, card: ModelCard, wanted: Parameters) -> Quote:
    """Raises CapabilityMismatch for what has no price."""
    return pricing.quote(prices.of(card), wanted)


async def set_price(studio: Studio, who: Who, request: PriceRequest) -> PriceRuleView:
    """An admin's price of a model, from a moment on that may lie ahead. Running takes keep theirs.

    Raises InvalidRequest for a price that leaves something without one, and for the past.
    """
    _require_admin(who)
    now, card = studio.clock.now(), studio.catalog.card(request.model)
    since = _checked(request, card, now)

    def work(session: Session) -> PriceRuleView:
        one_at_a_time(session, f"price {card.id}")
        before = newest(pricelist.rules(session), card.id, now)
        row = _row(session, studio, who, request, since)
        session.add(row)
        told = {"before": _told(before.price if before else None), "after": _told(request.price)}
        after = (told["after"] or {}) | {"effective_at": since.isoformat(), "version": row.version}
        thing, why = ("price.set", "model", card.id), request.reason
        audit.record(session, studio, who, *thing, reason=why, before=told["before"], after=after)
        pricelist.announce(session)
        session.flush()
        # Before anybody hears of it: a page that looks at once must not find the old ones kept.
        pricelist.forget(studio.catalog, now)
        return _views(session, studio, [row])[0]

    view = await studio.db.write(work)
    pricelist.forget(studio.catalog, studio.clock.now())
    return view


async def history(studio: Studio, who: Who, model: str) -> tuple[PriceRuleView, ...]:
    """An admin's prices of a model, the newest first."""
    _require_admin(who)
    card = studio.catalog.card(model)
    query = select(PriceRule).where(PriceRule.model == card.id)
    query = query.order_by(col(PriceRule.version).desc()).limit(_SHOWN)
    return await studio.db.read(lambda s: _views(s, studio, s.exec(query).all()))


def _checked(request: PriceRequest, card: ModelCard, now: datetime) -> datetime:
    """From when on the price counts."""
    if request.effective_on.tzinfo is None:
        raise InvalidRequest("The date needs its time zone.", "effective_on")
    since = request.effective_on.astimezone(UTC)
    if since < now - _PAST:
        raise InvalidRequest("A price cannot count from a past day on.", "effective_on")
    if request.price is not None:
        asked = PriceBook((Rule(card.id, 1, request.price, now),), {}, now).of(card)
        if not asked.covers(card):
            needed = ", ".join(card.resolutions)
            raise InvalidRequest(f"1 credit or more for each of {needed}.", "price")
    return max(since, now)


def _row(
    session: Session, studio: Studio, who: Who, request: PriceRequest, since: datetime
) -> PriceRule:
    last = select(func.coalesce(func.max(PriceRule.version), 0))
    return PriceRule(
        id=studio.clock.new_id(),
        model=request.model,
        version=session.exec(last.where(PriceRule.model == request.model)).one() + 1,
        price=_told(request.price),
        effective_at=since,
        reason=request.reason,
        actor=who.user_id,
        created_at=studio.clock.now(),
    )


def _told(price: Price | None) -> dict[str, Any] | None:
    return None if price is None else price.model_dump()


def _views(
    session: Session, studio: Studio, rows: Sequence[PriceRule]
) -> tuple[PriceRuleView, ...]:
    named = select(User.id, User.name).where(col(User.id).in_({row.actor for row in rows}))
    names = dict(session.exec(named).all()) if rows else {}
    now = studio.clock.now()
    return tuple(
        PriceRuleView(
            **row.model_dump(include={"model", "version", "price", "effective_at", "reason"}),
            by=names.get(row.actor, ""),
            to_come=row.effective_at > now,
        )
        for row in rows
    )


def _require_admin(who: Who) -> None:
    if not who.is_admin:
        raise NotAllowed
