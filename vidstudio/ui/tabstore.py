"""What open tabs show is kept in a Redis where several web processes share it.

Nothing lives there only: a page that finds nothing there is drawn anew from the database.
"""

import contextlib
import logging
from collections.abc import AsyncGenerator

import reflex as rx
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from reflex.istate.manager.redis import StateManagerRedis
from reflex.utils.token_manager import RedisTokenManager

log = logging.getLogger(__name__)

_RETRY_SECONDS = 0.1


@contextlib.asynccontextmanager
async def impatient(app: rx.App) -> AsyncGenerator[None]:
    """While Redis is away an event fails at once, and says so. Reflex passes `app` by this name.

    Its clients would try for half a minute, and the page would hang without a word.
    """
    stores = app.state_manager, app.event_namespace._token_manager  # pyright: ignore
    for store in stores:
        if isinstance(store, StateManagerRedis | RedisTokenManager):
            store.redis.set_retry(Retry(ConstantBackoff(_RETRY_SECONDS), retries=1))
    yield
