"""What adapters speak HTTP with: bounded in time and size, and honest about what is known.

A submission has a connection of its own, is sent once and never again. An answer whose body
cannot be read still has its status; an answer that never came says whether anything was sent.
"""

import asyncio
import json
import logging
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, cast

import httpx

from vidstudio.base import metrics
from vidstudio.base.clock import Clock
from vidstudio.base.errors import NotSent, ProviderUnavailable, SubmitUnknown
from vidstudio.base.guarded import GuardedTransport, pair_of
from vidstudio.base.unpacking import PackedOddly, Unpacker

log = logging.getLogger(__name__)

SUBMIT_SECONDS = 28.0  # the engine itself waits 30 s
ASK_SECONDS = 13.0  # the engine itself waits 15 s
UPLOAD_SECONDS = 60.0
CONNECT_SECONDS = 10.0
MOST_BODY_BYTES = 2_000_000
LONGEST_WAIT_SECONDS = 600.0
_SENDING = (".send_request_headers.started", ".send_connection_init.started")


@dataclass(frozen=True)
class Answer:
    """`body` is the JSON object that came; None when it was none, was too big or was cut."""

    status: int
    body: dict[str, Any] | None = None
    retry_after_seconds: float | None = None


@dataclass
class _Exchange:
    """What is known of one request while it is on its way."""

    sent: bool = False
    head: httpx.Response | None = None
    body: dict[str, Any] | None = None

    async def trace(self, event: str, _info: Mapping[str, Any]) -> None:
        self.sent = self.sent or event.endswith(_SENDING)


class Wire:
    """`addresses` are the operator's own: trusted as configured, private ones too."""

    def __init__(self, addresses: Iterable[str], headers: Mapping[str, str], clock: Clock) -> None:
        self._trusted = frozenset(pair_of(address) for address in addresses)
        self._headers = {"User-Agent": "vidstudio", "Accept-Encoding": "gzip", **headers}
        self._clock = clock
        self._asking = self._client(keep_alive=True)

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
        exchange, method = _Exchange(), "GET" if body is None else "POST"
        request = self._asking.build_request(method, url, params=query, json=body)
        error = await self._exchange(self._asking, request, exchange, ASK_SECONDS)
        if exchange.head is None:
            raise ProviderUnavailable from error
        return self._answer(exchange)

    async def close(self) -> None:
        await self._asking.aclose()

    async def _once(self, method: str, url: str, seconds: float, **content: Any) -> Answer:
        exchange = _Exchange()
        async with self._client(keep_alive=False) as client:
            request = client.build_request(method, url, **content)
            error = await self._exchange(client, request, exchange, seconds)
        if exchange.head is not None:
            return self._answer(exchange)
        if exchange.sent:
            raise SubmitUnknown from error
        raise NotSent from error

    async def _exchange(
        self, client: httpx.AsyncClient, request: httpx.Request, told: _Exchange, seconds: float
    ) -> Exception | None:
        """Fill in `told`; what went wrong."""
        request.extensions["trace"] = told.trace
        count = partial(metrics.PROVIDER_REQUESTS.labels, request.url.host, request.method)
        try:
            async with asyncio.timeout(seconds):
                told.head = await client.send(request, stream=True)
                try:
                    told.body = parsed(await _read(told.head))
                finally:
                    await told.head.aclose()
        except Exception as error:  # what is known stands in `told`
            log.warning("%s %s: %r", request.method, request.url.copy_with(query=None), error)
            count(type(error).__name__).inc()
            return error
        count(str(told.head.status_code)).inc()
        return None

    def _client(self, *, keep_alive: bool) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=GuardedTransport(self._trusted, keep_alive=keep_alive),
            headers=self._headers,
            timeout=httpx.Timeout(UPLOAD_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
        )

    def _answer(self, told: _Exchange) -> Answer:
        assert told.head is not None
        later = told.head.headers.get("retry-after", "")
        return Answer(told.head.status_code, told.body, retry_after(later, self._clock.now))


async def _read(answer: httpx.Response) -> bytes:
    unpack = Unpacker(answer.headers.get("content-encoding", ""))
    body, most = bytearray(), MOST_BODY_BYTES + 1
    async for chunk in answer.aiter_raw():
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
