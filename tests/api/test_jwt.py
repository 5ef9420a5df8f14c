"""Forged, foreign and stale REST tokens."""

import base64
import json
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.api.visitors import bearer
from tests.studio_fixtures import Home, Timepiece
from vidstudio.base.clock import Clock
from vidstudio.services.sessions import _key
from vidstudio.studio import Studio

LOOK = "/api/videos/tasks/none"


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
async def good(studio: Studio, home: Home) -> str:
    return (await bearer(studio, home))["Authorization"].removeprefix("Bearer ")


async def status(anyone: httpx.AsyncClient, token: str | bytes) -> int:
    text = token if isinstance(token, bytes) else token.encode()
    answer = await anyone.get(LOOK, headers={b"Authorization": b"Bearer " + text})
    return answer.status_code


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def opened(token: str, n: int) -> dict[str, Any]:
    text = token.split(".")[n]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


async def test_a_good_one_passes(anyone: httpx.AsyncClient, good: str) -> None:
    assert await status(anyone, good) == 404


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "", "HS384", "RS256", "ES256", "dir"])
async def test_other_algorithms(anyone: httpx.AsyncClient, good: str, alg: str) -> None:
    header = part({"alg": alg, "typ": "vs-access+jwt"})
    _, claims, mac = good.split(".")
    assert await status(anyone, f"{header}.{claims}.") == 401
    assert await status(anyone, f"{header}.{claims}.{mac}") == 401


async def test_another_key(anyone: httpx.AsyncClient, good: str) -> None:
    for key in (OctKey.import_key("0" * 64), OctKey.import_key("x" * 32)):
        forged = jwt.encode({"alg": "HS256", "typ": "vs-access+jwt"}, opened(good, 1), key)
        assert await status(anyone, forged) == 401


@pytest.mark.parametrize("field", ["jwk", "jku", "x5u", "kid", "crit", "b64"])
async def test_header_that_names_its_own_key(
    anyone: httpx.AsyncClient, good: str, field: str
) -> None:
    evil = OctKey.import_key("e" * 64)
    odd: dict[str, Any] = {
        "jwk": evil.as_dict(),
        "crit": ["b64"],
        "b64": False,
        "kid": "../../../dev/null' OR 1=1 --",
    }
    header = {**opened(good, 0), field: odd.get(field, "http://127.0.0.1/keys")}
    unsigned = f"{part(header)}.{good.split('.')[1]}"
    assert await status(anyone, f"{unsigned}.{good.split('.')[2]}") == 401


async def test_tampered_claims(anyone: httpx.AsyncClient, good: str, neighbour: Home) -> None:
    header, _, mac = good.split(".")
    claims = part({**opened(good, 1), "sub": neighbour.who.user_id})
    assert await status(anyone, f"{header}.{claims}.{mac}") == 401
    flipped = mac[:-2] + ("A" if mac[-2] != "A" else "B") + mac[-1]
    assert await status(anyone, f"{header}.{good.split('.')[1]}.{flipped}") == 401


@pytest.mark.parametrize(
    ("field", "value"),
    [("aud", "another-api"), ("iss", "somebody"), ("aud", ["vidstudio-api"]), ("jti", "unknown")],
)
async def test_wrong_claims_with_the_right_key(
    studio: Studio, anyone: httpx.AsyncClient, good: str, field: str, value: Any
) -> None:
    claims = {**opened(good, 1), field: value}
    text = jwt.encode(opened(good, 0), claims, _key(studio))
    assert await status(anyone, text) == 401


async def test_another_kind_of_token(studio: Studio, anyone: httpx.AsyncClient, good: str) -> None:
    for kind in ("JWT", "vs-link+jwt"):
        text = jwt.encode({"alg": "HS256", "typ": kind}, opened(good, 1), _key(studio))
        assert await status(anyone, text) == 401


async def test_it_ends_after_an_hour(
    anyone: httpx.AsyncClient, good: str, timepiece: Timepiece
) -> None:
    timepiece.advance(minutes=59)
    assert await status(anyone, good) == 404
    timepiece.advance(minutes=1)
    assert await status(anyone, good) == 401


@pytest.mark.parametrize(
    "odd",
    [
        "", ".", "..", "a.b", "a.b.c.d", "a.b.c.d.e", "é.ü.ß", "null", "e30.e30.e30", "W10.W10.W10",
        "bnVsbA.bnVsbA.", "eyJhbGciOltdfQ.e30.x", "eyJhbGciOnsifX0.e30.x", "x" * 60_000, "a b c",
    ],
)  # fmt: skip
async def test_noise(anyone: httpx.AsyncClient, home: Home, odd: str) -> None:
    assert await status(anyone, odd) == 401


@pytest.mark.parametrize("scheme", ["Basic YTpi", "bearer", "Token x", "Bearer"])
async def test_other_schemes(anyone: httpx.AsyncClient, home: Home, scheme: str) -> None:
    answer = await anyone.get(LOOK, headers={"Authorization": scheme})
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"


async def test_rest_token_is_no_cookie_and_no_link(anyone: httpx.AsyncClient, good: str) -> None:
    assert (
        await anyone.get(LOOK, headers={"Cookie": f"vidstudio_session={good}"})
    ).status_code == 401
    assert (await anyone.get(f"/media/{good}")).status_code == 404
