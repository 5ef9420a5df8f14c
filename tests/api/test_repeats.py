"""The same create sent again: Idempotency-Key."""

import asyncio

import httpx
import pytest

from tests.api.test_generate import MAKE, TAKE, count, make
from tests.api.visitors import bearer, visitor
from tests.studio_fixtures import Home
from vidstudio.api.gate import Gate
from vidstudio.studio import Studio


async def test_same_key_and_body_is_the_same_task(
    studio: Studio, member: httpx.AsyncClient
) -> None:
    first = await make(member, "k1", model="kling-3", duration=3)
    second = await make(member, "k1", model="kling-3", duration=3)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert await count(studio) == 1


async def test_same_key_and_another_body_is_refused(member: httpx.AsyncClient) -> None:
    await make(member, "k1")
    answer = await make(member, "k1", duration=9)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["header", "Idempotency-Key"]


async def test_two_at_the_same_moment_are_one(studio: Studio, member: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(make(member, "k1") for _ in range(6)))
    assert {answer.json()["task_id"] for answer in answers} == {answers[0].json()["task_id"]}
    assert await count(studio) == 1


async def test_keys_of_two_workspaces_never_meet(
    studio: Studio, app: Gate, member: httpx.AsyncClient, neighbour: Home
) -> None:
    await make(member, "k1")
    async with visitor(app, headers=await bearer(studio, neighbour)) as client:
        answer = await make(client, "k1", duration=9)
    assert answer.status_code == 202


async def test_a_refused_create_is_not_remembered(member: httpx.AsyncClient) -> None:
    assert (await make(member, "k1", duration=61)).status_code == 422
    assert (await make(member, "k1")).status_code == 202


@pytest.mark.parametrize("key", [b"", b"x" * 256, "é".encode()])
async def test_odd_keys(member: httpx.AsyncClient, key: bytes) -> None:
    answer = await member.post(MAKE, json=TAKE, headers={b"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")
