"""What every provider promises the engine, tried on the adapter itself.

A new adapter adds one class to test_contract.py, with a `stage` over its twin:

    class TestNewOne(ProviderContract):
        @pytest.fixture
        async def stage(self) -> AsyncIterator[Stage]: ...
"""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pytest
from PIL import Image

from vidstudio.base.errors import (
    JobLost,
    JobUnknown,
    ModelGone,
    NotSent,
    ProviderBusy,
    ProviderError,
    ProviderMisconfigured,
    Rejected,
)
from vidstudio.media.child import inspect_video
from vidstudio.providers.base import Job, Progress, Provider
from vidstudio.rules.requests import Parameters

SURELY_NOT = (NotSent, ProviderBusy, Rejected, ModelGone, ProviderMisconfigured)
ENDED = {"succeeded", "failed"}
STATES = {"waiting", "throttled", "running"} | ENDED


class Stage(Protocol):
    """A provider with somebody behind it who does as the test says."""

    provider: Provider
    job: Job  # from text alone, one that the provider takes

    def accepted(self) -> int:
        """How many jobs the other side has taken, by its own book."""
        ...

    def refused(self) -> Job:
        """A job that will be refused for its wording."""
        ...

    def lost(self) -> Job:
        """A job that will be taken, with the answer lost on the way."""
        ...

    def gone(self) -> Job:
        """A job whose finished file will have disappeared."""
        ...

    async def unplug(self) -> bool:
        """From now on nobody answers; False where there is no wire."""
        ...


@dataclass(frozen=True)
class Pictures:
    paths: tuple[Path, ...]

    def on(self, job: Job, uploads: tuple[str, ...] = ()) -> Job:
        frame = job.parameters.model_copy(update={"mode": "first_frame", "first_frame": "a"})
        return replace(job, parameters=frame, pictures=self.paths[:1], uploads=uploads[:1])


def plain_job(model: str, seconds: int = 4) -> Job:
    wanted = Parameters(
        mode="text",
        duration_seconds=seconds,
        aspect_ratio="16:9",
        resolution="720p",
        audio=True,
        seed=1,
    )
    return Job("ref-1", model, "A cup at dawn.", "", wanted, pictures=())


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    paths = tuple(tmp_path / f"{name}.png" for name in ("first", "second"))
    for n, path in enumerate(paths):
        Image.new("RGB", (64, 48), (200 * n, 30, 30)).save(path)
    return Pictures(paths)


async def ended(provider: Provider, job_id: str) -> tuple[Progress, list[Progress]]:
    """The ending, and all that was told on the way."""
    told = list[Progress]()
    async with asyncio.timeout(30):
        while not told or told[-1].state not in ENDED:
            told.append(await provider.poll(job_id))
            await asyncio.sleep(0.02)
    return told[-1], told


class ProviderContract:
    async def test_it_says_who_it_is_and_how_much_it_takes(self, stage: Stage) -> None:
        provider = stage.provider
        assert provider.name == provider.name.lower()
        assert provider.title
        assert provider.limits.concurrent > 0
        assert provider.limits.sends > 0
        assert provider.limits.per_seconds > 0

    async def test_a_job_becomes_a_film(self, stage: Stage, tmp_path: Path) -> None:
        submission = await stage.provider.submit(stage.job)
        assert 0 < len(submission.job_id) <= 200
        ending, told = await ended(stage.provider, submission.job_id)
        assert {progress.state for progress in told} <= STATES
        shares = [progress.percent for progress in told if progress.percent is not None]
        assert shares == sorted(shares)
        assert all(0 <= share <= 100 for share in shares)
        assert (ending.state, ending.failure) == ("succeeded", None)
        assert ending.output_url
        await stage.provider.fetch(ending.output_url, tmp_path / "film.mp4")
        facts = await inspect_video(tmp_path / "film.mp4", tmp_path / "poster.webp")
        wanted = stage.job.parameters.duration_seconds
        assert facts.duration_seconds == pytest.approx(wanted, abs=0.5)
        assert stage.accepted() == 1

    async def test_looking_again_at_what_has_ended_says_the_same(self, stage: Stage) -> None:
        submission = await stage.provider.submit(stage.job)
        ending, _ = await ended(stage.provider, submission.job_id)
        assert await stage.provider.poll(submission.job_id) == ending

    async def test_pictures_are_brought_in_their_order_as_often_as_one_likes(
        self, stage: Stage, pictures: Pictures
    ) -> None:
        assert await stage.provider.prepare(()) == ()
        first = await stage.provider.prepare(pictures.paths)
        assert len(set(first)) == 2
        assert await stage.provider.prepare(pictures.paths) == first
        assert (await stage.provider.prepare(pictures.paths[::-1])) == first[::-1]
        assert stage.accepted() == 0

    @pytest.mark.parametrize("brought", [True, False])
    async def test_a_job_with_a_picture_is_taken(
        self, stage: Stage, pictures: Pictures, brought: bool
    ) -> None:
        uploads = await stage.provider.prepare(pictures.paths[:1]) if brought else ()
        await stage.provider.submit(pictures.on(stage.job, uploads))
        assert stage.accepted() == 1

    async def test_a_refusal_means_that_nothing_was_taken(self, stage: Stage) -> None:
        with pytest.raises(Rejected):
            await stage.provider.submit(stage.refused())
        assert stage.accepted() == 0

    async def test_a_lost_answer_never_reads_as_surely_not(self, stage: Stage) -> None:
        job = stage.lost()
        with pytest.raises(ProviderError) as error:
            await stage.provider.submit(job)
        assert not isinstance(error.value, SURELY_NOT)
        assert stage.accepted() == 1

    async def test_nobody_there_means_not_sent(self, stage: Stage) -> None:
        if not await stage.unplug():
            pytest.skip("has no wire")
        with pytest.raises(NotSent):
            await stage.provider.submit(stage.job)
        with pytest.raises(ProviderError) as error:
            await stage.provider.poll("job-1")
        assert not isinstance(error.value, JobUnknown)

    async def test_a_stranger_is_not_found_and_has_no_ending(self, stage: Stage) -> None:
        assert await stage.provider.find("ref-of-nobody") is None
        try:
            told = await stage.provider.poll("job-of-nobody")
        except JobUnknown:
            return
        assert isinstance(told.failure, JobLost)

    async def test_found_is_only_what_was_taken(self, stage: Stage) -> None:
        submission = await stage.provider.submit(stage.job)
        assert await stage.provider.find(stage.job.client_ref) in {submission.job_id, None}

    async def test_stopping_is_believed_only_when_it_is_confirmed(self, stage: Stage) -> None:
        submission = await stage.provider.submit(stage.job)
        if await stage.provider.cancel(submission.job_id):
            return
        ending, _ = await ended(stage.provider, submission.job_id)
        assert ending.state == "succeeded"

    async def test_a_file_that_is_gone_says_so_and_leaves_nothing(
        self, stage: Stage, tmp_path: Path
    ) -> None:
        submission = await stage.provider.submit(stage.gone())
        ending, _ = await ended(stage.provider, submission.job_id)
        with pytest.raises(JobLost):
            await stage.provider.fetch(ending.output_url or "", tmp_path / "film.mp4")
        assert not (tmp_path / "film.mp4").exists()

    async def test_what_has_ended_is_discarded_as_often_as_one_likes(self, stage: Stage) -> None:
        submission = await stage.provider.submit(stage.job)
        await ended(stage.provider, submission.job_id)
        for _ in range(2):
            await stage.provider.discard(submission.job_id)
