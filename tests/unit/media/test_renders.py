import asyncio
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from vidstudio.media.animatic import AnimaticSpec
from vidstudio.media.probe import probe
from vidstudio.media.renders import MOST_STARTS, Renders
from vidstudio.media.spawn import command, environment

PARENT = """
import asyncio, json, sys
from pathlib import Path
from vidstudio.media.animatic import AnimaticSpec
from vidstudio.media.renders import Renders

async def main():
    renders = Renders()
    spec = AnimaticSpec(**json.loads(sys.argv[2]))
    await renders.start(spec, Path(sys.argv[1]))
    print("started", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest_asyncio.fixture
async def renders() -> AsyncIterator[Renders]:
    owner = Renders()
    yield owner
    await owner.stop_all()


def until(is_so: Callable[[], bool]) -> None:
    """Files bring no event when they change."""
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def wait_for_lock(job_dir: Path) -> None:
    """Returns when the process that makes the film is gone."""
    with (job_dir / "lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)


def names(job_dir: Path) -> set[str]:
    return {path.name for path in job_dir.iterdir()}


def killed_parent(spec: AnimaticSpec, job_dir: Path) -> None:
    """Another process starts the film, and is shot."""
    fields = json.dumps(spec.__dict__)
    arguments = [sys.executable, "-c", PARENT, str(job_dir), fields]
    parent = subprocess.Popen(arguments, stdout=subprocess.PIPE, env=environment())
    assert parent.stdout
    with parent.stdout as said:
        assert said.readline() == b"started\n"
    parent.kill()
    assert parent.wait() == -signal.SIGKILL


@pytest.mark.asyncio
async def test_a_film_runs_from_absent_to_done(
    renders: Renders, small: AnimaticSpec, tmp_path: Path
) -> None:
    job_dir = tmp_path / "job"
    assert renders.read(job_dir).state == "absent"
    await renders.start(small, job_dir)
    assert renders.read(job_dir).state == "running"
    await asyncio.to_thread(wait_for_lock, job_dir)
    status = renders.read(job_dir)
    assert (status.state, status.progress, status.error) == ("done", 1.0, None)
    assert probe(status.video).duration_seconds == pytest.approx(2.0, abs=0.01)


@pytest.mark.asyncio
async def test_progress_is_told_on_the_way(
    renders: Renders, endless: AnimaticSpec, tmp_path: Path
) -> None:
    await renders.start(endless, tmp_path)
    await asyncio.to_thread(until, lambda: renders.read(tmp_path).progress > 0)
    assert 0 < renders.read(tmp_path).progress < 1


@pytest.mark.asyncio
async def test_a_second_start_changes_nothing(
    renders: Renders, endless: AnimaticSpec, tmp_path: Path
) -> None:
    await renders.start(endless, tmp_path)
    await asyncio.to_thread(until, lambda: renders.read(tmp_path).progress > 0)
    reached, job = renders.read(tmp_path).progress, (tmp_path / "job.json").read_bytes()
    await renders.start(replace(endless, seed=9), tmp_path)
    await Renders().start(replace(endless, seed=9), tmp_path)
    assert renders.read(tmp_path).progress >= reached
    assert (tmp_path / "job.json").read_bytes() == job


@pytest.mark.asyncio
async def test_stopping_removes_what_is_half_done(
    renders: Renders, endless: AnimaticSpec, small: AnimaticSpec, tmp_path: Path
) -> None:
    await renders.start(endless, tmp_path)
    await asyncio.to_thread(until, (tmp_path / "video.mp4.part").exists)
    await renders.stop(tmp_path)
    assert names(tmp_path) == {"lock"}
    assert renders.read(tmp_path).state == "absent"
    await renders.start(small, tmp_path)
    await asyncio.to_thread(wait_for_lock, tmp_path)
    assert renders.read(tmp_path).state == "done"
    await renders.stop(tmp_path)
    assert renders.read(tmp_path).state == "done"


@pytest.mark.asyncio
async def test_stop_all_leaves_no_process(endless: AnimaticSpec, tmp_path: Path) -> None:
    owner, places = Renders(), [tmp_path / "a", tmp_path / "b"]
    for place in places:
        await owner.start(endless, place)
    await owner.stop_all()
    for place in places:
        assert owner.read(place).state == "absent"
        wait_for_lock(place)


def test_a_film_outlives_the_kill_of_its_parent(small: AnimaticSpec, tmp_path: Path) -> None:
    killed_parent(small, tmp_path)
    wait_for_lock(tmp_path)
    status = Renders().read(tmp_path)
    assert status.state == "done"
    assert probe(status.video).width == small.width


@pytest.mark.asyncio
async def test_the_film_of_a_dead_parent_can_be_read_and_stopped(
    renders: Renders, endless: AnimaticSpec, tmp_path: Path
) -> None:
    await asyncio.to_thread(killed_parent, endless, tmp_path)
    await asyncio.to_thread(until, lambda: renders.read(tmp_path).progress > 0)
    assert renders.read(tmp_path).state == "running"
    await renders.stop(tmp_path)
    assert renders.read(tmp_path).state == "absent"
    assert not (tmp_path / "video.mp4.part").exists()


@pytest.mark.asyncio
async def test_a_killed_film_is_absent_and_starts_anew(
    renders: Renders, endless: AnimaticSpec, small: AnimaticSpec, tmp_path: Path
) -> None:
    await renders.start(endless, tmp_path)
    await asyncio.to_thread(until, lambda: renders.read(tmp_path).progress > 0)
    os.kill(int((tmp_path / "lock").read_text()), signal.SIGKILL)
    await asyncio.to_thread(wait_for_lock, tmp_path)
    assert renders.read(tmp_path).state == "absent"
    await renders.start(small, tmp_path)
    await asyncio.to_thread(wait_for_lock, tmp_path)
    assert renders.read(tmp_path).state == "done"


@pytest.mark.asyncio
async def test_a_film_that_always_dies_is_given_up(
    renders: Renders, endless: AnimaticSpec, tmp_path: Path
) -> None:
    for _ in range(MOST_STARTS):
        assert renders.read(tmp_path).state == "absent"
        await renders.start(endless, tmp_path)
        await asyncio.to_thread(until, lambda: bool((tmp_path / "lock").read_text()))
        os.kill(int((tmp_path / "lock").read_text()), signal.SIGKILL)
        await asyncio.to_thread(wait_for_lock, tmp_path)
    assert renders.read(tmp_path).state == "failed"


@pytest.mark.asyncio
async def test_a_failure_is_told_in_a_sentence(
    renders: Renders, small: AnimaticSpec, tmp_path: Path
) -> None:
    await renders.start(replace(small, references=(tmp_path / "gone.png",)), tmp_path)
    await asyncio.to_thread(wait_for_lock, tmp_path)
    status = renders.read(tmp_path)
    assert (status.state, status.error) == ("failed", "A reference picture cannot be read.")


def test_a_worker_leaves_quietly_when_the_lock_is_taken(tmp_path: Path) -> None:
    job = {"verb": "animatic", "lock": str(tmp_path / "lock")}
    (tmp_path / "job.json").write_text(json.dumps(job))
    with (tmp_path / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        worker = subprocess.run(
            command(str(tmp_path / "job.json")), capture_output=True, check=False, env=environment()
        )
    assert (worker.returncode, worker.stdout, worker.stderr) == (3, b"", b"")
