"""What is charged: for what arrived, at the price of the quote, from lots that may have ended."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.faults.shop import Shop
from tests.faults.test_money import PAID
from tests.faults.test_money import desk as desk
from tests.faults.test_money import promises as promises
from tests.properties.desk import PRICE, TO_STORING, Desk
from tests.studio_fixtures import Home
from vidstudio import transitions
from vidstudio.db.tables import Task
from vidstudio.rules.catalog import Price
from vidstudio.rules.pricing import Quote
from vidstudio.services import prices, tasks
from vidstudio.services.prices import PriceRequest
from vidstudio.studio import Studio
from vidstudio.transitions import Output


@pytest.mark.fault("F-41")
@pytest.mark.parametrize(
    ("unit", "delivered", "charge"),
    [("second", 5.0, 25), ("second", 4.3, 25), ("second", 9.0, PRICE), ("video", 1.0, PRICE)],
)
async def test_what_arrived_is_charged_and_never_more_than_the_quote(
    desk: Desk, studio: Studio, unit: str, delivered: float, charge: int
) -> None:
    quote = Quote(
        model="kling-3",
        unit=unit,
        units=8 if unit == "second" else 1,
        per_unit_credits=5 if unit == "second" else PRICE,
        amount_credits=PRICE,
        priced="8 s, 720p",
    )
    task = desk.task
    task.quote = quote.model_dump()
    output = Output(desk.asset("output"), desk.asset("poster"), delivered)
    now = studio.clock.now()
    desk.do(lambda session: transitions.succeed(session, task, output, "tester", now))
    assert (desk.task.charged, desk.purse.ending(desk.id).captured) == (charge, charge)
    assert desk.purse.balance.held == 0


@pytest.mark.fault("F-42")
async def test_a_price_changed_meanwhile_is_for_what_is_made_afterwards(
    shop: Shop, home: Home
) -> None:
    studio, who = shop.studio, home.who
    (before,) = await tasks.create(studio, who, PAID)
    dear = Price(unit="second", silent={"720p": 20, "1080p": 30, "4k": 50})
    now = studio.clock.now()
    wish = PriceRequest(model="kling-3", price=dear, effective_on=now, reason="Dearer")
    await prices.set_price(studio, who, wish)
    (after,) = await tasks.create(studio, who, PAID)
    assert (before.quoted_credits, after.quoted_credits) == (56, 160)

    def charge(session: Session) -> int:
        task = session.get_one(Task, before.id)
        return transitions.charge(Quote.model_validate(task.quote), 8.0)

    assert await studio.db.read(charge) == 56
    assert (await tasks.get(studio, who, before.id)).again_credits == 160


@pytest.mark.fault("F-47")
@pytest.mark.fault("F-48")
@pytest.mark.parametrize("how", ["succeed", "fail"])
async def test_a_lot_that_ends_meanwhile(shop: Shop, home: Home, how: str) -> None:
    """Paid from what was held; after a failure it comes back for 72 hours."""
    studio = shop.studio
    desk = Desk(studio, home)
    now = studio.clock.now()
    soon = text("UPDATE credit_lot SET expires_at = :at").bindparams(
        at=(now + timedelta(hours=1)).replace(tzinfo=None if studio.db.sqlite else now.tzinfo)
    )
    await studio.db.write(lambda session: session.execute(soon))
    desk.move(*TO_STORING)
    shop.shift.by = timedelta(hours=2)
    desk.purse.expire()
    getattr(desk, how)(desk.task)
    if how == "succeed":
        assert (desk.purse.balance.available, desk.task.charged) == (0, PRICE)
        return
    first, grace = desk.purse.lots
    assert (first.expired, grace.amount, grace.source) == (500, PRICE, "grace")
    assert grace.origin_lot_id == first.id
    assert desk.purse.balance.available == PRICE
