"""A host whose clock is wrong, on a database that it shares with others."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, update

from tests.faults.shop import Shop
from vidstudio.base.clock import Clock
from vidstudio.db.tables import Task
from vidstudio.engine import leases
from vidstudio.engine.claim import Free, claim
from vidstudio.engine.crew import Crew
from vidstudio.studio import Studio, close_studio, open_studio

pytestmark = [
    pytest.mark.fault("F-67"),
    pytest.mark.database("postgres", reason="a SQLite file has one host"),
]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=[timedelta(hours=1), timedelta(hours=-1), timedelta(days=1)])
async def wrong(studio: Studio, request: pytest.FixtureRequest) -> AsyncIterator[Studio]:
    """A second host, whose clock is off."""
    opened = open_studio(studio.settings, Clock(now=lambda: datetime.now(UTC) + request.param))
    yield opened
    await close_studio(opened)


async def claimed(studio: Studio, name: str) -> list[str]:
    tasks = await claim(studio, name, Crew(studio), Free(hands=10, looks=10))
    return [task.id for task in tasks]


async def test_it_steals_no_lease_and_gives_none_away(shop: Shop, wrong: Studio) -> None:
    (take,) = await shop.order()
    assert await claimed(shop.studio, "right:1") == [take]
    assert await claimed(wrong, "wrong:1") == []
    assert await leases.renew(wrong, "right:1", {take: 1}) == set()
    (task,) = await shop.tasks()
    assert task.lease_until is not None
    left = (task.lease_until - datetime.now(UTC)).total_seconds()
    assert 0 < left <= shop.studio.settings.lease_seconds


async def test_it_claims_what_has_lapsed_and_what_is_new(shop: Shop, wrong: Studio) -> None:
    lapsed, new = await shop.order(count=2)

    def lapse(session: Session) -> None:
        past = datetime.now(UTC) - timedelta(seconds=5)
        values = {"lease_owner": "gone:1", "lease_until": past, "lease_token": 1}
        session.exec(update(Task).where(col(Task.id) == lapsed).values(**values))

    await shop.studio.db.write(lapse)
    assert sorted(await claimed(wrong, "wrong:1")) == sorted([lapsed, new])
    assert await claimed(shop.studio, "right:1") == []
