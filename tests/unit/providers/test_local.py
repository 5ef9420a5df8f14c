"""The built-in provider: real films, and every ending that a prompt asks for in brackets."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.studio_fixtures import Timepiece
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
from vidstudio.media.child import inspect_video
from vidstudio.providers.base import Job, Progress
from vidstudio.providers.local import LocalProvider
from vidstudio.rules.requests import Parameters

PARAMETERS = Parameters(
    mode="text", duration_seconds=1, aspect_ratio="16:9", resolution="480p", audio=False, seed=1
)
JOB = Job(
    client_ref="ref-1",
    model="animatic",
    prompt="A cup at dawn.",
    negative_prompt="",
    parameters=PARAMETERS,
    pictures=(),
    demo=True,
)


def walking(timepiece: Timepiece) -> Clock:
    """Dates stand still; the stopwatch behind the pace does not."""
    return replace(timepiece.clock, monotonic=time.monotonic)


@pytest.fixture
async def provider(tmp_path: Path, timepiece: Timepiece) -> AsyncIterator[LocalProvider]:
    opened = LocalProvider(tmp_path / "local", walking(timepiece))
    yield opened
    await opened.close()


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


def asked(words: str, **changes: object) -> Job:
    return replace(JOB, prompt=f"A cup at dawn. {words}", **changes)  # pyright: ignore[reportArgumentType] fields of Job


async def ended(provider: LocalProvider, job_id: str = "ref-1") -> Progress:
    """Look until the job has ended."""
    async with asyncio.timeout(20):
        while True:
            told = await provider.poll(job_id)
            if told.state in {"succeeded", "failed"}:
                return told
            await asyncio.sleep(0.05)


async def test_a_job_becomes_a_film_of_the_size_asked_for(
    provider: LocalProvider, tmp_path: Path
) -> None:
    submission = await provider.submit(JOB)
    told = await ended(provider, submission.job_id)
    assert (told.state, told.percent) == ("succeeded", 100)
    assert told.output_url is not None
    await provider.fetch(told.output_url, tmp_path / "film.mp4")
    facts = await inspect_video(tmp_path / "film.mp4", tmp_path / "poster.webp")
    assert (facts.width, facts.height) == (1280, 720)
    assert facts.duration_seconds == pytest.approx(1, abs=0.1)
    await provider.discard(submission.job_id)
    assert list((tmp_path / "local").iterdir()) == []


async def test_a_lost_answer_never_loses_the_job(
    provider: LocalProvider, timepiece: Timepiece
) -> None:
    with pytest.raises(SubmitUnknown):
        await provider.submit(asked("[lost]"))
    assert await provider.find("ref-1") is None
    timepiece.advance(8)
    assert await provider.find("ref-1") == "ref-1"
    assert await provider.find("ref-2") is None
    assert (await ended(provider)).state == "succeeded"


async def test_a_refused_prompt_leaves_nothing(provider: LocalProvider, tmp_path: Path) -> None:
    with pytest.raises(PromptRefused):
        await provider.submit(asked("[refuse]"))
    assert list((tmp_path / "local").iterdir()) == []


async def test_a_job_without_room_for_it_is_surely_not_accepted(
    provider: LocalProvider, tmp_path: Path
) -> None:
    gone = asked("", pictures=(tmp_path / "gone.jpg",))
    with pytest.raises(NotSent, match="No such file"):
        await provider.submit(gone)
    assert await provider.find("ref-1") is None
    assert list((tmp_path / "local").iterdir()) == []


async def test_jobs_that_end_while_others_begin_stand_in_nobodys_way(
    provider: LocalProvider, tmp_path: Path
) -> None:
    """What is listed may be gone before it is looked at."""
    (tmp_path / "local" / "just-ended").symlink_to(tmp_path / "nowhere")
    assert (await provider.submit(JOB)).job_id == "ref-1"
    assert (await ended(provider)).state == "succeeded"


FAILURES: dict[str, type[ProviderError]] = {
    "[fail]": ProviderError,
    "[withhold]": OutputWithheld,
    "[refuse-image]": ImageRefused,
}


@pytest.mark.parametrize(("words", "failure"), FAILURES.items(), ids=FAILURES)
async def test_each_failure_can_be_asked_for(
    provider: LocalProvider, words: str, failure: type[ProviderError]
) -> None:
    await provider.submit(asked(words))
    told = await ended(provider)
    assert told.state == "failed"
    assert type(told.failure) is failure


async def test_a_film_that_is_gone_cannot_be_fetched(
    provider: LocalProvider, tmp_path: Path
) -> None:
    await provider.submit(asked("[gone]"))
    told = await ended(provider)
    with pytest.raises(JobLost):
        await provider.fetch(told.output_url or "", tmp_path / "film.mp4")


async def test_a_busy_provider_lets_the_job_wait(
    provider: LocalProvider, timepiece: Timepiece
) -> None:
    await provider.submit(asked("[busy]"))
    assert (await provider.poll("ref-1")).state == "throttled"
    timepiece.advance(4)
    assert (await ended(provider)).state == "succeeded"


async def test_brackets_mean_nothing_outside_the_demo(provider: LocalProvider) -> None:
    await provider.submit(asked("[fail]", demo=False))
    assert (await ended(provider)).state == "succeeded"


async def test_a_stand_in_takes_its_time_and_says_how_far_it_is(
    tmp_path: Path, timepiece: Timepiece, stack: AsyncExitStack
) -> None:
    provider = LocalProvider(tmp_path / "local", timepiece.clock)
    stack.push_async_callback(provider.close)
    await provider.submit(replace(JOB, stands_in_for="Kling 3", usual_seconds=10))
    async with asyncio.timeout(20):
        while provider._renders.read(provider._folder("ref-1")).state != "done":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    told = list[tuple[str, int | None]]()
    for _ in range(3):
        progress = await provider.poll("ref-1")
        told.append((progress.state, progress.percent))
        timepiece.advance(5)
    assert told == [("running", 0), ("running", 50), ("succeeded", 100)]


async def test_a_stopped_job_stays_stopped(provider: LocalProvider, tmp_path: Path) -> None:
    long = PARAMETERS.model_copy(update={"duration_seconds": 60})
    await provider.submit(replace(JOB, parameters=long))
    assert await provider.cancel("ref-1")
    await provider.discard("ref-1")
    told = await provider.poll("ref-1")
    assert (told.state, type(told.failure)) == ("failed", JobLost)
    assert list((tmp_path / "local").iterdir()) == []


async def test_a_job_of_a_dead_process_is_made_again(
    provider: LocalProvider, tmp_path: Path, timepiece: Timepiece
) -> None:
    long = PARAMETERS.model_copy(update={"duration_seconds": 2})
    await provider.submit(replace(JOB, parameters=long))
    await provider.close()  # its renderer dies with it
    after = LocalProvider(tmp_path / "local", walking(timepiece))
    try:
        assert (await ended(after)).state == "succeeded"
    finally:
        await after.close()


async def test_jobs_that_nobody_fetched_are_thrown_away(
    provider: LocalProvider, timepiece: Timepiece, tmp_path: Path
) -> None:
    await provider.submit(JOB)
    await ended(provider)
    old = (tmp_path / "local" / "ref-1").stat().st_mtime
    timepiece.advance(old - timepiece.time.timestamp() + 2 * 24 * 3600 + 1)
    await provider.submit(replace(JOB, client_ref="ref-2"))
    assert [path.name for path in (tmp_path / "local").iterdir()] == ["ref-2"]


async def test_a_job_id_leads_nowhere_else(provider: LocalProvider, tmp_path: Path) -> None:
    (tmp_path / "script.json").write_text("{}")
    assert (await provider.poll("../../etc")).state == "failed"
    assert await provider.find("../ref-9") is None
