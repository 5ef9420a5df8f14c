"""The pack over HTTP: a zip for members, nothing for others, and no half answers."""

import io
import zipfile

import httpx
import pytest

from tests.api.visitors import bearer, visitor
from tests.studio_fixtures import Home
from tests.unit.services.picked import Picked, with_samples
from vidstudio.api.gate import Gate
from vidstudio.studio import Studio


@pytest.fixture
async def picked(studio: Studio, home: Home) -> Picked:
    return await with_samples(studio, home)


async def approved(studio: Studio, picked: Picked) -> list[str]:
    found = await picked.creatives(studio)
    return [view.id for view in found.values() if view.state == "approved"]


async def test_a_member_gets_a_zip(
    studio: Studio, member: httpx.AsyncClient, picked: Picked
) -> None:
    asked = {"creative": await approved(studio, picked), "posters": "false"}
    answer = await member.get(f"/api/campaigns/{picked.campaign_id}/pack", params=asked)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert "autumn-launch.zip" in answer.headers["content-disposition"]
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert [name.rpartition(".")[2] for name in names] == ["mp4", "txt", "json"] * 2 + ["json"]


async def test_what_is_wrong_is_told_before_anything_is_sent(
    studio: Studio, member: httpx.AsyncClient, picked: Picked
) -> None:
    path = f"/api/campaigns/{picked.campaign_id}/pack"
    found = await picked.creatives(studio)
    for params, status, code in (
        ({}, 422, "invalid_request"),
        ({"creative": found["From above"].id}, 409, "conflict"),
        ({"creative": "nobody"}, 404, "not_found"),
        ({"creative": found["First light"].id, "videos": "perhaps"}, 422, "invalid_request"),
        ({"creative": found["First light"].id, "unheard": "1"}, 422, "invalid_request"),
    ):
        answer = await member.get(path, params=params)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_neighbour_gets_nothing(
    studio: Studio, app: Gate, picked: Picked, neighbour: Home
) -> None:
    path = f"/api/campaigns/{picked.campaign_id}/pack"
    params = {"creative": await approved(studio, picked)}
    async with visitor(app, headers=await bearer(studio, neighbour)) as client:
        assert (await client.get(path, params=params)).status_code == 404
    async with visitor(app) as client:
        assert (await client.get(path, params=params)).status_code == 401
