"""Where sockets are opened: to public addresses, and to what the operator has named.

The check is on the addresses that a name has just resolved to, and the socket goes to exactly
these: a name that changes its mind between check and use gains nothing.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterable
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit

import httpcore
import httpx

from vidstudio.base import metrics

_PORTS = {80, 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SCHEME_PORTS = {"http": 80, "https": 443}


class BlockedAddress(httpcore.ConnectError):
    """The name resolves to an address that must not be reached from here."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        metrics.SSRF_BLOCKED.inc()


class BlockedHost(httpx.ConnectError):
    """The same, as a client of `GuardedTransport` sees it."""


def is_public(address: str) -> bool:
    """Whether a numeric address is a global unicast one, with no IPv4 address hidden in it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in _NAT64
    ):
        return False
    return ip.is_global and not ip.is_multicast


def pairs(allow: str) -> frozenset[str]:
    """The operator's list of `host:port`, comma separated, as a set."""
    return frozenset(item.strip() for item in allow.split(",") if item.strip())


def pair_of(url: str) -> str:
    """`host:port` of a web address."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or _SCHEME_PORTS.get(parts.scheme, 0)}"


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """`allowed` are `host:port` pairs that may be private, and on any port."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._inner = cast(httpcore.AsyncNetworkBackend, httpcore.AnyIOBackend())
        self._allowed = allowed

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        del socket_options
        trusted = f"{host}:{port}" in self._allowed
        if not trusted and port not in _PORTS:
            raise BlockedAddress(f"port {port}")
        addresses = await _resolve(host, port)
        if not trusted and not all(is_public(address) for address in addresses):
            raise BlockedAddress(host)
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._inner.connect_tcp(address, port, timeout, local_address)
        return await self._inner.connect_tcp(addresses[-1], port, timeout, local_address)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's own signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise BlockedAddress(f"unix socket {path}, {timeout}, {socket_options}")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:  # a label too long for the DNS is a ValueError
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@cache
def ssl_context() -> ssl.SSLContext:
    """Made once: reading the certificates takes a while, so call it in a thread."""
    return ssl.create_default_context()


def pool(allowed: frozenset[str], *, keep_alive: bool) -> httpcore.AsyncConnectionPool:
    """One connection at a time, guarded. Without `keep_alive` every request has a new one.

    `ssl_context` has been called before, in a thread.
    """
    return httpcore.AsyncConnectionPool(
        ssl_context=ssl_context(),
        max_connections=1,
        max_keepalive_connections=int(keep_alive),
        network_backend=GuardedBackend(allowed),
    )


class GuardedTransport(httpx.AsyncBaseTransport):
    """What `httpx.AsyncClient(transport=…)` needs to go through the guard.

    For one request at a time, each with a connection of its own, closed after it. Nothing is
    retried, no proxy is asked, no redirect is followed. An address that is not allowed is
    BlockedHost; every other trouble is httpx's own error of that name.
    """

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._pool: httpcore.AsyncConnectionPool | None = None

    async def _opened(self) -> httpcore.AsyncConnectionPool:
        if self._pool is None:
            await asyncio.to_thread(ssl_context)
            self._pool = self._pool or pool(self._allowed, keep_alive=False)
        return self._pool

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        url = request.url
        wire = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        opened = await self._opened()
        with _in_httpx_words(request):
            answer = await opened.handle_async_request(wire)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer, request),
            extensions=cast(dict[str, Any], answer.extensions),  # pyright: ignore[reportUnknownMemberType] untyped there
        )

    async def aclose(self) -> None:
        if self._pool is not None:
            await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response, request: httpx.Request) -> None:
        self._answer, self._request = answer, request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _in_httpx_words(self._request):
            async for chunk in self._answer.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        await self._answer.aclose()


# The nearest first: an error is also one of its bases.
_WORDS: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (BlockedAddress, BlockedHost),
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.PoolTimeout, httpx.PoolTimeout),
    (httpcore.WriteTimeout, httpx.WriteTimeout),
    (httpcore.ReadTimeout, httpx.ReadTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.WriteError, httpx.WriteError),
    (httpcore.ReadError, httpx.ReadError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
    (httpcore.LocalProtocolError, httpx.LocalProtocolError),
    (httpcore.RemoteProtocolError, httpx.RemoteProtocolError),
)


@contextmanager
def _in_httpx_words(request: httpx.Request) -> Generator[None]:
    try:
        yield
    except tuple(kind for kind, _ in _WORDS) as error:
        word = next(word for kind, word in _WORDS if isinstance(error, kind))
        raise word(str(error), request=request) from error


@asynccontextmanager
async def guarded_client(allowed: frozenset[str]) -> AsyncGenerator[httpx.AsyncClient]:
    """A client for one exchange: its connection is new, and closed at the end."""
    transport = GuardedTransport(allowed)
    async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
        yield client
