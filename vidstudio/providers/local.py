"""The built-in provider: renders on this machine, and stands in for the others in a demo.

A job is a directory named by our own client reference, so a lost answer never loses a job,
and a job whose process was killed is simply rendered again: same seed, same video.
"""

import asyncio
import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from vidstudio.base.clock import Clock
from vidstudio.base.errors import (
    ImageRefused,
    JobLost,
    NotSent,
    OutputWithheld,
    PromptRefused,
    ProviderError,
    SubmitUnknown,
)
from vidstudio.media.animatic.spec import AnimaticSpec, frame_size
from vidstudio.media.renders import Renders, RenderStatus
from vidstudio.providers.base import Job, Limits, Progress, Submission
from vidstudio.providers.script import endings

POLL_SECONDS = 0.4
SLOW_FACTOR = 6.0
SHORT_SHARE = 0.6
BUSY_SECONDS = 4.0
LOST_SECONDS = 8.0
FAIL_AT_PERCENT = 40
ALL_PERCENT = 100
STALE_SECONDS = 2 * 24 * 3600
# Of two cores one is left to the web process.
_RENDERS_AT_ONCE = max(1, (os.cpu_count() or 2) // 2)


@dataclass(frozen=True)
class Script:
    """What was asked of a job, kept beside it. `pace_seconds` is the least it takes."""

    created_at: str
    pace_seconds: float
    endings: tuple[str, ...]
    spec: dict[str, object]

    def age_seconds(self, now: datetime) -> float:
        return (now - datetime.fromisoformat(self.created_at)).total_seconds()


class LocalProvider:
    name, title = "local", "This studio"
    limits = Limits(concurrent=1000, sends=1000, per_seconds=1.0)
    can_find = True

    def __init__(self, root: Path, clock: Clock) -> None:
        self._root, self._clock = root, clock
        self._renders = Renders()
        self._begun: dict[str, float] = {}
        self._starting = asyncio.Lock()
        root.mkdir(parents=True, exist_ok=True)

    async def prepare(self, pictures: tuple[Path, ...]) -> tuple[str, ...]:
        return tuple(str(path) for path in pictures)

    async def submit(self, job: Job) -> Submission:
        words = endings(job.prompt) if job.demo else frozenset[str]()
        if "refuse" in words:
            raise PromptRefused
        await asyncio.to_thread(self._accept, job, words)
        if "lost" in words:
            raise SubmitUnknown
        await self._start_waiting()
        return Submission(job.client_ref)

    async def poll(self, job_id: str) -> Progress:
        script = self._script(job_id)
        if script is None:
            return Progress("failed", failure=JobLost())
        status = self._renders.read(self._folder(job_id))
        if status.state == "absent":
            await self._start_waiting()
            status = self._renders.read(self._folder(job_id))
        return self._told(job_id, script, status)

    async def fetch(self, output_url: str, target: Path) -> None:
        job_id = output_url.removeprefix("local:")
        script = self._script(job_id)
        video = self._renders.read(self._folder(job_id)).video
        if script is None or "gone" in script.endings or not video.is_file():
            raise JobLost
        await asyncio.to_thread(shutil.copyfile, video, target)

    async def cancel(self, job_id: str) -> bool:
        await self._renders.stop(self._folder(job_id))
        return True

    async def find(self, client_ref: str) -> str | None:
        script = self._script(client_ref)
        if script is None:
            return None
        if "lost" in script.endings and script.age_seconds(self._clock.now()) < LOST_SECONDS:
            return None
        return client_ref

    async def discard(self, job_id: str) -> None:
        self._begun.pop(job_id, None)
        await self._renders.stop(self._folder(job_id))
        await asyncio.to_thread(shutil.rmtree, self._folder(job_id), ignore_errors=True)

    async def close(self) -> None:
        await self._renders.stop_all()

    def _folder(self, job_id: str) -> Path:
        return self._root / Path(job_id).name

    def _prune(self) -> None:
        """Jobs whose task ended while nobody could tell us."""
        oldest = self._clock.now().timestamp() - STALE_SECONDS
        for folder in self._root.iterdir():
            with suppress(FileNotFoundError):  # a job that ends at this moment
                if folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)

    def _accept(self, job: Job, words: frozenset[str]) -> None:
        """A job is accepted once its script stands there; before that, surely not."""
        self._prune()
        try:
            self._write(job, words)
        except OSError as error:
            shutil.rmtree(self._folder(job.client_ref), ignore_errors=True)
            raise NotSent(f"This machine could not begin: {error.strerror}.") from error

    def _write(self, job: Job, words: frozenset[str]) -> None:
        folder = self._folder(job.client_ref)
        folder.mkdir(parents=True, exist_ok=True)
        pictures = [
            _keep(path, folder / f"{n}{path.suffix}") for n, path in enumerate(job.pictures)
        ]
        script = Script(
            created_at=self._clock.now().isoformat(),
            pace_seconds=_pace(job, words),
            endings=tuple(sorted(words)),
            spec=asdict(_spec(job, tuple(pictures), words)),
        )
        part = folder / "script.part"
        part.write_text(json.dumps(asdict(script), default=str), "utf-8")
        part.replace(folder / "script.json")

    def _script(self, job_id: str) -> Script | None:
        try:
            return Script(**json.loads((self._folder(job_id) / "script.json").read_text("utf-8")))
        except FileNotFoundError:
            return None

    async def _start_waiting(self) -> None:
        """Start the oldest waiting jobs while places are free: first come, first drawn."""
        async with self._starting:
            for folder, script in await asyncio.to_thread(self._next):
                self._begun[folder.name] = self._clock.monotonic()
                await self._renders.start(_read_spec(script), folder)

    def _next(self) -> list[tuple[Path, Script]]:
        states = {path: self._renders.read(path).state for path in self._root.iterdir()}
        free = _RENDERS_AT_ONCE - sum(state == "running" for state in states.values())
        scripts = [(path, self._script(path.name)) for path in states if states[path] == "absent"]
        now = self._clock.now()
        waiting = [(path, told) for path, told in scripts if told and not _busy(told, now)]
        waiting.sort(key=lambda job: job[1].created_at)
        return waiting[: max(0, free)]

    def _told(self, job_id: str, script: Script, status: RenderStatus) -> Progress:
        """Blend the true progress with the pace of the model that is stood in for."""
        if status.state == "absent":
            state = "throttled" if _busy(script, self._clock.now()) else "waiting"
            return Progress(state, poll_after_seconds=POLL_SECONDS)
        if status.state == "failed":
            return Progress("failed", failure=ProviderError(status.error))
        begun = self._begun.setdefault(job_id, self._clock.monotonic())
        paced = (self._clock.monotonic() - begun) / max(script.pace_seconds, 0.01)
        percent = min(ALL_PERCENT, int(ALL_PERCENT * min(status.progress, paced)))
        failure = _failure(script, percent)
        if failure:
            return Progress("failed", failure=failure)
        if status.state == "done" and percent >= ALL_PERCENT:
            return Progress("succeeded", 100, output_url=f"local:{job_id}")
        told = None if "slow" in script.endings else min(percent, ALL_PERCENT - 1)
        return Progress("running", told, poll_after_seconds=POLL_SECONDS)


def _pace(job: Job, words: frozenset[str]) -> float:
    pace = job.usual_seconds if job.stands_in_for else 0.0
    return max(pace, 4.0) * SLOW_FACTOR if "slow" in words else pace


def _busy(script: Script, now: datetime) -> bool:
    return "busy" in script.endings and script.age_seconds(now) < BUSY_SECONDS


def _failure(script: Script, percent: int) -> ProviderError | None:
    if "refuse-image" in script.endings:
        return ImageRefused("The provider refused the first picture.")
    if "fail" in script.endings and percent >= FAIL_AT_PERCENT:
        return ProviderError()
    if "withhold" in script.endings and percent >= ALL_PERCENT - 1:
        return OutputWithheld()
    return None


def _spec(job: Job, pictures: tuple[Path, ...], words: frozenset[str]) -> AnimaticSpec:
    wanted = job.parameters
    width, height = frame_size(wanted.aspect_ratio, _drawn(wanted.resolution))
    seconds = wanted.duration_seconds
    return AnimaticSpec(
        prompt=job.prompt,
        references=pictures,
        duration_seconds=max(1, int(seconds * SHORT_SHARE)) if "short" in words else seconds,
        width=width,
        height=height,
        seed=wanted.seed,
        mark=f"DEMO · {job.stands_in_for}" if job.stands_in_for else "ANIMATIC",
    )


def _drawn(resolution: str) -> str:
    """Stand-ins of 480p and 4k are drawn in a size this machine can make in seconds."""
    return {"480p": "720p", "4k": "1080p"}.get(resolution, resolution)


def _read_spec(script: Script) -> AnimaticSpec:
    fields = dict(script.spec)
    references = fields.pop("references")
    assert isinstance(references, list)
    paths = tuple(Path(str(path)) for path in references)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] JSON
    return AnimaticSpec(references=paths, **fields)  # pyright: ignore[reportArgumentType] as written by _write


def _keep(source: Path, target: Path) -> Path:
    """The job keeps its own copy: the caller's may be gone when it is rendered again."""
    shutil.copyfile(source, target)
    return target
