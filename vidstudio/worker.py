"""`python -m vidstudio.worker`: the engine alone, without a web server. Any number may run."""

import asyncio
import signal

from vidstudio import gauges
from vidstudio.base import logs
from vidstudio.base.settings import Settings
from vidstudio.engine.loop import Engine
from vidstudio.studio import close_studio, open_studio


async def work() -> None:
    """Until SIGTERM or SIGINT; ends within 25 s."""
    settings = Settings()
    logs.configure(settings)
    studio = open_studio(settings)
    engine = asyncio.create_task(Engine(studio).run())
    beside = [
        asyncio.create_task(studio.db.watch(set[str])),
        asyncio.create_task(gauges.tell(studio)),
    ]
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, engine.cancel)
    try:
        await asyncio.gather(engine, return_exceptions=True)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await close_studio(studio)


if __name__ == "__main__":
    asyncio.run(work())
