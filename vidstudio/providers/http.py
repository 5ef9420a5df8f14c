"""What adapters speak HTTP with: bounded in time and size, and honest about what is known.

A submission has a connection of its own, is sent once and never again. An answer whose body
cannot be read still has its status; an answer that never came says whether anything was sent.
"""

import asyncio
import json
import logging
import math
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, cast
from urllib.parse import urlsplit

import httpcore
import httpx

from vidstudio.base import metrics
from vidstudio.base.clock import Clock
from vidstudio.base.errors import NotSent, ProviderUnavailable, SubmitUnknown
from vidstudio.base.guarded import GuardedTransport, pair_of
from vidstudio.base.lanes import Lanes
from vidstudio.base.unpacking import PackedOddly, Unpacker
from vidstudio.providers.questions import CONNECT_SECONDS, question

log = logging.getLogger(__name__)

SUBMIT_SECONDS = 28.0  # the engine itself waits 30 s
ASK_SECONDS = 13.0  # the engine itself waits 15 s
UPLOAD_SECONDS = 60.0
ASKED_AT_ONCE = 128  # fewer would make hundreds of looks wait for each other
MOST_BODY_BYTES = 2_000_000
LONGEST_WAIT_SECONDS = 600.0
_SENDING = (".send_request_headers.started", ".send_connection_init.started")


@dataclass(frozen=True)
class Answer:
    """`body` is the JSON object that came; None when it was none, was too big or was cut."""

    status: int
    body: dict[str, Any] | None = None
    retry_after_seconds: float | None = None


@dataclass(frozen=True)
class _Head:
    """Names of headers are in lower case; `pieces` is the body as it came over the wire."""

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]


@dataclass
class _Exchange:
    """What is known of one request while it is on its way."""

    sent: bool = False
    head: _Head | None = None
    body: dict[str, Any] | None = None

    async def trace(self, event: str, _info: Mapping[str, Any]) -> None:
        self.sent = self.sent or event.endswith(_SENDING)


_Answering = AbstractAsyncContextManager[_Head]


class Wire:
    """`addresses` are the operator's own: trusted as configured, private ones too."""

    def __init__(self, addresses: Iterable[str], headers: Mapping[str, str], clock: Clock) -> None:
        self._trusted = frozenset(pair_of(address) for address in addresses)
        self._headers = {"User-Agent": "vidstudio", "Accept-Encoding": "gzip", **headers}
        self._clock = clock
        self._lanes = Lanes(self._trusted, ASKED_AT_ONCE)

    async def submit(self, url: str, body: Mapping[str, Any]) -> Answer:
        """POST once. NotSent when surely nothing left here, SubmitUnknown when it may have."""
        return await self._once("POST", url, SUBMIT_SECONDS, json=body)

    async def upload(self, url: str, fields: Mapping[str, str], file: Path) -> Answer:
        """Bring a file. NotSent whatever goes wrong on the way: nothing is bought by it."""
        data = await asyncio.to_thread(file.read_bytes)
        try:
            return await self._once(
                "POST", url, UPLOAD_SECONDS, data=fields, files={"file": (file.name, data)}
            )
        except SubmitUnknown as error:
            raise NotSent from error

    async def ask(
        self, url: str, query: Mapping[str, str] | None = None, body: object = None
    ) -> Answer:
        """What changes nothing: GET, or POST of `body`. ProviderUnavailable without an answer."""
        exchange, request = _Exchange(), question(url, self._headers, query, body)
        asked = request.method.decode(), url
        error = await self._exchange(asked, self._asked(request), exchange, ASK_SECONDS)
        if exchange.head is None:
            raise ProviderUnavailable from error
        return self._answer(exchange)

    async def close(self) -> None:
        await self._lanes.close()

    async def _once(self, method: str, url: str, seconds: float, **content: Any) -> Answer:
        exchange = _Exchange()
        async with self._client() as client:
            request = client.build_request(method, url, **content)
            request.extensions["trace"] = exchange.trace
            error = await self._exchange((method, url), _sent(client, request), exchange, seconds)
        if exchange.head is not None:
            return self._answer(exchange)
        if exchange.sent:
            raise SubmitUnknown from error
        raise NotSent from error

    async def _exchange(
        self, asked: tuple[str, str], answer: _Answering, told: _Exchange, seconds: float
    ) -> Exception | None:
        """Fill in `told`; what went wrong. `asked` are the method and the address."""
        method, url = asked
        count = partial(metrics.PROVIDER_REQUESTS.labels, urlsplit(url).hostname, method)
        try:
            async with asyncio.timeout(seconds), answer as head:
                told.head = head
                told.body = parsed(await _read(head))
        except Exception as error:  # what is known stands in `told`
            log.warning("%s %s: %r", method, url, error)
            count(type(error).__name__).inc()
            return error
        count(str(told.head.status)).inc()
        return None

    @asynccontextmanager
    async def _asked(self, request: httpcore.Request) -> AsyncGenerator[_Head]:
        async with self._lanes.answer(request) as answer:
            named = {
                key.decode("latin-1").lower(): value.decode("latin-1")
                for key, value in answer.headers
            }
            yield _Head(answer.status, named, answer.aiter_stream())

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=GuardedTransport(self._trusted),
            headers=self._headers,
            timeout=httpx.Timeout(UPLOAD_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
        )

    def _answer(self, told: _Exchange) -> Answer:
        assert told.head is not None
        later = told.head.headers.get("retry-after", "")
        return Answer(told.head.status, told.body, retry_after(later, self._clock.now))


@asynccontextmanager
async def _sent(client: httpx.AsyncClient, request: httpx.Request) -> AsyncGenerator[_Head]:
    answer = await client.send(request, stream=True)
    try:
        yield _Head(answer.status_code, answer.headers, answer.aiter_raw())
    finally:
        await answer.aclose()


async def _read(answer: _Head) -> bytes:
    unpack = Unpacker(answer.headers.get("content-encoding", ""))
    body, most = bytearray(), MOST_BODY_BYTES + 1
    async for chunk in answer.pieces:
        body += unpack.feed(chunk, most - len(body))
        if len(body) >= most:
            raise PackedOddly(f"over {MOST_BODY_BYTES} bytes")
    return bytes(body)


def parsed(data: bytes) -> dict[str, Any] | None:
    """A JSON object as the standard has it; None for anything else, NaN and Infinity included."""
    try:
        value: Any = json.loads(data, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    return cast(dict[str, Any], value) if isinstance(value, dict) else None


def an_object(value: object) -> dict[str, Any]:
    """What is no JSON object is an empty one."""
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def a_number(value: object) -> float | None:
    return None if isinstance(value, bool) or not isinstance(value, int | float) else value


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)


def retry_after(header: str, now: Callable[[], datetime]) -> float | None:
    """The seconds of a Retry-After, which may be a date; None without one, ten minutes at most."""
    header = header.strip()
    if not header:
        return None
    if header.isascii() and header.isdigit():
        # Compared by length first: the digits may go on for pages.
        return min(float(header[:9]), LONGEST_WAIT_SECONDS)
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0.0, (at - now()).total_seconds()), LONGEST_WAIT_SECONDS)
