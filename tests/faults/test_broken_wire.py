"""The line to PostgreSQL breaks while a commit is under way: done or not, nobody is told."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import Session

from tests.faults.shop import Shop
from tests.faults.wire import Wire, wire_to
from vidstudio import transitions
from vidstudio.base.errors import DatabaseAway
from vidstudio.db.tables import Workspace
from vidstudio.engine import submit
from vidstudio.rules.lifecycle import TERMINAL
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import tasks

pytestmark = [
    pytest.mark.fault("F-62"),
    pytest.mark.database("postgres", reason="a file has no line that could break"),
]

REQUEST = TaskRequest(prompt="A cup.", model="veo-3-1-fast", duration_seconds=4, resolution="720p")
SIDES = pytest.mark.parametrize("side", ["before", "after"])


@pytest.fixture
async def wire(database_url: str) -> AsyncIterator[Wire]:
    async with wire_to(database_url) as opened:
        yield opened


@pytest.fixture
def setting_changes(wire: Wire) -> dict[str, object]:
    return {"database_url": wire.url, "lease_seconds": 10}


@SIDES
async def test_an_order_is_one_take_whatever_became_of_its_commit(
    shop: Shop, wire: Wire, side: str
) -> None:
    wire.cut = side
    with pytest.raises(DatabaseAway):
        await tasks.create(shop.studio, shop.home.who, REQUEST, "a key")
    assert len(await shop.tasks()) == (1 if side == "after" else 0)
    (view,) = await tasks.create(shop.studio, shop.home.who, REQUEST, "a key")
    (task,) = await shop.tasks()
    assert (task.id, wire.cuts) == (view.id, 1)
    assert await shop.spent() == (0, task.quoted)


@SIDES
@pytest.mark.parametrize("place", ["c6", "c12"])
async def test_a_take_is_sent_and_charged_once_whatever_became_of_a_commit(
    shop: Shop, wire: Wire, monkeypatch: pytest.MonkeyPatch, side: str, place: str
) -> None:
    """At c6 the provider has just said yes; at c12 the take is about to be charged."""

    def cut_at(name: str) -> None:
        if name == place and not wire.cuts:
            wire.cut = side

    for module in (submit, transitions):
        monkeypatch.setattr(module, "failpoint", cut_at)
    await shop.order()
    async with shop.engine():
        (task,) = await shop.until(*TERMINAL)
    assert wire.cuts == 1
    assert (task.state, task.charged) == ("succeeded", task.quoted)
    assert await shop.spent() == (task.quoted, 0)
    assert await shop.outcomes() == ["accepted"]


async def test_a_transaction_of_unknown_end_is_not_run_again(shop: Shop, wire: Wire) -> None:
    runs = 0

    def work(session: Session) -> None:
        nonlocal runs
        runs += 1
        session.get_one(Workspace, shop.home.who.workspace_id).name = "New"

    wire.cut = "after"
    with pytest.raises(DatabaseAway):
        await shop.studio.db.write(work)
    assert runs == 1
