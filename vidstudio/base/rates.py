"""Rate limits of this process: moving windows in memory."""

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from vidstudio.base import metrics
from vidstudio.base.errors import TooManyRequests


class Rates:
    """`hit("login 5/minute", key)`: the rule's name keeps its own count per key."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._items: dict[str, RateLimitItem] = {}

    def hit(self, bucket: str, rule: str, key: str, *, cost: int = 1) -> None:
        """Count `cost` uses. Raises TooManyRequests, with the wait, when that is too many."""
        item = self._items.setdefault(rule, parse(rule))
        if not self._limiter.hit(item, bucket, key, cost=cost):
            metrics.RATE_LIMITED.labels(bucket).inc()
            reset = self._limiter.get_window_stats(item, bucket, key).reset_time
            wait = reset - time.time()  # noqa: TID251  the library's own clock
            raise TooManyRequests(max(1, math.ceil(wait)))
