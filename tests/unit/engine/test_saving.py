"""From the provider's file to ours: nothing is charged that cannot be played."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from tests.unit.engine.rig import PER_SECOND, PRICE, Rig
from vidstudio.base.errors import JobLost, ProviderUnavailable, StorageFailed
from vidstudio.db.tables import Asset
from vidstudio.engine.loop import Engine
from vidstudio.store.base import StoredFile
from vidstudio.store.disk import DiskStore


async def test_what_is_stored_is_what_was_sent(rig: Rig, films: dict[int, Path]) -> None:
    task_id = await rig.make()
    task = await rig.finish(task_id)
    query = select(Asset).where(Asset.task_id == task_id)
    assets = await rig.studio.db.read(lambda session: session.exec(query).all())
    by_role = {asset.role: asset for asset in assets}
    assert set(by_role) == {"output", "poster"}
    output = by_role["output"]
    assert output.id == task.result_asset_id
    assert by_role["poster"].id == task.poster_asset_id
    assert output.size_bytes == films[2].stat().st_size
    assert (output.width, output.height, output.codec) == (256, 144, "h264")
    assert output.duration_ms == pytest.approx(2000, abs=100)
    assert output.name == "Take 01.mp4"


async def test_a_shorter_film_costs_what_arrived(rig: Rig, films: dict[int, Path]) -> None:
    rig.twin.fetches.append(films[1])
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert (task.state, task.quoted, task.charged) == ("succeeded", PRICE, PER_SECOND)
    assert await rig.money() == (490, 0)


async def test_a_longer_film_costs_no_more_than_was_agreed(
    rig: Rig, films: dict[int, Path]
) -> None:
    rig.twin.fetches.append(films[4])
    task_id = await rig.make()
    assert (await rig.finish(task_id)).charged == PRICE


def cut(film: bytes) -> bytes:
    return film[: len(film) // 2]


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "cut off": cut,
    "an error page": lambda _: b"<html>502 Bad Gateway</html>",
    "a picture": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(2000),
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
async def test_a_broken_file_is_fetched_again_and_never_charged(
    rig: Rig, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(damage(rig.twin.video.read_bytes()))
    rig.twin.fetches.extend([broken] * 9)
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert (task.state, task.state_reason) == ("failed", "provider_failed")
    assert task.state_message == "The provider sent a broken file."
    assert rig.twin.fetched == 3
    assert await rig.money() == (500, 0)


async def test_a_whole_file_after_a_broken_one_is_fine(rig: Rig, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(cut(rig.twin.video.read_bytes()))
    rig.twin.fetches.extend([broken, ProviderUnavailable()])
    task_id = await rig.make()
    assert (await rig.finish(task_id)).charged == PRICE


async def test_a_file_that_is_gone_fails_free_of_charge(rig: Rig) -> None:
    rig.twin.fetches.extend([JobLost()] * 9)
    task_id = await rig.make()
    task = await rig.finish(task_id)
    assert (task.state, task.state_reason) == ("failed", "lost_at_provider")
    assert (rig.twin.fetched, task.exposure) == (4, PRICE)
    assert await rig.money() == (500, 0)


@pytest.mark.parametrize(
    "trouble", [ProviderUnavailable(), TimeoutError(), ValueError("not a URL")], ids=repr
)
async def test_a_file_that_cannot_be_had_ends_at_the_deadline(rig: Rig, trouble: Exception) -> None:
    rig.twin.fetches.extend([trouble] * 1000)
    task_id = await rig.make()
    task = await rig.finish(task_id, seconds=300, most_steps=12)
    assert (task.state, task.state_reason) == ("failed", "deadline")
    assert rig.twin.fetched > 3
    assert await rig.money() == (500, 0)


async def test_a_file_lost_on_this_machine_is_fetched_again(rig: Rig) -> None:
    """The worker died after fetching; its folder has been cleaned away."""
    task_id = await rig.make()
    store = rig.studio.store
    object.__setattr__(rig.studio, "store", FailingStore(store, times=1))
    await rig.step()
    assert (await rig.task(task_id)).state == "storing"
    for file in (rig.studio.work_dir / task_id).iterdir():
        file.unlink()
    assert (await rig.finish(task_id)).state == "succeeded"
    assert rig.twin.fetched == 2


class FailingStore:
    """A store in front of the real one that cannot be written to for a while."""

    def __init__(self, inner: DiskStore, times: int) -> None:
        self._inner, self.times = inner, times
        self.size, self.copy_to, self.sha256 = inner.size, inner.copy_to, inner.sha256

    async def put(self, key: str, source: Path) -> StoredFile:
        self.times -= 1
        if self.times >= 0:
            raise StorageFailed
        return await self._inner.put(key, source)


async def test_a_paid_video_waits_hours_for_storage(rig: Rig) -> None:
    object.__setattr__(rig.studio, "store", FailingStore(rig.studio.store, times=40))
    task_id = await rig.make()
    task = await rig.finish(task_id, seconds=1800)
    assert (task.state, task.charged) == ("succeeded", PRICE)
    assert rig.twin.fetched == 1


async def test_storage_that_never_comes_back_ends_after_a_day(rig: Rig) -> None:
    object.__setattr__(rig.studio, "store", FailingStore(rig.studio.store, times=10**6))
    task_id = await rig.make()
    task = await rig.finish(task_id, seconds=1800)
    assert (task.state, task.state_reason) == ("failed", "storage_failed")
    assert rig.time.time > task.created_at.replace(day=task.created_at.day + 1)
    assert await rig.money() == (500, 0)


async def test_a_worker_that_wakes_after_its_lease_moves_nothing(rig: Rig) -> None:
    """Paused with the film in its hands, while another worker finished the take."""
    asleep, awake = asyncio.Event(), asyncio.Event()

    async def doze() -> None:
        asleep.set()
        await awake.wait()
        raise JobLost

    rig.twin.fetches.append(doze)
    task_id = await rig.make()
    await rig.engine.tick()
    await asleep.wait()
    other = Engine(rig.studio)
    other.name = "elsewhere:1"
    rig.time.advance(61)
    await other.tick()
    await other.idle()
    finished = await rig.task(task_id)
    assert (finished.state, finished.charged) == ("succeeded", PRICE)
    awake.set()
    await rig.engine.idle()
    assert await rig.task(task_id) == finished
    assert await rig.money() == (480, 0)
    assert len(rig.twin.accepted) == 1


async def test_a_second_worker_with_the_same_film_in_its_hands_charges_nothing(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    task_id = await rig.make()
    gate, reached = asyncio.Event(), asyncio.Event()
    real = rig.studio.store

    class Pausing(FailingStore):
        async def put(self, key: str, source: Path) -> StoredFile:
            stored = await real.put(key, source)
            if key.endswith(".webp") and not reached.is_set():
                reached.set()
                await gate.wait()
            return stored

    object.__setattr__(rig.studio, "store", Pausing(real, times=0))
    await rig.engine.tick()
    await reached.wait()
    other = Engine(rig.studio)
    rig.time.advance(61)
    await other.tick()
    await other.idle()
    assert (await rig.task(task_id)).state == "succeeded"
    gate.set()
    await rig.engine.idle()
    assert f"lease_lost task={task_id}" in caplog.text
    assert await rig.money() == (480, 0)
    assert replace(await rig.balance(), lots=()).held == 0
