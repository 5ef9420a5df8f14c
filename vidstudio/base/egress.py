"""The guarded HTTP client: for every URL that a user can influence.

The address is checked where the socket is opened, after name resolution, so a name that
changes its mind between check and use gains nothing. Redirects are followed by hand, each
checked anew.
"""

import asyncio
import ipaddress
import socket
import ssl
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from functools import cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple, TypeVar, cast
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from vidstudio.base.errors import InvalidRequest

_PORTS = {80, 443}
_MOST_REDIRECTS = 3
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_TOTAL_SECONDS = 20.0
_PATH_SIGNS = "/%:@!$&'()*+,;=-._~"
_PAGE_SECONDS = 12.0
_PICTURES, _PAGES = b"image/*,*/*;q=0.5", b"text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
_NO_ADDRESS = "This is not a web address. It starts with https://"
_BLOCKED = "This address is not on the public internet."


T = TypeVar("T")


class WebPage(NamedTuple):
    """What an address answered: where it was found in the end, and the beginning of its body."""

    url: str
    content_type: str
    body: bytes


class BlockedAddress(httpcore.ConnectError):
    """The name resolves to an address that must not be reached from here."""


def is_public(address: str) -> bool:
    """Whether a numeric address is a global unicast one, with no IPv4 address hidden in it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in _NAT64
    ):
        return False
    return ip.is_global and not ip.is_multicast


class _GuardedBackend(httpcore.AsyncNetworkBackend):
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


class GuardedClient:
    """`allow` is the operator's list of private `host:port` pairs, comma separated."""

    def __init__(self, allow: str = "") -> None:
        self._allowed = frozenset(item.strip() for item in allow.split(",") if item.strip())

    async def download(self, url: str, target: Path, most_bytes: int) -> int:
        """Write what `url` answers to `target`; its size.

        Raises InvalidRequest on field `url`, with a sentence that says why not.
        """
        async with _in_words(_TOTAL_SECONDS):
            return await self._follow(url, _PICTURES, partial(_save, target, most_bytes))

    async def page(self, url: str, most_bytes: int) -> WebPage:
        """The first `most_bytes` of a page, unpacked. Raises InvalidRequest as `download` does."""
        async with _in_words(_PAGE_SECONDS):
            return await self._follow(url, _PAGES, partial(_beginning, most_bytes))

    async def _follow(
        self, url: str, accept: bytes, keep: Callable[[str, httpcore.Response], Awaitable[T]]
    ) -> T:
        pool = httpcore.AsyncConnectionPool(
            ssl_context=await asyncio.to_thread(_ssl_context),
            network_backend=_GuardedBackend(self._allowed),
        )
        async with pool:
            for _ in range(_MOST_REDIRECTS + 1):
                wire = _on_the_wire(url)
                self._check(wire)
                async with pool.stream("GET", wire, headers=_headers(wire, accept)) as answer:
                    moved = _header(answer, b"location")
                    if answer.status not in {301, 302, 303, 307, 308} or not moved:
                        if answer.status != HTTPStatus.OK:
                            raise _refused(f"The address answered {answer.status}. Is it right?")
                        return await keep(url, answer)
                    url = _next(url, moved)
        raise _refused("The address redirects too often.")

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        assert parts.hostname
        if f"{parts.hostname}:{port}" in self._allowed:
            return
        try:
            public = is_public(parts.hostname)
        except ValueError:
            return  # a name: checked when it is resolved
        if not public:
            raise _refused(_BLOCKED)


@cache
def _ssl_context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _on_the_wire(url: str) -> str:
    """The address in ASCII, as a server reads it. Refuses what is no plain web address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        name = host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        raise _refused(_NO_ADDRESS) from None
    if parts.scheme not in {"http", "https"} or not name or "@" in parts.netloc:
        raise _refused(_NO_ADDRESS)
    place = f"[{name}]" if ":" in name else name
    target = quote(parts.path or "/", safe=_PATH_SIGNS)
    query = f"?{quote(parts.query, safe=_PATH_SIGNS + '?')}" if parts.query else ""
    return f"{parts.scheme}://{place}{f':{port}' if port else ''}{target}{query}"


def _headers(url: str, accept: bytes) -> list[tuple[bytes, bytes]]:
    host = urlsplit(url).netloc.encode("ascii")
    return [(b"Host", host), (b"User-Agent", b"vidstudio"), (b"Accept", accept)]


def _header(answer: httpcore.Response, name: bytes) -> str:
    found = {key.lower(): value for key, value in answer.headers}
    return found.get(name, b"").decode("latin-1")


@asynccontextmanager
async def _in_words(seconds: float) -> AsyncGenerator[None]:
    """What goes wrong on the way, as one sentence."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise _refused(f"The address did not answer in {seconds:.0f} s.") from None
    except BlockedAddress:
        raise _refused(_BLOCKED) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
        raise _refused("The address could not be reached.") from error


def _next(url: str, location: str) -> str:
    try:
        following = urljoin(url, location)
    except ValueError:
        raise _refused("The address redirects to none.") from None
    if url.startswith("https:") and not following.startswith("https:"):
        raise _refused("The address redirects to an insecure one.")
    return following


async def _save(target: Path, most_bytes: int, _url: str, answer: httpcore.Response) -> int:
    size = 0
    with target.open("wb") as file:
        async for chunk in answer.aiter_stream():
            size += len(chunk)
            if size > most_bytes:
                raise _refused(f"The file is over {most_bytes // 1_000_000} MB.")
            file.write(chunk)
    return size


async def _beginning(most_bytes: int, url: str, answer: httpcore.Response) -> WebPage:
    packing = _header(answer, b"content-encoding").strip().lower() or "identity"
    if packing not in {"identity", "gzip", "x-gzip", "deflate"}:
        raise _refused("The page is packed in a way that is not understood.")
    unpack = None if packing == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 32)
    body = bytearray()
    async for chunk in answer.aiter_stream():
        try:
            # Never more than there is room for: a small file can unpack to gigabytes.
            body += unpack.decompress(chunk, most_bytes - len(body)) if unpack else chunk
        except zlib.error:
            raise _refused("The page is packed in a way that is not understood.") from None
        if len(body) >= most_bytes:
            break
    return WebPage(url, _header(answer, b"content-type"), bytes(body[:most_bytes]))


def _refused(sentence: str) -> InvalidRequest:
    return InvalidRequest(sentence, "url", code="source_unreachable")
