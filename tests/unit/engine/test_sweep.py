"""Housekeeping: expired credits, answered requests, and the alarm on a broken promise."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests.unit.engine.rig import MODEL, PRICE, Rig
from vidstudio import invariants, ledger
from vidstudio.base.errors import NotFound
from vidstudio.db.tables import Asset, Idempotency
from vidstudio.engine import sweep
from vidstudio.ledger import Grant
from vidstudio.rules.requests import TaskRequest
from vidstudio.services import accounts, tasks, uploads
from vidstudio.services.callers import Caller


async def test_expired_credits_are_swept_and_the_screens_hear_of_it(rig: Rig) -> None:
    room = rig.home.who.workspace_id
    gift = Grant(room, 50, "granted", "Test", "key", "tester", rig.time.time)
    await rig.studio.db.write(lambda session: ledger.grant(session, gift, rig.time.time))
    told = list[str]()
    rig.studio.bus.subscribe(told.append)
    await sweep.run(rig.studio)
    assert told == [room]
    await sweep.run(rig.studio)
    assert told == [room]


async def test_answers_are_kept_for_seven_days(rig: Rig) -> None:
    request = TaskRequest(prompt="A cup.", model=MODEL)
    first = await tasks.create(rig.studio, rig.home.who, request, "key")
    await rig.finish(first[0].id)
    rig.time.advance(days=6)
    await sweep.run(rig.studio)
    assert await tasks.create(rig.studio, rig.home.who, request, "key")
    assert await rig.money() == (480, 0)
    rig.time.advance(days=1)
    await sweep.run(rig.studio)
    rows = await rig.studio.db.read(lambda session: session.exec(select(Idempotency)).all())
    assert rows == []


async def test_an_overdue_take_raises_the_alarm(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    task_id = await rig.make()
    rig.time.advance(32 * 60)
    await sweep.run(rig.studio)
    assert "invariant violated" not in caplog.text
    rig.time.advance(1)
    await sweep.run(rig.studio)
    assert f"invariant violated: I-8 overdue {task_id}" in caplog.text
    await rig.finish(task_id)
    assert await rig.money() == (500, 0)


async def test_a_broken_promise_raises_the_alarm(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    task_id = await rig.make()
    await rig.finish(task_id)
    paid = text("UPDATE task SET charged = :amount")
    await rig.studio.db.write(lambda s: s.execute(paid, {"amount": PRICE + 1}))
    await sweep.run(rig.studio)
    assert f"invariant violated: I-5 paid above the quote {task_id}" in caplog.text
    await rig.studio.db.write(lambda s: s.execute(paid, {"amount": PRICE}))


@pytest.fixture
def setting_changes() -> dict[str, object]:
    return {"demo": "true"}


async def test_a_guest_s_files_go_after_a_day(rig: Rig) -> None:
    opened = await accounts.sign_in_as_guest(rig.studio, Caller("127.0.0.1", loopback=True))
    guest = await accounts.who(rig.studio, opened.token)
    mine = select(Asset).where(Asset.workspace_id == guest.workspace_id)
    assets = await rig.studio.db.read(lambda session: session.exec(mine).all())
    rig.time.advance(hours=23)
    await sweep.run(rig.studio)
    assert await rig.studio.store.size(assets[0].storage_key)

    rig.time.advance(hours=1)
    await sweep.run(rig.studio)
    assert [await rig.studio.store.size(asset.storage_key) for asset in assets] == [None] * 12
    with pytest.raises(NotFound):
        await uploads.link(rig.studio, guest, assets[0].id)
    assert await invariants.check_files(rig.studio) == []
