"""The bin is emptied after 30 days; never of a creative, and a crash in between changes nothing."""

import pytest
from sqlmodel import select

from tests.unit.engine.rig import Rig
from vidstudio import invariants
from vidstudio.base import failpoints
from vidstudio.base.errors import NotFound
from vidstudio.base.failpoints import FailpointHit
from vidstudio.db.tables import Asset
from vidstudio.engine import sweep
from vidstudio.engine.bin import empty_bin
from vidstudio.services import creatives, library, uploads


async def binned(rig: Rig) -> tuple[str, list[Asset]]:
    task_id = await rig.make()
    await rig.finish(task_id)
    files = select(Asset).where(Asset.task_id == task_id)
    found = list(await rig.studio.db.read(lambda session: session.exec(files).all()))
    await library.remove(rig.studio, rig.home.who, (task_id,))
    return task_id, found


async def sizes(rig: Rig, files: list[Asset]) -> list[int | None]:
    return [await rig.studio.store.size(file.storage_key) for file in files]


async def test_files_go_after_thirty_days_and_the_books_stay(rig: Rig) -> None:
    task_id, files = await binned(rig)
    assert len(files) == 2
    rig.time.advance(days=29)
    await sweep.run(rig.studio)
    assert all(await sizes(rig, files))
    rig.time.advance(days=1)
    await sweep.run(rig.studio)
    assert await sizes(rig, files) == [None, None]
    task = await rig.task(task_id)
    assert (task.purged_at, task.charged) == (rig.time.time, 20)
    with pytest.raises(NotFound):
        await uploads.link(rig.studio, rig.home.who, files[0].id)
    with pytest.raises(NotFound):
        await library.restore(rig.studio, rig.home.who, (task_id,))
    assert await invariants.check_files(rig.studio) == []


async def test_what_came_back_in_time_keeps_its_files(rig: Rig) -> None:
    task_id, files = await binned(rig)
    rig.time.advance(days=29)
    await library.restore(rig.studio, rig.home.who, (task_id,))
    await creatives.add(rig.studio, rig.home.who, task_id)
    rig.time.advance(days=60)
    await sweep.run(rig.studio)
    assert all(await sizes(rig, files))


async def test_a_crash_between_files_and_row_is_mended_by_the_next_round(rig: Rig) -> None:
    task_id, files = await binned(rig)
    rig.time.advance(days=30)
    failpoints.configure("bin:raise")
    try:
        with pytest.raises(FailpointHit):
            await empty_bin(rig.studio)
    finally:
        failpoints.configure("")
    assert (await rig.task(task_id)).purged_at is None
    await empty_bin(rig.studio)
    assert (await rig.task(task_id)).purged_at == rig.time.time
    assert await sizes(rig, files) == [None, None]
