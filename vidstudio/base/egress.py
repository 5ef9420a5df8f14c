"""The guarded HTTP client: for every URL that a user can influence.

`base/guarded.py` checks each address where the socket is opened. Redirects are followed by
hand, each checked anew.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from vidstudio.base.errors import InvalidRequest
from vidstudio.base.guarded import (
    BlockedAddress,
    GuardedBackend,
    is_public,
    pair_of,
    pairs,
    ssl_context,
)
from vidstudio.base.unpacking import PackedOddly, Unpacker

MOST_REDIRECTS = 3
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


class GuardedClient:
    """`allow` is the operator's list of private `host:port` pairs, comma separated."""

    def __init__(self, allow: str = "") -> None:
        self._allowed = pairs(allow)

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
            ssl_context=await asyncio.to_thread(ssl_context),
            network_backend=GuardedBackend(self._allowed),
        )
        async with pool:
            for _ in range(MOST_REDIRECTS + 1):
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
        assert parts.hostname
        if pair_of(url) in self._allowed:
            return
        try:
            public = is_public(parts.hostname)
        except ValueError:
            return  # a name: checked when it is resolved
        if not public:
            raise _refused(_BLOCKED)


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
    body = bytearray()
    try:
        unpack = Unpacker(_header(answer, b"content-encoding"))
        async for chunk in answer.aiter_stream():
            body += unpack.feed(chunk, most_bytes - len(body))
            if len(body) >= most_bytes:
                break
    except PackedOddly:
        raise _refused("The page is packed in a way that is not understood.") from None
    return WebPage(url, _header(answer, b"content-type"), bytes(body))


def _refused(sentence: str) -> InvalidRequest:
    return InvalidRequest(sentence, "url", code="source_unreachable")
