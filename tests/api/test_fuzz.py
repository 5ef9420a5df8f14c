"""Generated noise: no documented route answers with a crash."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.studio_fixtures import Home
from vidstudio.api.app import build_api

DOORS = {
    "/api/video/generate": "GenerateBody",
    "/api/videos/text-to-video": "TextToVideo",
    "/api/videos/image-to-video": "ImageToVideo",
}
SCHEMAS = build_api().openapi()["components"]["schemas"]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5
)
QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FUZZED = {200, 202, 307, 400, 401, 402, 403, 404, 405, 413, 422, 429}


@pytest.mark.parametrize("door", sorted(DOORS))
async def test_creates(member: httpx.AsyncClient, home: Home, door: str) -> None:
    statuses: list[int] = []
    fields = list(SCHEMAS[DOORS[door]]["properties"])

    @QUICK
    @given(st.dictionaries(st.sampled_from(fields), VALUES) | VALUES)
    def collect(body: Any) -> None:
        bodies.append(body)

    bodies: list[Any] = []
    collect()
    for body in bodies:
        answer = await member.post(door, json=_sendable(body))
        statuses.append(answer.status_code)
    assert set(statuses) <= FUZZED
    assert len(statuses) >= 30


def _sendable(value: Any) -> Any:
    """JSON has no infinities."""
    if isinstance(value, float):
        return value if abs(value) < 1e300 else 0.5
    if isinstance(value, list):
        return [_sendable(item) for item in value]
    if isinstance(value, dict):
        return {key: _sendable(item) for key, item in value.items()}
    return value


async def test_forms_headers_and_paths(anyone: httpx.AsyncClient, home: Home) -> None:
    noise: list[bytes] = []

    @QUICK
    @given(st.binary(max_size=200))
    def collect(data: bytes) -> None:
        noise.append(data)

    collect()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for data in noise:
        header = bytes(byte for byte in data if byte >= 32 and byte != 127)
        headers = {b"Authorization": b"Bearer " + header, b"Cookie": b"vidstudio_session=" + header}
        answers = [
            await anyone.post("/api/auth/token", content=b"username=" + data, headers=form),
            await anyone.post("/api/auth/login", content=data, headers=form),
            await anyone.get("/api/video/models", headers=headers),
            await anyone.get("/api/video/models", headers={b"Cookie": header}),
            await anyone.get(f"/media/{data.hex()}.{data.hex()}"),
        ]
        assert {answer.status_code for answer in answers} <= FUZZED
