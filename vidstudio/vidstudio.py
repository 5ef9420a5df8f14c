"""The front gate: opens the studio, builds the API and the browser app, starts the engine."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator

from vidstudio import gauges
from vidstudio.api.app import build_api
from vidstudio.api.gate import Gate
from vidstudio.base import logs
from vidstudio.base.settings import Settings
from vidstudio.engine.loop import Engine
from vidstudio.services import accounts
from vidstudio.studio import Studio, close_studio, open_studio, use
from vidstudio.ui.app import build_app
from vidstudio.ui.live import hub

log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def studio_lifespan() -> AsyncGenerator[None]:
    """Open for as long as the web process lives; on the way out nothing is left running."""
    settings = Settings()
    logs.configure(settings)
    studio = open_studio(settings)
    use(studio)
    await accounts.ensure_owner(studio)
    await _say_start_code(studio)
    loops = [
        asyncio.create_task(studio.db.watch(hub.rooms)),
        asyncio.create_task(gauges.tell(studio)),
    ]
    if studio.settings.engine:
        loops.append(asyncio.create_task(Engine(studio).run()))
    try:
        yield
    finally:
        for task in loops:
            task.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        await close_studio(studio)


async def _say_start_code(studio: Studio) -> None:
    """From another machine, creating the owner account needs this code."""
    if not studio.settings.loopback_only and (await accounts.setup(studio)).needs_owner:
        log.warning("Start code for the owner account: %s", studio.start_code)


app = build_app(api_transformer=[build_api(), Gate], lifespan_tasks=[studio_lifespan])
