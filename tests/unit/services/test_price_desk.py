"""Prices as admins look at them: in force, to come, and beside what providers bill."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from tests.studio_fixtures import Home, Timepiece
from tests.unit.services.entering import plain
from vidstudio.base.clock import Clock
from vidstudio.base.errors import NotAllowed
from vidstudio.db.tables import Task
from vidstudio.rules.catalog import Price
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import price_desk, prices, tasks
from vidstudio.services.prices import PriceRequest
from vidstudio.studio import Studio
from vidstudio.ui.admin_prices_rows import model_row
from vidstudio.views.prices import PricedModelView

DEAR = Price(unit="second", silent={"720p": 20, "1080p": 30, "4k": 50})


@pytest.fixture
def promises() -> tuple[str, ...]:
    """A bill is written here for a take that nobody made."""
    return ("I-2", "I-3")


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


async def kling(studio: Studio, home: Home) -> PricedModelView:
    found = await price_desk.models(studio, home.who)
    return next(one for one in found if one.id == "kling-3")


async def test_the_price_in_force_stands_beside_the_catalogues(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    before = await kling(studio, home)
    assert (before.rule, before.prices["silent"]["720p"], before.to_come_at) == (
        "catalogue",
        7,
        None,
    )
    tomorrow = timepiece.time + timedelta(days=1)
    asked = PriceRequest(model="kling-3", price=DEAR, effective_on=tomorrow, reason="List")
    await prices.set_price(studio, home.who, asked)
    waiting = await kling(studio, home)
    assert (waiting.rule, waiting.to_come_at) == ("catalogue", tomorrow)
    timepiece.advance(days=1)
    now = await kling(studio, home)
    assert (now.rule, now.prices["silent"]["720p"], now.own["silent"]["720p"]) == ("v1", 20, 7)
    assert now.complete


async def test_what_providers_bill_is_told_for_a_unit(studio: Studio, home: Home) -> None:
    wish = TaskRequest(prompt="A cup", model="kling-3", duration_seconds=8, resolution="720p")
    (take,) = await tasks.create(studio, home.who, wish)

    def billed(session: Session) -> None:
        row = session.get_one(Task, take.id)
        row.state, row.cost_microdollars = "succeeded", 680_000
        row.terminal_at = studio.clock.now()
        session.add(row)

    await studio.db.write(billed)
    view = await kling(studio, home)
    assert (view.costs_microdollars, view.takes) == ({"720p": 85_000}, 1)
    row = model_row(view, studio.settings.credit_usd, studio.clock.now())
    assert (row.usual, row.cost, row.below) == ("56", "$0.68", True)
    assert row.margin.startswith("−21")


async def test_only_admins_see_what_things_cost_us(studio: Studio, home: Home) -> None:
    with pytest.raises(NotAllowed):
        await price_desk.models(studio, plain(home))
