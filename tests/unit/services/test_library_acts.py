"""Rating, moving, binning: for all of the takes in one go, or told."""

from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from tests.studio_fixtures import Home, Timepiece, settle_in
from tests.unit.services.shelf import Take, insert_take
from vidstudio.base.clock import Clock
from vidstudio.base.errors import Conflict, InvalidRequest, NotAllowed, NotFound
from vidstudio.db.tables import Asset, Creative, Draft, Shot, Task
from vidstudio.rules.lifecycle import TaskState
from vidstudio.services import creatives, library, screens
from vidstudio.services.library import LibraryQuery
from vidstudio.studio import Studio, Who


@pytest.fixture
def clock(timepiece: Timepiece) -> Clock:
    return timepiece.clock


@pytest.fixture
def promises() -> tuple[str, ...]:
    """These takes were never paid for, and have no files."""
    return ()


async def kept(studio: Studio, take: Take) -> str:
    return await studio.db.write(lambda session: insert_take(session, studio, take))


async def row(studio: Studio, task_id: str) -> Task:
    return await studio.db.read(lambda session: session.get_one(Task, task_id))


async def another_shot(studio: Studio, home: Home, shot_id: str = "second") -> str:
    def add(session: Session) -> str:
        shot = Shot(
            id=shot_id,
            workspace_id=home.who.workspace_id,
            campaign_id=home.campaign_id,
            number=2,
            place=2,
            title="Second",
        )
        session.add(shot)
        return shot_id

    return await studio.db.write(add)


async def test_ratings_and_favourites_are_set_and_taken_back(studio: Studio, home: Home) -> None:
    ids = [await kept(studio, Take(home)) for _ in range(2)]
    await library.rate(studio, home.who, ids, 4)
    await library.rate(studio, home.who, ids[:1], 0)
    await library.favourite(studio, home.who, ids[1:], True)
    first, second = [await row(studio, key) for key in ids]
    assert (first.rating, first.favourite, second.rating, second.favourite) == (0, False, 4, True)
    await library.rate(studio, home.who, ids, None)
    assert (await row(studio, ids[0])).rating is None
    with pytest.raises(InvalidRequest):
        await library.rate(studio, home.who, ids, 6)


async def test_one_foreign_id_and_nothing_is_done(studio: Studio, home: Home) -> None:
    eve = await settle_in(studio, "Eve")
    mine, hers = await kept(studio, Take(home)), await kept(studio, Take(eve))
    for ids in ((mine, hers), (mine, "unknown")):
        with pytest.raises(NotFound):
            await library.rate(studio, home.who, ids, 5)
        with pytest.raises(NotFound):
            await library.remove(studio, home.who, ids)
    assert (await row(studio, mine)).rating is None
    for ids in ((), ("x",) * 201, ("a\0b",)):
        with pytest.raises(InvalidRequest):
            await library.remove(studio, home.who, ids)


async def test_who_may_only_look_changes_nothing(studio: Studio, home: Home) -> None:
    task_id = await kept(studio, Take(home))
    viewer = Who(home.who.user_id, home.who.workspace_id, role="viewer", via="browser")
    for act in (library.remove, library.restore, library.add_to_creatives):
        with pytest.raises(NotAllowed):
            await act(studio, viewer, (task_id,))


async def test_moved_takes_get_the_next_numbers(studio: Studio, home: Home) -> None:
    there = await another_shot(studio, home)
    first = await kept(studio, Take(home, shot_id=there))
    ids = [await kept(studio, Take(home)) for _ in range(2)]
    await creatives.add(studio, home.who, ids[0])
    done = await library.move(studio, home.who, (*ids, first), there)
    assert set(done.ids) == set(ids)
    assert [(await row(studio, key)).number for key in (first, *ids)] == [1, 2, 3]
    picked = await studio.db.read(lambda s: s.exec(select(Creative.shot_id)).all())
    assert picked == [there]
    places = await library.places(studio, home.who, ids)
    assert [title for _, title in places] == ["Shot 1", "Second"]


async def test_running_takes_and_other_campaigns_are_not_moved(studio: Studio, home: Home) -> None:
    there = await another_shot(studio, home)
    running = await kept(studio, Take(home, state=TaskState.RUNNING))
    with pytest.raises(Conflict, match="1 take is still being made"):
        await library.move(studio, home.who, (running,), there)
    eve = await settle_in(studio, "Eve")
    with pytest.raises(NotFound):
        await library.move(studio, home.who, (running,), eve.shot_id)


async def test_creatives_and_running_takes_stay_out_of_the_bin(studio: Studio, home: Home) -> None:
    plain = await kept(studio, Take(home))
    picked = [await kept(studio, Take(home)) for _ in range(2)]
    running = await kept(studio, Take(home, state=TaskState.RUNNING))
    added = await library.add_to_creatives(studio, home.who, (*picked, running))
    assert (added.ids, added.note) == (tuple(picked), "1 take has no video yet.")
    done = await library.remove(studio, home.who, (plain, *picked, running))
    assert done.ids == (plain,)
    assert done.note == "2 takes are creatives and stay. 1 take is being made and stays."
    screen = await screens.screen(studio, home.who, home.campaign_id)
    assert plain not in {view.id for view in (*screen.takes, *screen.queue)}
    assert screen.shots[0].takes == 3
    with pytest.raises(Conflict):
        await creatives.add(studio, home.who, plain)
    restored = await library.restore(studio, home.who, (plain,))
    assert restored.ids == (plain,)
    assert (await row(studio, plain)).removed_at is None


async def test_after_thirty_days_nothing_comes_back(
    studio: Studio, home: Home, timepiece: Timepiece
) -> None:
    task_id = await kept(studio, Take(home))
    await library.remove(studio, home.who, (task_id,))
    timepiece.advance(days=30)
    with pytest.raises(NotFound, match="30 days"):
        await library.restore(studio, home.who, (task_id,))


def picture(home: Home, key: str, now: datetime) -> Asset:
    return Asset(
        id=key,
        workspace_id=home.who.workspace_id,
        role="reference",
        storage_key=key,
        sha256="0" * 64,
        size_bytes=1,
        mime="image/webp",
        width=4,
        height=3,
        name=f"{key}.webp",
        created_at=now,
    )


async def test_pictures_in_use_are_kept(studio: Studio, home: Home) -> None:
    names, now = ("free", "running", "drafted"), studio.clock.now()

    def add(session: Session) -> None:
        session.add_all(picture(home, name, now) for name in names)
        draft = Draft(
            campaign_id=home.campaign_id,
            user_id=home.who.user_id,
            workspace_id=home.who.workspace_id,
            body={"references": [{"id": "drafted"}]},
            saved_at=now,
        )
        session.add(draft)

    await studio.db.write(add)
    made_from = {"references": ["running"]}
    await kept(studio, Take(home, state=TaskState.RUNNING, parameters=made_from))
    done = await library.remove_uploads(studio, home.who, names)
    assert (done.ids, done.note[:19]) == (("free",), "2 pictures are in u")
    page = await library.uploads(studio, home.who, LibraryQuery())
    assert {view.id for view in page.uploads} == {"running", "drafted"}
    assert [
        v.id for v in (await library.uploads(studio, home.who, LibraryQuery(q="RUN"))).uploads
    ] == ["running"]
    gone = select(Asset.id).where(col(Asset.deleted_at).is_not(None))
    assert await studio.db.read(lambda s: s.exec(gone).all()) == ["free"]
