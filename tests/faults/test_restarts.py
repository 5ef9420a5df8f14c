"""PostgreSQL restarts or crashes while takes are made: engine and web go on by themselves."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from tests.databases import PostgresPool
from tests.faults.shop import Shop
from tools.postgres import Cluster, find_programs, throwaway_cluster
from vidstudio.base.errors import DatabaseBusy
from vidstudio.db.session import touch
from vidstudio.rules.lifecycle import TERMINAL
from vidstudio.studio import close_studio, open_studio

pytestmark = [
    pytest.mark.fault("F-63"),
    pytest.mark.database("postgres", reason="a file does not restart"),
]

RESUMED_SECONDS = 30.0


@pytest.fixture(scope="module")
def cluster(postgres_url: str) -> Iterator[Cluster]:
    """One that keeps its promises over a crash, for nobody but these tests."""
    programs = find_programs()
    assert programs is not None  # or `postgres_url` would have said so
    with throwaway_cluster(programs, durable=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def pool(cluster: Cluster) -> PostgresPool:
    return PostgresPool(cluster.url)


@pytest.fixture
def database_url(pool: PostgresPool, database: str) -> Iterator[str]:
    name = pool.take()
    yield pool.address(name)
    pool.give_back(name)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_takes_are_made_once_over_a_restart(shop: Shop, cluster: Cluster, mode: str) -> None:
    ids = await shop.order(count=3)
    async with shop.engine():
        await shop.until("running", "fetching", "storing", "succeeded")
        await asyncio.to_thread(cluster.stop, mode)
        with pytest.raises(DatabaseBusy):
            await shop.order()
        await asyncio.to_thread(cluster.start)
        begun = time.monotonic()
        ended = await shop.until(*TERMINAL)
        assert time.monotonic() - begun < RESUMED_SECONDS
    assert {task.state for task in ended} <= {"succeeded", "failed"}
    assert len(ended) == len(ids)
    assert set(await shop.outcomes()) == {"accepted"}
    assert await shop.spent() == (sum(task.charged for task in ended), 0)


async def test_open_tabs_hear_again_after_a_restart(shop: Shop, cluster: Cluster) -> None:
    """Of what another process changes, which only the database can tell."""
    room, other = shop.home.who.workspace_id, open_studio(shop.studio.settings)
    async with shop.changes() as heard, asyncio.timeout(RESUMED_SECONDS):
        await heard.wait()
        await asyncio.to_thread(cluster.stop)
        await asyncio.to_thread(cluster.start)
        heard.clear()
        await other.db.write(lambda session: touch(session, room))
        await heard.wait()
    await close_studio(other)
