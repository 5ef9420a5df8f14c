"""What is told to a webhook, how it is signed, and when it is tried again.

The form is Standard Webhooks 1: https://www.standardwebhooks.com
"""

import base64
import hmac
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from vidstudio.base.guarded import is_public, pair_of

DELAYS_SECONDS = (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
LONGEST_RETRY_AFTER_SECONDS = 3_600
LONGEST_URL = 2000
_GONE = 410
_BUSY = {429, 503}
_PORTS = {80, 443}


def refusal(url: str, allowed: frozenset[str]) -> str:
    """Why this address is not called, in a sentence; empty when it is.

    `allowed` are the `host:port` pairs of the operator: private ones, on any port, without TLS.
    """
    try:
        parts, plain = urlsplit(url), url.isprintable() and " " not in url
        host, known = parts.hostname or "", pair_of(url) in allowed
        port = parts.port
    except ValueError:
        return "This is not a web address. It starts with https://"
    if not plain or not host or "@" in parts.netloc or parts.scheme not in {"http", "https"}:
        return "This is not a web address. It starts with https://"
    if len(url) > LONGEST_URL:
        return f"The address has over {LONGEST_URL} characters."
    if known:
        return ""
    if parts.scheme != "https":
        return "A webhook address starts with https://"
    if port not in {None, *_PORTS}:
        return "A webhook is called on the usual port only."
    return "" if _may_be_public(host) else "This address is not on the public internet."


def _may_be_public(host: str) -> bool:
    """Names are checked when they are called."""
    try:
        return is_public(host)
    except ValueError:
        return host != "localhost" and not host.endswith(".localhost")


def first_try(url: str | None, now: datetime) -> dict[str, Any]:
    """The columns of a row that is to be told at `url`, at once; or that nobody asked for."""
    return {"state": "pending", "host": pair_of(url), "next_at": now} if url else {"state": "none"}


def body(kind: str, at: datetime, data: dict[str, Any]) -> str:
    """The text that is sent, byte for byte the same at every try."""
    told = {"type": kind, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(told, separators=(",", ":"))


def headers(secret: bytes, message_id: str, seconds: int, text: str) -> dict[str, str]:
    """What a receiver checks the body with. `seconds` is the Unix time of this try."""
    mac = hmac.digest(secret, f"{message_id}.{seconds}.{text}".encode(), "sha256")
    return {
        "content-type": "application/json",
        "user-agent": "vidstudio",
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


def shown(secret: bytes) -> str:
    """A secret as libraries for receivers take it."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def ended(status: int | None, tries: int) -> str | None:
    """What a delivery has come to after that many tries; None when it is tried again."""
    if status is not None and 200 <= status < 300:  # noqa: PLR2004  as HTTP counts
        return "sent"
    if status == _GONE:
        return "gone"
    return "given_up" if tries >= len(DELAYS_SECONDS) else None


def delay_seconds(tries: int, status: int | None, retry_after: str, jitter: float) -> float:
    """The pause after a try that failed, ±10 % by `jitter` in [0, 1)."""
    delay = DELAYS_SECONDS[min(tries, len(DELAYS_SECONDS) - 1)] * (0.9 + 0.2 * jitter)
    asked = int(retry_after) if status in _BUSY and retry_after.isdecimal() else 0
    return max(delay, min(asked, LONGEST_RETRY_AFTER_SECONDS))
