"""Rate limits: moving windows, in memory or in a Redis that several processes share."""

import logging
import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from vidstudio.base import metrics
from vidstudio.base.errors import TooManyRequests

log = logging.getLogger(__name__)

# Counting waits in the event loop, so a Redis that is away must not be waited for at every hit.
_REDIS_SECONDS = 0.3
_PAUSE_SECONDS = 2.0
_WITHOUT_REDIS_SECONDS = 15
# What guesses at passwords is refused rather than counted per process.
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
        self._ask_again = 0.0  # by the monotonic clock
        self._away = False

    def hit(self, bucket: str, rule: str, key: str, *, cost: int = 1) -> None:
        """Count `cost` uses. Raises TooManyRequests, with the wait, when that is too many."""
        item, names = self._items.setdefault(rule, parse(rule)), (bucket, key)
        if self._shared is None:
            self._count(self._own, item, names, cost)
        elif not self._counted_by_all(self._shared, item, names, cost):
            if bucket.startswith(_CLOSED_WITHOUT_REDIS):
                raise TooManyRequests(_WITHOUT_REDIS_SECONDS)
            self._count(self._own, item, names, cost)

    def _counted_by_all(
        self,
        shared: MovingWindowRateLimiter,
        item: RateLimitItem,
        names: tuple[str, str],
        cost: int,
    ) -> bool:
        """False while Redis is away; then it is not asked again for a moment."""
        now = time.monotonic()
        if now < self._ask_again:
            return False
        try:
            self._count(shared, item, names, cost)
        except RedisError as error:
            if not self._away:
                log.error("Redis is away, each process limits by itself: %s", error)
            self._ask_again, self._away = now + _PAUSE_SECONDS, True
            return False
        if self._away:
            log.warning("Redis is back: limits count all processes again")
            self._away = False
        return True

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
        # The client would try four times, with seconds of sleep between them.
        retry=Retry(NoBackoff(), retries=0),  # pyright: ignore[reportArgumentType] handed on
    )
