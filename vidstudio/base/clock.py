"""Clock: the only source of time, ids and chance, so that tests can wire their own."""

import random
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _uuid4() -> str:
    return str(uuid.uuid4())


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """`now` is aware UTC; `monotonic` is in seconds; `jitter` lies in [0, 1)."""

    now: Callable[[], datetime] = _utc_now
    monotonic: Callable[[], float] = time.monotonic
    new_id: Callable[[], str] = _uuid4
    token: Callable[[], str] = lambda: secrets.token_urlsafe(32)
    jitter: Callable[[], float] = random.random
    seed: Callable[[], int] = lambda: secrets.randbelow(2**31)
    yields: bool = True  # to the clock of a database that several hosts share
