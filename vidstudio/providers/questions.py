"""Questions to a provider as httpcore sends them: hundreds a second, so nothing is done twice."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

import httpcore
import httpx

CONNECT_SECONDS = 10.0


def question(
    url: str, headers: Mapping[str, str], query: Mapping[str, str] | None, body: object
) -> httpcore.Request:
    """GET, or POST of `body`."""
    there, asked = _place(url), f"?{urlencode(query)}" if query else ""
    told, content = {**headers, "Host": there.netloc}, b""
    if body is not None:
        content = json.dumps(body).encode()
        told |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
    target = there.path + asked.encode()
    return httpcore.Request(
        "GET" if body is None else "POST",
        httpcore.URL(scheme=there.scheme, host=there.host, port=there.port, target=target),
        headers=[(key.encode(), value.encode()) for key, value in told.items()],
        content=content,
        extensions={"timeout": {"connect": CONNECT_SECONDS}},
    )


class _Place(NamedTuple):
    """Where a web address leads, in the words of the wire."""

    scheme: bytes
    host: bytes
    port: int | None
    path: bytes
    netloc: str


@lru_cache(maxsize=256)
def _place(url: str) -> _Place:
    """Of the few addresses that are asked again and again."""
    parts = httpx.URL(url)
    netloc = parts.netloc.decode("ascii")
    return _Place(parts.raw_scheme, parts.raw_host, parts.port, parts.raw_path, netloc)
