"""Fetches finished files from wherever a provider says that they lie: guarded, and up to a cap."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from vidstudio.base.errors import LinkExpired, OutputUnusable, ProviderUnavailable
from vidstudio.base.guarded import BlockedHost, guarded_client

MOST_RESULT_BYTES = 2_000_000_000
SILENCE_SECONDS = 30.0
MOST_REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})
_EXPIRED = frozenset({400, 401, 403, 404, 410})
_ELSEWHERE = "The provider’s file lies where this studio must not fetch from."


async def download(url: str, target: Path, allowed: frozenset[str]) -> None:
    """Write what lies at `url` to `target`, whole or not at all.

    `allowed` are the operator's private `host:port` pairs. Raises LinkExpired when there is
    nothing at the address any more, OutputUnusable for a file over the cap or an address
    that is not public, ProviderUnavailable for trouble that may pass.
    """
    try:
        async with guarded_client(allowed) as client:
            client.timeout = httpx.Timeout(SILENCE_SECONDS, connect=10)
            for _ in range(MOST_REDIRECTS + 1):
                async with _got(client, url) as answer:
                    if answer.status_code not in _MOVED:
                        return await _save(answer, target)
                    url = _next(url, answer.headers.get("location", ""))
    except BlockedHost as error:
        raise OutputUnusable(_ELSEWHERE) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        await asyncio.to_thread(target.unlink, missing_ok=True)
        raise ProviderUnavailable("The finished video could not be fetched.") from error
    raise OutputUnusable("The provider’s file redirects too often.")


@asynccontextmanager
async def _got(client: httpx.AsyncClient, url: str) -> AsyncGenerator[httpx.Response]:
    if urlsplit(url).scheme not in {"http", "https"}:
        raise OutputUnusable(_ELSEWHERE)
    headers = {"User-Agent": "vidstudio", "Accept": "video/*,*/*;q=0.5"}
    # Packed files are not asked for: the length that is told must be that of the file.
    async with client.stream("GET", url, headers={**headers, "Accept-Encoding": "identity"}) as got:
        yield got


def _next(url: str, location: str) -> str:
    following = urljoin(url, location)
    if url.startswith("https:") and not following.startswith("https:"):
        raise OutputUnusable(_ELSEWHERE)
    return following


async def _save(answer: httpx.Response, target: Path) -> None:
    if answer.status_code in _EXPIRED:
        raise LinkExpired
    if answer.status_code != HTTPStatus.OK:
        raise ProviderUnavailable(status=answer.status_code)
    told = answer.headers.get("content-length", "")
    size = 0
    with target.open("wb") as file:
        async for chunk in answer.aiter_raw():
            size += len(chunk)
            if size > MOST_RESULT_BYTES or (told.isdigit() and int(told[:20]) > MOST_RESULT_BYTES):
                size = -1
                break
            file.write(chunk)
    if size < 0:
        await asyncio.to_thread(target.unlink)
        raise OutputUnusable(f"The provider’s file is over {MOST_RESULT_BYTES / 1e9:g} GB.")
