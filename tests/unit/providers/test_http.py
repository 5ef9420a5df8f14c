"""The wire under the adapters: what is known after each thing that can go wrong on it."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.twins import wire as twin_wire
from tests.twins.wire import Reply, Request, serving
from vidstudio.base.clock import Clock
from vidstudio.base.errors import NotSent, ProviderError, ProviderUnavailable, SubmitUnknown
from vidstudio.providers import http
from vidstudio.providers.http import Answer, Wire, parsed, retry_after

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Desk:
    """Answers one thing, and counts how often it is asked."""

    def __init__(self) -> None:
        self.reply = Reply({"code": 200})
        self.heard: list[Request] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/x"

    async def answer(self, request: Request) -> Reply:
        self.heard.append(request)
        return self.reply


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    opened = Desk()
    async with serving(opened) as opened.port:
        yield opened


@pytest.fixture
async def wire(desk: Desk) -> AsyncIterator[Wire]:
    opened = Wire((desk.url,), {"Authorization": "Bearer k"}, Clock())
    yield opened
    await opened.close()


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUBMIT_SECONDS", "ASK_SECONDS", "UPLOAD_SECONDS"):
        monkeypatch.setattr(http, name, 0.7)
    monkeypatch.setattr(http, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(twin_wire, "DRIP_SECONDS", 0.05)


WORDLESS = ["drop", "reset", "hang", "drip", "endless-headers", "garbage"]
UNREADABLE = ["cut", "html", "huge", "bomb", "nan", "deep"]


@pytest.mark.fault("F-17")
@pytest.mark.fault("F-23")
@pytest.mark.parametrize("manner", WORDLESS)
async def test_a_submission_without_an_answer_is_unknown_and_sent_once(
    desk: Desk, wire: Wire, manner: str
) -> None:
    desk.reply = Reply({"code": 200}, manner=manner)
    began = time.monotonic()
    with pytest.raises(SubmitUnknown):
        await wire.submit(desk.url, {"a": 1})
    assert time.monotonic() - began < 3
    assert [request.json() for request in desk.heard] == [{"a": 1}]


@pytest.mark.fault("F-24")
@pytest.mark.parametrize("manner", UNREADABLE)
@pytest.mark.parametrize("status", [200, 422])
async def test_an_unreadable_body_leaves_the_status(
    desk: Desk, wire: Wire, manner: str, status: int
) -> None:
    desk.reply = Reply({"code": 200, "data": "x" * 100}, status, manner=manner)
    answers = [await wire.submit(desk.url, {}), await wire.ask(desk.url)]
    kept = status if manner in {"cut", "html"} else 200
    assert answers == [Answer(kept), Answer(kept)]


@pytest.mark.fault("F-23")
@pytest.mark.parametrize("manner", WORDLESS)
async def test_a_question_without_an_answer_is_trouble_that_may_pass(
    desk: Desk, wire: Wire, manner: str
) -> None:
    desk.reply = Reply({"code": 200}, manner=manner)
    with pytest.raises(ProviderUnavailable):
        await wire.ask(desk.url, {"taskId": "1"})
    assert len(desk.heard) == 1


@pytest.mark.fault("F-18")
async def test_nobody_at_the_address_is_surely_not_sent() -> None:
    url = "http://127.0.0.1:1/x"
    wire = Wire((url,), {}, Clock())
    for sending in (wire.submit(url, {}), wire.upload(url, {}, Path(__file__))):
        with pytest.raises(NotSent):
            await sending
    with pytest.raises(ProviderUnavailable):
        await wire.ask(url)
    await wire.close()


@pytest.mark.fault("F-18")
async def test_no_such_name_no_tls_and_no_answer_to_the_handshake_are_not_sent(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nowhere(*_what: object, **_how: object) -> list[object]:
        raise OSError("no such name")

    secure = f"https://127.0.0.1:{desk.port}/x"
    wire = Wire((secure, "http://nowhere.example/"), {}, Clock())
    with pytest.raises(NotSent):
        await wire.submit(secure, {})
    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", nowhere)
    with pytest.raises(NotSent):
        await wire.submit("http://nowhere.example/x", {})
    assert desk.heard == []
    await wire.close()


@pytest.mark.fault("F-18")
async def test_a_name_that_takes_for_ever_is_not_sent(
    wire: Wire, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sleepy(*_what: object, **_how: object) -> list[object]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", sleepy)
    with pytest.raises(NotSent):
        await wire.submit(desk.url, {})


async def test_an_upload_that_goes_wrong_has_bought_nothing(
    desk: Desk, wire: Wire, tmp_path: Path
) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"png")
    for manner in ("drop", "hang"):
        desk.reply = Reply({"code": 200}, manner=manner)
        with pytest.raises(NotSent):
            await wire.upload(desk.url, {"uploadPath": "p"}, picture)
    desk.reply = Reply({"code": 200})
    assert (await wire.upload(desk.url, {"uploadPath": "p"}, picture)).status == 200
    assert b'name="file"; filename="a.png"' in desk.heard[-1].body


async def test_each_submission_has_a_connection_of_its_own_and_questions_share(
    desk: Desk, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = 0
    visit = twin_wire._visit

    async def counted(*parts: object) -> None:
        nonlocal met
        met += 1
        await visit(*parts)  # pyright: ignore[reportArgumentType] handed on

    monkeypatch.setattr(twin_wire, "_visit", counted)
    for _ in range(3):
        await wire.submit(desk.url, {})
    assert met == 3
    for _ in range(3):
        await wire.ask(desk.url)
    assert met == 4


async def test_redirects_are_not_followed(desk: Desk, wire: Wire) -> None:
    desk.reply = Reply({}, 307, {"Location": desk.url})
    assert (await wire.submit(desk.url, {})).status == 307
    assert (await wire.ask(desk.url)).status == 307
    assert len(desk.heard) == 2


async def test_only_the_hosts_of_the_operator_are_spoken_to(desk: Desk) -> None:
    wire = Wire(("http://127.0.0.1:1",), {"Authorization": "Bearer k"}, Clock())
    with pytest.raises(NotSent):
        await wire.submit(desk.url, {})
    assert desk.heard == []
    await wire.close()


async def test_a_packed_answer_is_read(desk: Desk, wire: Wire) -> None:
    packed = gzip.compress(b'{"code": 200}')
    desk.reply = Reply(packed, headers={"Content-Encoding": "gzip"})
    assert (await wire.ask(desk.url)).body == {"code": 200}


async def test_no_proxy_of_the_environment_is_asked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    wire = Wire((desk.url,), {}, Clock())
    assert (await wire.submit(desk.url, {})).status == 200
    await wire.close()


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"7", b'"x"', b"null", b"{", b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": 1e999}',
     b"\xff\xfe", b'{"a": ' + b"[" * 100_000, b'{"a": ' + b"9" * 10_000 + b"}"],
)  # fmt: skip
@pytest.mark.fault("F-24")
def test_what_is_no_plain_json_object_is_nothing(data: bytes) -> None:
    assert parsed(data) is None


def test_a_plain_object_is_read() -> None:
    assert parsed(b'{"a": [1, 2.5, null]}') == {"a": [1, 2.5, None]}


@pytest.mark.fault("F-20")
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", None),
        ("7", 7),
        (" 30 ", 30),
        ("1000000000", 600),
        ("9" * 5000, 600),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW + timedelta(days=900), usegmt=True), 600),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0),
        ("Wed, 99 Foo 2026 12:00:00 GMT", None),
    ],
)
def test_retry_after_in_all_its_spellings(header: str, seconds: float | None) -> None:
    assert retry_after(header, lambda: NOW) == seconds


def test_every_trouble_on_the_wire_is_a_provider_error() -> None:
    assert issubclass(NotSent, ProviderError)
    assert issubclass(SubmitUnknown, ProviderError)
