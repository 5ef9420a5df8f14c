"""Numbers that are no amounts: every door refuses them before any money moves."""

import json

import httpx
import pytest
from sqlmodel import select

from tests.studio_fixtures import Home
from vidstudio.db.tables import CreditHold, Task
from vidstudio.services import credits
from vidstudio.studio import Studio

# As they stand in a body: JSON of Python writes NaN and floats as they are.
BODIES = ("0", "-5", str(10**18), str(0.1 + 0.2), "NaN", "Infinity", "true", '"x"', "[8]", "{}")
FIELDS = {"/api/video/generate": ("duration", "takes"), "/api/videos/text-to-video": ("duration",)}
CASES = [(door, field, body) for door in FIELDS for field in FIELDS[door] for body in BODIES]


@pytest.mark.fault("F-53")
@pytest.mark.fault("F-54")
@pytest.mark.database("sqlite", reason="nothing reaches the database")
async def test_no_number_but_a_whole_one_in_bounds_is_priced(
    member: httpx.AsyncClient, home: Home, studio: Studio
) -> None:
    before = await credits.balance(studio, home.who)
    for door, field, value in CASES:
        body = f'{{"prompt": "A cup.", "model": "kling-3", "{field}": {value}}}'
        answer = await member.post(door, content=body, headers={"Content-Type": "application/json"})
        told = f"{door} {field}={value}: {answer.status_code} {answer.text[:200]}"
        assert answer.status_code == 422, told
        assert json.loads(answer.text)["detail"]
    assert await credits.balance(studio, home.who) == before
    for table in (Task, CreditHold):
        assert (await studio.db.read(lambda s, t=table: s.exec(select(t)).all())) == []
