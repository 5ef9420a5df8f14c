"""From the provider's file to ours: fetch, check, store, settle."""

import asyncio
import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from vidstudio import transitions
from vidstudio.base.errors import (
    JobLost,
    ProviderError,
    StorageFailed,
    TookTooLong,
    VidstudioError,
)
from vidstudio.base.failpoints import failpoint
from vidstudio.db.tables import Asset, Task
from vidstudio.engine.work import Work
from vidstudio.media.child import inspect_video
from vidstudio.media.facts import NotAVideo, VideoFacts
from vidstudio.rules.lifecycle import TaskState
from vidstudio.rules.sentences import take_name
from vidstudio.store.base import StoredFile, output_key
from vidstudio.transitions import Output

FETCH_SECONDS = 600.0
MOST_FETCHES = 3
POSTER_WIDTH = 480


async def fetch(work: Work, task: Task) -> Task | None:
    """fetching → storing: the file lies here and has been played through."""
    folder = work.folder(task)
    video = folder / "output.mp4"
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await _download(work, task, video)
        failpoint("c10")
        facts = await inspect_video(video, folder / "poster.webp")
        await asyncio.to_thread(_write_facts, folder, facts)
    except JobLost as error:
        return await work.fail(task, error)
    except (ProviderError, TimeoutError) as error:
        if work.given_up(task):
            return await work.fail(task, TookTooLong())
        return await work.again(task, error)
    except NotAVideo as error:
        if task.failures + 1 >= MOST_FETCHES:
            return await work.fail(task, ProviderError("The provider sent a broken file."))
        return await work.again(task, error)
    except OSError as error:
        raise StorageFailed(f"The video could not be kept: {error.strerror}.") from error
    return await work.move(task, TaskState.STORING, failures=0)


async def _download(work: Work, task: Task, video: Path) -> None:
    try:
        async with asyncio.timeout(FETCH_SECONDS):
            await work.provider(task).fetch(task.output_url or "", video)
    except (VidstudioError, OSError):
        raise
    except Exception as error:
        raise ProviderError from error


async def store(work: Work, task: Task) -> Task | None:
    """storing → succeeded: asset, charge, state and outbox in one transaction."""
    folder = work.folder(task)
    facts = await asyncio.to_thread(_read_facts, folder)
    if facts is None:
        # Another machine, or a cleaned one: the file can be had again.
        return await work.move(task, TaskState.FETCHING, reason="file_gone")
    video = await _keep(work, task, folder / "output.mp4", "video/mp4")
    poster = await _keep(work, task, folder / "poster.webp", "image/webp")
    failpoint("c11")
    video.duration_ms = round(facts.duration_seconds * 1000)
    video.width, video.height, video.codec = facts.width, facts.height, facts.codec
    poster.width = POSTER_WIDTH
    poster.height = round(POSTER_WIDTH * facts.height / facts.width)
    output = Output(video, poster, facts.duration_seconds)
    await asyncio.shield(_settle(work, task, output))
    return None


async def _settle(work: Work, task: Task, output: Output) -> None:
    now = work.studio.clock.now()
    await work.studio.db.write(
        lambda session: transitions.succeed(session, task, output, work.worker, now)
    )
    failpoint("c13")
    await work.tidy(task)


async def _keep(work: Work, task: Task, path: Path, mime: str) -> Asset:
    """Put the file into the store and see that it is really there."""
    store, clock = work.studio.store, work.studio.clock
    digest = await asyncio.to_thread(_sha256, path)
    key = output_key(task.workspace_id, task.id, digest, path.suffix)
    stored: StoredFile = await store.put(key, path)
    if await store.size(key) != stored.size_bytes or stored.sha256 != digest:
        raise StorageFailed("What was stored is not what was sent.")
    return Asset(
        id=clock.new_id(),
        workspace_id=task.workspace_id,
        task_id=task.id,
        role="output" if mime == "video/mp4" else "poster",
        storage_key=key,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        mime=mime,
        width=0,
        height=0,
        name=f"{take_name(task.number)}{path.suffix}",
        created_at=clock.now(),
    )


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
