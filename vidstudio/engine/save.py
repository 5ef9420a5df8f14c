"""From the provider's file to ours: fetch, check, store, settle."""

import asyncio
import hashlib
import json
import logging
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from vidstudio import transitions
from vidstudio.base import metrics
from vidstudio.base.errors import (
    JobLost,
    OutputUnusable,
    ProviderError,
    ProviderMisconfigured,
    StorageFailed,
    TookTooLong,
    TooLarge,
    VidstudioError,
)
from vidstudio.base.failpoints import failpoint
from vidstudio.db.tables import Asset, Task
from vidstudio.engine.look import look
from vidstudio.engine.work import Work
from vidstudio.media.child import inspect_video
from vidstudio.media.facts import NotAVideo, VideoFacts
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.sentences import take_name
from vidstudio.store.base import output_key
from vidstudio.transitions import Output

log = logging.getLogger(__name__)

FETCH_SECONDS = 600.0
FETCH_AGAIN = timedelta(minutes=30)
MOST_FETCHES = 3  # of a file that is broken
MOST_FRESH = 3  # links asked for in place of one that has expired
POSTER_WIDTH = 480


async def fetch(work: Work, task: Task) -> Task | None:
    """fetching → storing: the file lies here and has been played through."""
    try:
        await bring(work, task, task.output_url or "")
    except JobLost as error:
        return await _expired(work, task, error)
    except (NotAVideo, TooLarge) as error:
        return await _broken(work, task, error)
    except OutputUnusable as error:  # fetching it again cannot help
        return await work.fail(task, error, exposed=True)
    except ProviderMisconfigured:
        raise
    except ProviderError as error:
        if work.given_up(task):
            return await work.fail(task, TookTooLong(), exposed=True)
        return await work.again(task, error)
    return await work.move(task, TaskState.STORING, failures=0, missing=0)


async def bring(work: Work, task: Task, url: str) -> None:
    """Put the file, its poster and its facts into the task's folder, checked as a whole video.

    Raises JobLost when the link has expired, NotAVideo and TooLarge for what nobody can play,
    StorageFailed when there is no room here, other ProviderErrors for trouble on the way.
    """
    folder = work.folder(task)
    video = folder / "output.mp4"
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await _download(work, task, url, video)
        failpoint("c10")
        facts = await inspect_video(video, folder / "poster.webp")
        await asyncio.to_thread(_write_facts, folder, facts)
    except OSError as error:
        raise StorageFailed(f"The video could not be kept: {error.strerror}.") from error


async def _download(work: Work, task: Task, url: str, video: Path) -> None:
    try:
        async with asyncio.timeout(FETCH_SECONDS):
            await work.provider(task).fetch(url, video)
    except (TimeoutError, ConnectionError) as error:
        raise ProviderError from error
    except (VidstudioError, OSError):
        raise
    except Exception as error:
        raise ProviderError from error


async def _expired(work: Work, task: Task, error: JobLost) -> None:
    """The provider may hand out a fresh link to a file that it still has."""
    if task.missing >= MOST_FRESH:
        return await work.fail(task, error, exposed=True)
    url = task.output_url
    try:
        progress = await look(work, task, task.provider_job_id or "")
    except ProviderMisconfigured:
        raise
    except Exception as trouble:  # no answer; the old link may work again
        log.warning("task %s: no fresh link: %r", task.id, trouble)
    else:
        if progress.state == "failed":
            return await work.fail(task, progress.failure or error, exposed=True)
        url = progress.output_url or url
    return await work.again(task, error, missing=task.missing + 1, output_url=url)


async def _broken(work: Work, task: Task, error: VidstudioError) -> None:
    if task.missing + 1 >= MOST_FETCHES:
        broken = ProviderError("The provider sent a broken file.")
        return await work.fail(task, broken, exposed=True)
    return await work.again(task, error, missing=task.missing + 1)


async def store(work: Work, task: Task) -> Task | None:
    """storing → succeeded: asset, charge, state and outbox in one transaction."""
    output = await kept(work, task)
    if output is None:
        # Another machine, or a cleaned one: the file can be had again.
        again = max(task.deadline_at, work.studio.clock.now() + FETCH_AGAIN)
        fetching = TaskState.FETCHING
        return await work.move(task, fetching, "file_gone", deadline_at=again, failures=0)
    failpoint("c11")
    await asyncio.shield(_settle(work, task, output))
    return None


async def kept(work: Work, task: Task) -> Output | None:
    """The files of the task's folder as they now lie in the store; None when some are gone."""
    folder = work.folder(task)
    facts = await asyncio.to_thread(_read_facts, folder)
    if facts is None:
        return None
    video = await _keep(work, task, folder / "output.mp4", "video/mp4")
    poster = await _keep(work, task, folder / "poster.webp", "image/webp")
    video.duration_ms = round(facts.duration_seconds * 1000)
    video.width, video.height, video.codec = facts.width, facts.height, facts.codec
    poster.width = POSTER_WIDTH
    poster.height = round(POSTER_WIDTH * facts.height / facts.width)
    return Output(video, poster, facts.duration_seconds)


async def _settle(work: Work, task: Task, output: Output) -> None:
    now = work.studio.clock.now()
    charged = await work.studio.db.write(
        lambda session: transitions.succeed(session, task, output, work.worker, now)
    )
    log.info("Deducted %d credits for Sora task %s", charged, task.id)
    for stage, begun in (("waiting", task.created_at), ("making", task.started_at)):
        ended = task.started_at if stage == "waiting" else now
        if begun and ended:
            seconds = (ended - begun).total_seconds()
            metrics.STAGE_SECONDS.labels(stage, task.provider).observe(seconds)
    failpoint("c13")
    await work.tidy(task)


async def _keep(work: Work, task: Task, path: Path, mime: str) -> Asset:
    """Put the file into the store and see that it is really there."""
    clock = work.studio.clock
    digest, size = await asyncio.to_thread(_measured, path)
    key = output_key(task.workspace_id, task.id, digest, path.suffix)
    if not await _there(work, key, size, digest):
        await _put(work, key, path, (size, digest))
    return Asset(
        id=clock.new_id(),
        workspace_id=task.workspace_id,
        task_id=task.id,
        role="output" if mime == "video/mp4" else "poster",
        storage_key=key,
        sha256=digest,
        size_bytes=size,
        mime=mime,
        width=0,
        height=0,
        name=f"{take_name(task.number)}{path.suffix}",
        created_at=clock.now(),
    )


async def _put(work: Work, key: str, path: Path, sent: tuple[int, str]) -> None:
    size, digest = sent
    try:
        stored = await work.studio.store.put(key, path)
    except StorageFailed:
        metrics.STORAGE_ERRORS.labels("put").inc()
        # It may have been kept, and only the answer got lost.
        if not await _there(work, key, size, digest):
            raise
        return
    if await work.studio.store.size(key) != size or stored.sha256 != digest:
        raise StorageFailed("What was stored is not what was sent.")


async def _there(work: Work, key: str, size: int, digest: str) -> bool:
    """Whether the store has this very file already."""
    store = work.studio.store
    try:
        return await store.size(key) == size and await store.sha256(key) == digest
    except OSError as error:
        raise StorageFailed from error


def _measured(path: Path) -> tuple[str, int]:
    return _sha256(path), path.stat().st_size


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_facts(folder: Path, facts: VideoFacts) -> None:
    part = folder / "facts.part"
    part.write_text(json.dumps(asdict(facts)), "utf-8")
    part.replace(folder / "facts.json")


def _read_facts(folder: Path) -> VideoFacts | None:
    files = [folder / name for name in ("facts.json", "output.mp4", "poster.webp")]
    if not all(path.is_file() for path in files):
        return None
    return VideoFacts(**json.loads(files[0].read_text("utf-8")))
