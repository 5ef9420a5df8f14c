"""One look at a job at its provider; the breaker hears what came of it."""

import asyncio

from vidstudio.db.tables import Task
from vidstudio.engine import breaker
from vidstudio.engine.work import Work
from vidstudio.providers.base import Progress

LOOK_SECONDS = 15.0  # in all, not only for a silence


async def look(work: Work, task: Task, job_id: str) -> Progress:
    """Raises what the provider does, or TimeoutError."""
    provider = work.provider(task)  # one that is gone has told nothing
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            progress = await provider.poll(job_id)
    except Exception as error:
        await breaker.heard(work, task.provider, error, submit=False)
        raise
    await breaker.heard(work, task.provider, None, submit=False)
    return progress
