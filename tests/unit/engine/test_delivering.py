"""Outgoing webhooks over real sockets: told at least once, the same each time, and not for ever."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from tests.twins.hooks import HookTwin, Told, hook_twin, status
from tests.unit.engine.rig import PRICE, Rig
from vidstudio.base.signing import webhook_secret
from vidstudio.db.tables import Outbox, Task
from vidstudio.engine import deliver
from vidstudio.engine.deliver import LEASE, Postman
from vidstudio.rules import webhooks


@pytest.fixture
async def hooks() -> AsyncIterator[HookTwin]:
    async with hook_twin() as twin:
        yield twin


@pytest.fixture
async def slow_hooks() -> AsyncIterator[HookTwin]:
    """Another host."""
    async with hook_twin() as twin:
        yield twin


@pytest.fixture
def setting_changes(hooks: HookTwin, slow_hooks: HookTwin) -> dict[str, object]:
    allowed = f"{hooks.pair},{slow_hooks.pair}"
    return {"egress_allow": allowed, "running_takes": 100, "creates_per_minute": 1000}


@pytest.fixture
def postman(rig: Rig) -> Postman:
    return Postman(rig.studio)


async def ended(rig: Rig, url: str | None) -> str:
    """The id of a take that was stopped before it began; its ending is to be told at `url`."""
    task_id = await rig.make(webhook_url=url)
    await rig.cancel(task_id)
    return task_id


async def row(rig: Rig, task_id: str) -> Outbox:
    query = select(Outbox).where(Outbox.task_id == task_id)
    return await rig.studio.db.read(lambda session: session.exec(query).one())


async def out(postman: Postman) -> None:
    await postman.tick()
    await postman.idle()


async def hang(_writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


def is_genuine(rig: Rig, told: Told) -> bool:
    secret = webhook_secret(rig.studio.tokens, rig.home.who.workspace_id)
    text, name = told.body.decode(), told.headers["webhook-id"]
    right = webhooks.headers(secret, name, int(told.headers["webhook-timestamp"]), text)
    return told.headers["webhook-signature"] == right["webhook-signature"]


async def test_an_ending_is_told_signed_and_once(
    rig: Rig, postman: Postman, hooks: HookTwin
) -> None:
    task_id = await rig.make(webhook_url=hooks.at("/done?shop=1"))
    assert (await rig.finish(task_id)).state == "succeeded"
    for _ in range(3):
        await out(postman)
    (told,) = hooks.told
    assert told.path == "/done?shop=1"
    assert told.headers["content-type"] == "application/json"
    assert is_genuine(rig, told)
    said = json.loads(told.body)
    assert said["type"] == "task.succeeded"
    assert said["data"]["task_id"] == task_id
    assert (said["data"]["status"], said["data"]["credits_charged"]) == ("succeeded", PRICE)
    done = await row(rig, task_id)
    assert (done.state, done.last_status, done.tries) == ("sent", 204, 1)


async def test_nobody_is_told_who_did_not_ask(rig: Rig, postman: Postman, hooks: HookTwin) -> None:
    task_id = await ended(rig, None)
    await out(postman)
    assert hooks.told == []
    assert (await row(rig, task_id)).state == "none"


@pytest.mark.fault("F-13")
async def test_a_worker_that_dies_while_telling_leaves_it_to_the_next(
    rig: Rig, hooks: HookTwin
) -> None:
    """The ending is written, the receiver has heard it, and nobody has written that down."""
    hooks.answer("/a", hang)
    task_id = await ended(rig, hooks.at("/a"))
    dying, next_one = Postman(rig.studio), Postman(rig.studio)
    await dying.tick()
    await asyncio.wait_for(hooks.heard.wait(), 5)
    await dying.stop()
    await out(next_one)
    assert len(hooks.told) == 1  # the lease still stands
    rig.time.advance(LEASE.total_seconds() + 1)
    await out(next_one)
    first, again = hooks.told
    assert again.headers["webhook-id"] == first.headers["webhook-id"] == f"msg_{task_id}"
    assert again.body == first.body
    assert again.headers["webhook-timestamp"] != first.headers["webhook-timestamp"]
    assert is_genuine(rig, again)
    assert (await row(rig, task_id)).state == "sent"


@pytest.mark.fault("F-13")
async def test_several_engines_tell_it_once(rig: Rig, hooks: HookTwin) -> None:
    for n in range(4):
        await ended(rig, hooks.at(f"/{n}"))
    postmen = [Postman(rig.studio) for _ in range(4)]
    for _ in range(4):
        await asyncio.gather(*(out(postman) for postman in postmen))
    assert sorted(told.path for told in hooks.told) == ["/0", "/1", "/2", "/3"]


async def test_the_words_are_fixed_at_the_first_try(
    rig: Rig, postman: Postman, hooks: HookTwin
) -> None:
    hooks.answer("/a", status(500))
    task_id = await ended(rig, hooks.at("/a"))
    await out(postman)
    later = update(Task).where(col(Task.id) == task_id).values(charged=0, sora_task_id="task_9")
    await rig.studio.db.write(lambda session: session.exec(later))
    rig.time.advance(6)
    await out(postman)
    assert hooks.told[0].body == hooks.told[1].body


@pytest.mark.fault("F-81")
async def test_a_receiver_that_is_down_is_tried_for_days_and_then_left(
    rig: Rig, postman: Postman, hooks: HookTwin
) -> None:
    hooks.answer("/a", *[status(500)] * 12)
    task_id, begun = await ended(rig, hooks.at("/a")), rig.time.time
    pauses: list[float] = []
    while (await row(rig, task_id)).state == "pending":
        await out(postman)
        due = (await row(rig, task_id)).next_at
        if due:
            pauses.append((due - rig.time.time).total_seconds())
            rig.time.advance((due - rig.time.time).total_seconds())
    assert pauses == list(webhooks.DELAYS_SECONDS[1:])
    left = await row(rig, task_id)
    assert (left.state, left.tries, left.last_status) == ("given_up", 10, 500)
    assert rig.time.time - begun > timedelta(days=3)
    assert len({told.headers["webhook-id"] for told in hooks.told}) == 1


@pytest.mark.fault("F-81")
async def test_answers_of_receivers(rig: Rig, postman: Postman, hooks: HookTwin) -> None:
    """By path: what it answers, what becomes of the row, and after how many seconds it is due."""
    inside = "Location: http://169.254.169.254/latest"
    expected = {
        "/gone": (status(410), "gone", None),
        "/moved": (status(302, inside), "pending", 5),
        "/next": (status(308, f"Location: {hooks.at('/elsewhere')}"), "pending", 5),
        "/busy": (status(429, "Retry-After: 120"), "pending", 120),
        "/shut": (status(503, f"Retry-After: {10**9}"), "pending", 3600),
        "/no": (status(404, body=b"x" * 5000), "pending", 5),
        "/odd": (b"HTTP/9 what\r\n\r\n", "pending", 5),
        "/cut": (b"", "pending", 5),
    }
    ids = {path: await ended(rig, hooks.answer(path, plan[0])) for path, plan in expected.items()}
    for _ in range(len(expected)):
        await out(postman)
    for path, (_, state, seconds) in expected.items():
        found = await row(rig, ids[path])
        wait = found.next_at and (found.next_at - rig.time.time).total_seconds()
        assert (found.state, wait) == (state, seconds), path
    assert {told.path for told in hooks.told} == set(expected)


@pytest.mark.fault("F-81")
async def test_slow_and_endless_receivers_delay_nobody(
    rig: Rig, postman: Postman, hooks: HookTwin, slow_hooks: HookTwin,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(deliver, "TOTAL_SECONDS", 1.0)
    slow = [await ended(rig, slow_hooks.answer(f"/{n}", hang)) for n in range(5)]
    quick = await ended(rig, hooks.at("/quick"))
    await postman.tick()
    await asyncio.wait_for(hooks.heard.wait(), 0.9)
    await asyncio.wait_for(slow_hooks.heard.wait(), 0.9)
    await postman.tick()
    assert len(slow_hooks.told) <= deliver.PER_HOST
    await postman.idle()
    assert (await row(rig, quick)).state == "sent"
    troubles = [(await row(rig, task_id)).last_trouble for task_id in slow]
    assert troubles.count("timeout") == deliver.PER_HOST


@pytest.mark.fault("F-81")
async def test_no_more_of_an_answer_is_read_than_its_status(
    rig: Rig, postman: Postman, hooks: HookTwin
) -> None:
    sent = 0

    async def pour(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n")
        while sent < 100_000_000:
            writer.write(b"x" * 65536)
            await writer.drain()
            sent += 65536

    task_id = await ended(rig, hooks.answer("/flood", pour))
    await asyncio.wait_for(out(postman), 10)
    assert (await row(rig, task_id)).state == "sent"
    assert sent < 50_000_000


@pytest.mark.fault("F-79", "F-81")
@pytest.mark.parametrize("url", ["https://10.0.0.1/hook", "http://shop.example/hook"])
async def test_the_address_is_judged_at_every_try(
    rig: Rig, postman: Postman, hooks: HookTwin, url: str
) -> None:
    task_id = await rig.make(webhook_url=hooks.at("/a"))
    moved = update(Task).where(col(Task.id) == task_id).values(webhook_url=url)
    await rig.studio.db.write(lambda session: session.exec(moved))
    await rig.cancel(task_id)
    await out(postman)
    found = await row(rig, task_id)
    assert (found.state, found.last_status, found.last_trouble) == ("pending", None, "blocked")
