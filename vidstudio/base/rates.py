"""Rate limits: moving windows, in memory or in a Redis that several processes share."""

import logging
import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from vidstudio.base import metrics
from vidstudio.base.errors import TooManyRequests

log = logging.getLogger(__name__)

_REDIS_SECONDS = 0.5
_WITHOUT_REDIS_SECONDS = 15
# What guesses at secrets is refused rather than counted per process.
_CLOSED_WITHOUT_REDIS = ("login",)


class Rates:
    """`hit("login", "5/minute", key)`: the bucket's name keeps its own count per key.

    With `redis_url` the counts are those of all processes. While Redis is away each process counts
    for itself, and nobody signs in.
    """

    def __init__(self, redis_url: str = "") -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = MovingWindowRateLimiter(_redis(redis_url)) if redis_url else None
        self._items: dict[str, RateLimitItem] = {}

    def hit(self, bucket: str, rule: str, key: str, *, cost: int = 1) -> None:
        """Count `cost` uses. Raises TooManyRequests, with the wait, when that is too many."""
        item = self._items.setdefault(rule, parse(rule))
        try:
            self._count(self._shared or self._own, item, (bucket, key), cost)
        except RedisError:
            log.warning("Redis does not answer: this process limits %s by itself", bucket)
            if bucket.startswith(_CLOSED_WITHOUT_REDIS):
                raise TooManyRequests(_WITHOUT_REDIS_SECONDS) from None
            self._count(self._own, item, (bucket, key), cost)

    def _count(
        self,
        limiter: MovingWindowRateLimiter,
        item: RateLimitItem,
        names: tuple[str, str],
        cost: int,
    ) -> None:
        if limiter.hit(item, *names, cost=cost):
            return
        metrics.RATE_LIMITED.labels(names[0]).inc()
        reset = limiter.get_window_stats(item, *names).reset_time
        wait = reset - time.time()  # noqa: TID251  the library's own clock
        raise TooManyRequests(max(1, math.ceil(wait)))


def _redis(url: str) -> Storage:
    return RedisStorage(
        url,
        wrap_exceptions=False,
        key_prefix="vidstudio-limits",
        socket_timeout=_REDIS_SECONDS,
        socket_connect_timeout=_REDIS_SECONDS,
    )
