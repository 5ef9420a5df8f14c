"""A video that is paid for over there is kept here, whatever the store and the disk do."""

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.unit.engine.rig import PRICE, Rig
from vidstudio.base.errors import JobLost, ProviderUnavailable, StorageFailed
from vidstudio.db.tables import Task
from vidstudio.engine import litter
from vidstudio.media.child import inspect_video
from vidstudio.media.facts import VideoFacts
from vidstudio.providers.base import Progress
from vidstudio.store.base import StoredFile
from vidstudio.store.disk import DiskStore

GIVEN = 500


class Faulty:
    """A store in front of the real one: `kept` of its first `times` puts really keep the file."""

    def __init__(self, inner: DiskStore, times: int, *, keeps: bool) -> None:
        self._inner, self.times, self._keeps = inner, times, keeps
        self.puts = 0
        self.size, self.copy_to, self.sha256 = inner.size, inner.copy_to, inner.sha256

    async def put(self, key: str, source: Path) -> StoredFile:
        self.puts += 1
        self.times -= 1
        if self.times < 0:
            return await self._inner.put(key, source)
        if self._keeps:
            await self._inner.put(key, source)
        raise StorageFailed("503 SlowDown")


def use(rig: Rig, times: int, *, keeps: bool = False) -> Faulty:
    faulty = Faulty(rig.studio.store, times, keeps=keeps)
    object.__setattr__(rig.studio, "store", faulty)
    return faulty


@pytest.mark.fault("F-31")
async def test_a_link_that_has_expired_is_asked_for_anew(rig: Rig) -> None:
    rig.twin.fetches.append(JobLost())
    rig.twin.polls.extend(Progress("succeeded", 100, f"twin:{age}") for age in ("old", "new"))
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert (task.state, task.charged, task.output_url) == ("succeeded", PRICE, "twin:new")
    assert rig.twin.fetched == 2


@pytest.mark.fault("F-31")
async def test_a_file_that_the_provider_took_back_is_no_charge(rig: Rig) -> None:
    rig.twin.fetches.append(JobLost())
    rig.twin.polls.extend([Progress("succeeded", 100, "twin:x"), Progress("failed")])
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert (task.state, task.exposure) == ("failed", PRICE)
    assert await rig.money() == (GIVEN, 0)


@pytest.mark.fault("F-31")
async def test_trouble_while_asking_for_a_link_is_not_the_end(rig: Rig) -> None:
    rig.twin.fetches.append(JobLost())
    task_id = await rig.make()
    rig.twin.polls.extend([Progress("succeeded", 100, "twin:x"), ProviderUnavailable()])
    assert (await rig.finish(task_id)).charged == PRICE


@pytest.mark.fault("F-64")
async def test_a_store_that_is_down_past_the_deadline_holds_the_take(rig: Rig) -> None:
    use(rig, 40)
    task_id = await rig.make()
    reasons = set[str]()
    while (task := await rig.task(task_id)).terminal_at is None:
        await rig.step(1800)
        reasons.add(task.state_reason)
    assert {"storage", "store_failed"} <= reasons
    assert (task.state, task.charged) == ("succeeded", PRICE)
    assert rig.twin.fetched == 1  # from the local spool


@pytest.mark.fault("F-64")
async def test_a_store_that_stays_down_for_a_day_costs_nobody_credits(rig: Rig) -> None:
    use(rig, 10**6)
    task_id = await rig.make()
    task = await rig.finish(task_id, seconds=1800)
    assert (task.state_reason, task.exposure) == ("storage_failed", PRICE)
    assert task.terminal_at is not None
    assert task.terminal_at > task.created_at + timedelta(hours=24)
    assert await rig.money() == (GIVEN, 0)


@pytest.mark.fault("F-65")
async def test_a_put_that_failed_but_kept_the_file_counts(rig: Rig) -> None:
    faulty = use(rig, 2, keeps=True)
    task_id = await rig.make()
    await rig.step()
    assert (await rig.task(task_id)).state == "succeeded"
    assert faulty.puts == 2


@pytest.mark.fault("F-65")
async def test_another_file_in_its_place_does_not_count(rig: Rig) -> None:
    """Same key, same size, other bytes: only the sum tells."""
    faulty = use(rig, 1)
    real = faulty._inner

    async def spoil(key: str, source: Path) -> StoredFile:
        await real.put(key, blank(source))
        object.__setattr__(faulty, "put", real.put)
        raise StorageFailed

    object.__setattr__(faulty, "put", spoil)
    task_id = await rig.make()
    await rig.step()
    assert (await rig.task(task_id)).state == "storing"
    assert (await rig.finish(task_id)).charged == PRICE


def blank(source: Path) -> Path:
    spoilt = source.with_suffix(".spoilt")
    spoilt.write_bytes(bytes(source.stat().st_size))
    return spoilt


@pytest.mark.fault("F-11")
async def test_what_was_stored_before_a_crash_is_found_and_charged_once(rig: Rig) -> None:
    faulty = use(rig, 0)
    calls = list[str]()
    real = faulty.put

    async def die(key: str, source: Path) -> StoredFile:
        await real(key, source)
        calls.append(key)
        raise StorageFailed if len(calls) > 1 else OSError(errno.EIO, "gone")

    object.__setattr__(faulty, "put", die)
    task_id = await rig.make()
    await rig.step()
    object.__setattr__(faulty, "put", real)
    task = await rig.finish(task_id)
    assert (task.state, task.charged) == ("succeeded", PRICE)
    assert faulty.puts == 2  # the video once, the poster once


@pytest.mark.fault("F-66")
async def test_a_full_disk_while_downloading_is_no_success_and_no_failure(rig: Rig) -> None:
    async def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    rig.twin.fetches.extend([full] * 3)
    task_id = await rig.make()
    await rig.step()
    task = await rig.task(task_id)
    assert (task.state, task.state_reason) == ("fetching", "storage")
    assert (await rig.finish(task_id)).charged == PRICE


@pytest.mark.fault("F-66")
async def test_a_full_disk_while_checking_is_no_broken_file(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = list[Path]()

    async def inspect(video: Path, poster: Path) -> VideoFacts:
        tries.append(video)
        if len(tries) < 4:
            raise StorageFailed("No space left on device")
        return await inspect_video(video, poster)

    monkeypatch.setattr("vidstudio.engine.save.inspect_video", inspect)
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert (task.state, task.charged, len(tries)) == ("succeeded", PRICE, 4)


@pytest.mark.fault("F-11")
@pytest.mark.fault("F-66")
async def test_half_files_and_orphans_go_and_what_belongs_to_somebody_stays(
    rig: Rig, films: dict[int, Path]
) -> None:
    task_id = await rig.make()
    task = await rig.finish(task_id)
    live = await rig.make()
    store, room = rig.studio.store, task.workspace_id
    await store.put(f"w/{room}/t/nobody-0123.mp4", films[1])
    await store.put(f"w/{room}/t/{live}-0123.mp4", films[1])
    media = rig.studio.settings.data_dir / "media"
    (media / "w" / room / "t" / "x.mp4.99.part").write_bytes(b"half")
    age(rig, media, hours=0.9)
    await litter.clear(rig.studio)
    before = {path.name for path in media.rglob("*") if path.is_file()}
    assert len(before) == 5
    age(rig, media, hours=25)
    rig.time.advance(3601)
    await litter.clear(rig.studio)
    after = {path.name for path in media.rglob("*") if path.is_file()}
    assert before - after == {"nobody-0123.mp4", "x.mp4.99.part"}
    await rig.cancel(live)
    await rig.studio.db.write(lambda session: ended_long_ago(session, rig, live))
    rig.time.advance(3601)
    await litter.clear(rig.studio)
    assert not (media / "w" / room / "t" / f"{live}-0123.mp4").exists()


def age(rig: Rig, media: Path, hours: float) -> None:
    then = rig.time.time.timestamp() - hours * 3600
    for path in media.rglob("*"):
        if path.is_file():
            os.utime(path, (then, then))


def ended_long_ago(session: Session, rig: Rig, task_id: str) -> None:
    task = session.get_one(Task, task_id)
    task.terminal_at = rig.time.time - timedelta(hours=49)
    session.add(task)
