"""One price for what is shown, estimated, held and charged; admins may change it, with a date."""

import asyncio
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.studio_fixtures import Home, Timepiece
from vidstudio import pricelist
from vidstudio.base.clock import Clock
from vidstudio.base.errors import InsufficientCredits, InvalidRequest, NotAllowed
from vidstudio.db.tables import PriceRule, Task
from vidstudio.rules.catalog import Price
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import models, offers, prices, tasks
from vidstudio.services.prices import PriceRequest
from vidstudio.studio import Studio, open_studio

DEAR = Price(unit="second", silent={"720p": 20, "1080p": 30, "4k": 50})
PAID = TaskRequest(prompt="A cup.", model="kling-3", duration_seconds=8, resolution="720p")
SORA = TaskRequest(prompt="A cup.", model="sora-2", resolution="720p")


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


def wish(since: datetime, price: Price | None = DEAR, model: str = "kling-3") -> PriceRequest:
    return PriceRequest(model=model, price=price, effective_on=since, reason="List price")


async def shown(studio: Studio, model: str = "kling-3") -> dict[str, int]:
    views = await models.catalogue(studio)
    return next(view.price_silent for view in views if view.id == model)


async def test_every_door_tells_the_price_that_is_set(studio: Studio, home: Home) -> None:
    (old,) = await tasks.create(studio, home.who, PAID)
    assert (await shown(studio))["720p"] == 7
    await prices.set_price(studio, home.who, wish(studio.clock.now()))
    assert (await shown(studio))["720p"] == 20
    assert (await prices.current(studio))["kling-3"].rule == "kling-3 v1"
    (new,) = await tasks.create(studio, home.who, PAID)
    assert (old.quoted_credits, new.quoted_credits) == (56, 160)
    seen = await tasks.get(studio, home.who, old.id)
    assert (seen.quoted_credits, seen.again_credits) == (56, 160)
    offer = await tasks.final_offer(studio, home.who, old.id)
    assert offer.price_credits == 160
    rows = await studio.db.read(lambda s: [s.get_one(Task, v.id).quote for v in (old, new)])
    assert [row["rule"] for row in rows] == ["kling-3 catalogue", "kling-3 v1"]


async def test_who_began_to_read_before_leaves_no_old_prices_behind(
    studio: Studio, home: Home
) -> None:
    """A page hears of the change and looks at once: it must not find what another has read."""
    began, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> str:
        session.exec(select(PriceRule.id)).all()  # from here on it sees this moment's rows
        began.set()
        go_on.wait(10)
        card = studio.catalog.card("kling-3")
        return pricelist.book(session, studio.catalog, studio.clock.now()).of(card).rule

    reading = asyncio.create_task(studio.db.read(slow))
    assert await asyncio.to_thread(began.wait, 10)
    await prices.set_price(studio, home.who, wish(studio.clock.now()))
    go_on.set()
    assert await reading == "kling-3 catalogue"
    assert (await prices.current(studio))["kling-3"].rule == "kling-3 v1"
    assert (await shown(studio))["720p"] == 20


async def test_prices_are_kept_for_a_moment_again(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    await prices.set_price(studio, home.who, wish(studio.clock.now()))
    await prices.current(studio)
    assert pricelist.kept(studio.catalog, studio.clock.now()) is None
    timepiece.advance(seconds=2.5)
    await prices.current(studio)
    assert pricelist.kept(studio.catalog, studio.clock.now()) is not None


async def test_an_offer_of_planned_shots_has_that_price_too(studio: Studio, home: Home) -> None:
    wishes = [offers.MakeWish(shot_id=home.shot_id, model="kling-3", takes=1)]

    def about() -> Any:
        return studio.db.read(
            lambda s: offers.priced(s, studio, home.who, home.campaign_id, wishes)
        )

    (before,) = await about()
    await prices.set_price(studio, home.who, wish(studio.clock.now()))
    (after,) = await about()
    assert before.model == after.model == "kling-3"
    assert after.amount_credits == 20 * after.duration_seconds != before.amount_credits


async def test_a_price_to_come_counts_from_its_moment_and_none_goes_back(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    tomorrow = timepiece.time + timedelta(days=1)
    told = await prices.set_price(studio, home.who, wish(tomorrow))
    assert (told.version, told.to_come) == (1, True)
    await prices.set_price(studio, home.who, wish(tomorrow + timedelta(days=1), None))
    for expected in (7, 20, 7):
        assert (await shown(studio))["720p"] == expected
        timepiece.advance(days=1)
    versions = await prices.history(studio, home.who, "kling-3")
    assert [(one.version, one.to_come) for one in versions] == [(2, False), (1, False)]


async def test_another_process_hears_of_it_within_a_second(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    other = open_studio(studio.settings, timepiece.clock)
    assert (await shown(other))["720p"] == 7
    await prices.set_price(studio, home.who, wish(timepiece.time))
    timepiece.advance(1)
    assert (await shown(other))["720p"] == 20
    other.db.close()


@pytest.mark.parametrize(
    ("price", "field"),
    [
        ({"unit": "second", "silent": {"720p": 20}}, "price"),
        ({"unit": "second", "silent": {"720p": 20, "1080p": 0, "4k": 50}}, "price"),
        ({"unit": "second", "silent": DEAR.silent, "sound": {"720p": 5}}, "price"),
    ],
)
async def test_a_price_that_leaves_something_without_one_is_refused(
    studio: Studio, home: Home, price: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        await prices.set_price(
            studio, home.who, wish(studio.clock.now(), Price.model_validate(price))
        )
    assert refusal.value.field == field
    assert await prices.history(studio, home.who, "kling-3") == ()


async def test_only_admins_and_not_for_the_past(studio: Studio, home: Home) -> None:
    now = studio.clock.now()
    nobody = type(home.who)(home.who.user_id, home.who.workspace_id, "owner", "browser")
    with pytest.raises(NotAllowed):
        await prices.set_price(studio, nobody, wish(now))
    with pytest.raises(InvalidRequest, match="past"):
        await prices.set_price(studio, home.who, wish(now - timedelta(days=1)))


async def test_what_has_no_price_cannot_be_used(studio: Studio, home: Home) -> None:
    """A row of the catalogue that somebody has broken."""
    card = studio.catalog.card("kling-3")
    broken = Price(unit="second", silent={"720p": 0, "1080p": 9, "4k": 34})
    studio.catalog.cards[card.id] = card.model_copy(update={"price": broken})
    with pytest.raises(InvalidRequest, match="No price is set") as refusal:
        await tasks.create(studio, home.who, PAID)
    assert refusal.value.code == "no_price"
    view = next(view for view in await models.catalogue(studio) if view.id == card.id)
    assert (view.available, view.unavailable_reason) == (False, "No price is set")


class TestSettings:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"credits_text_hd": 44, "credits_image_standard": 27}

    async def test_the_named_settings_are_honoured(self, studio: Studio, home: Home) -> None:
        price = (await prices.current(studio))["sora-2"]
        assert price.rule == "settings"
        assert price.price.silent == {"720p": 20, "1080p": 44}
        assert price.price.pictures == {"720p": 27, "1080p": 35}
        assert await shown(studio, "sora-2") == {"720p": 20, "1080p": 44}

    async def test_an_admin_stands_above_them_and_none_goes_back_to_them(
        self, studio: Studio, home: Home, timepiece: Timepiece
    ) -> None:
        own = Price(unit="video", silent={"720p": 1, "1080p": 2})
        await prices.set_price(studio, home.who, wish(timepiece.time, own, "sora-2"))
        assert (await shown(studio, "sora-2"))["1080p"] == 2
        timepiece.advance(1)
        await prices.set_price(studio, home.who, wish(timepiece.time, None, "sora-2"))
        assert (await shown(studio, "sora-2"))["1080p"] == 44


class TestPoor:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"running_takes": 1000, "creates_per_minute": 1000}

    async def test_the_refusal_has_the_words_of_the_contract(
        self, studio: Studio, home: Home
    ) -> None:
        many = [SORA.model_copy(update={"takes": 4})] * 6
        for one in many:
            await tasks.create(studio, home.who, one)
        with pytest.raises(InsufficientCredits) as refusal:
            await tasks.create(studio, home.who, SORA.model_copy(update={"resolution": "1080p"}))
        assert str(refusal.value) == (
            "Insufficient credits. Required: 30 credits (hd quality). Available: 20 credits."
        )
        with pytest.raises(InsufficientCredits, match=r"56 credits \(8 s, 720p\)"):
            await tasks.create(studio, home.who, PAID)
