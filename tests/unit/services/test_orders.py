"""Several orders in one transaction: all or none."""

from typing import Any

import pytest
from sqlmodel import func, select

from tests.studio_fixtures import Home
from vidstudio.base.errors import (
    Conflict,
    InsufficientCredits,
    InvalidRequest,
    OverBudget,
    TooManyRequests,
)
from vidstudio.db.tables import Brief, Shot, Task
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import credits, orders
from vidstudio.services.orders import Order
from vidstudio.studio import Studio
from vidstudio.views import TaskView


def wish(home: Home, **changes: Any) -> TaskRequest:
    values: dict[str, Any] = {
        "prompt": "A cup.",
        "model": "kling-3",
        "duration_seconds": 8,
        "resolution": "720p",
    }
    return TaskRequest.model_validate({**values, "shot_id": home.shot_id, **changes})


async def write(studio: Studio, *made: Order) -> tuple[TaskView, ...]:
    return await studio.db.write(lambda session: orders.write_all(session, made))


async def count(studio: Studio) -> int:
    return await studio.db.read(lambda s: s.exec(select(func.count()).select_from(Task)).one())


async def capped(studio: Studio, home: Home, credits: int) -> None:
    who = home.who
    brief = Brief(
        campaign_id=home.campaign_id, workspace_id=who.workspace_id, budget_credits=credits
    )
    await studio.db.write(lambda session: session.add(brief))


async def test_several_orders_are_held_together(studio: Studio, home: Home) -> None:
    made = [await orders.prepare(studio, home.who, wish(home, takes=n)) for n in (1, 2)]
    views = await write(studio, *made)
    assert [view.number for view in views] == [1, 2, 3]
    balance = await credits.balance(studio, home.who)
    assert balance.held_credits == sum(order.needed_credits for order in made) > 0


async def test_one_that_cannot_be_paid_stops_all(studio: Studio, home: Home) -> None:
    dear = wish(home, duration_seconds=15, resolution="1080p")
    made = [await orders.prepare(studio, home.who, dear) for _ in range(4)]
    assert made[0].needed_credits <= 500 < sum(order.needed_credits for order in made)
    with pytest.raises(InsufficientCredits):
        await write(studio, *made)
    assert await count(studio) == 0
    assert (await credits.balance(studio, home.who)).held_credits == 0


async def test_the_cap_counts_the_sum(studio: Studio, home: Home) -> None:
    made = [await orders.prepare(studio, home.who, wish(home)) for _ in range(2)]
    await capped(studio, home, made[0].needed_credits + 1)
    with pytest.raises(OverBudget):
        await write(studio, *made)
    assert await count(studio) == 0
    assert len(await write(studio, made[0])) == 1


async def test_repeated_keys_answer_what_they_made(studio: Studio, home: Home) -> None:
    first = await write(studio, await orders.prepare(studio, home.who, wish(home), "k.0"))
    again = [await orders.prepare(studio, home.who, wish(home), f"k.{n}") for n in range(2)]
    views = await write(studio, *again)
    assert views[0].id == first[0].id
    assert await count(studio) == 2
    other = await orders.prepare(studio, home.who, wish(home, prompt="Other."), "k.0")
    with pytest.raises(InvalidRequest):
        await write(studio, other)


class TestRoom:
    @pytest.fixture
    def setting_changes(self) -> dict[str, object]:
        return {"running_takes": 3}

    async def test_room_is_for_the_sum(self, studio: Studio, home: Home) -> None:
        request = wish(home, model="animatic", duration_seconds=4, takes=2)
        made = [await orders.prepare(studio, home.who, request) for _ in range(2)]
        with pytest.raises(TooManyRequests):
            await write(studio, *made)
        assert await count(studio) == 0


async def test_a_removed_shot_takes_nothing_new(studio: Studio, home: Home) -> None:
    def remove(session: Any) -> None:
        session.get(Shot, home.shot_id).removed_at = studio.clock.now()

    await studio.db.write(remove)
    with pytest.raises(Conflict):
        await write(studio, await orders.prepare(studio, home.who, wish(home)))
